#!/bin/bash
# {{ sheet.title }}: {{ sheet.work }}.
# Run this where `hq` finds its server, in the folder that the paths are meant from. It submits one task for each
# part, waits for all, and joins the parts. A task whose worker is lost is tried again and goes on where it was.
set -euo pipefail
KITH=${KITH:-kith}

hq submit --name {{ sheet.name }} --array=1-{{ sheet.parts }} --cpus={{ sheet.cpus }} --wait \
    "$KITH" {{ sheet.flags }} --shard auto/{{ sheet.parts }} --threads {{ sheet.cpus }} --quiet --output {{ sheet.folder }}
"$KITH" sweep merge {{ sheet.folder }}
