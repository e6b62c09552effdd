#!/bin/bash
# {{ sheet.title }}: {{ sheet.work }}.
# Run this where `hq` finds its server, in the folder that the paths are meant from. It submits one task for each
# part, waits for all, and joins the parts. A task whose worker is lost is tried again and goes on where it was.
set -euo pipefail
KITH=${KITH:-kith}

{% if !sheet.rounds.is_empty() -%}
# Replicates are added in rounds, until the tolerance is kept.
while true; do
{% endif -%}
hq submit --name {{ sheet.name }} --array=1-{{ sheet.parts }} --cpus={{ sheet.cpus }} --wait \
    "$KITH" {{ sheet.flags }}{{ sheet.rounds }} --shard auto/{{ sheet.parts }} --threads {{ sheet.cpus }} --quiet --output {{ sheet.folder }}
{% if sheet.rounds.is_empty() -%}
"$KITH" sweep merge {{ sheet.folder }}
{% else -%}
code=0
"$KITH" sweep merge {{ sheet.folder }}{{ sheet.rounds }} || code=$?
# 3: this round is done, and more replicates are wanted.
[ "$code" -eq 3 ] || exit "$code"
done
{% endif -%}
