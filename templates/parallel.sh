#!/bin/bash
# {{ sheet.title }}: {{ sheet.work }}.
# Needs GNU parallel. Run it in the folder that the paths are meant from; the same command goes on when it was
# stopped. With --sshlogin the parts go to other machines that see the same folder.
set -euo pipefail
KITH=${KITH:-kith}

seq 1 {{ sheet.parts }} | parallel --quote --halt soon,fail=1 --jobs "$(($(nproc) > {{ sheet.cpus }} ? $(nproc) / {{ sheet.cpus }} : 1))" \
    "$KITH" {{ sheet.flags }} --shard {}/{{ sheet.parts }} --threads {{ sheet.cpus }} --quiet --output {{ sheet.folder }}
"$KITH" sweep merge {{ sheet.folder }}
