#!/bin/bash
# {{ sheet.title }}: {{ sheet.work }}.
# Needs GNU parallel. Run it in the folder that the paths are meant from; the same command goes on when it was
# stopped. With --sshlogin the parts go to other machines that see the same folder.
set -euo pipefail
KITH=${KITH:-kith}

{% if !sheet.rounds.is_empty() -%}
# Replicates are added in rounds, until the tolerance is kept.
while true; do
{% endif -%}
seq 1 {{ sheet.parts }} | parallel --quote --halt soon,fail=1 --jobs "$(($(nproc) > {{ sheet.cpus }} ? $(nproc) / {{ sheet.cpus }} : 1))" \
    "$KITH" {{ sheet.flags }}{{ sheet.rounds }} --shard {}/{{ sheet.parts }} --threads {{ sheet.cpus }} --quiet --output {{ sheet.folder }}
{% if sheet.rounds.is_empty() -%}
"$KITH" sweep merge {{ sheet.folder }}
{% else -%}
code=0
"$KITH" sweep merge {{ sheet.folder }}{{ sheet.rounds }} || code=$?
# 3: this round is done, and more replicates are wanted.
[ "$code" -eq 3 ] || exit "$code"
done
{% endif -%}
