#!/bin/bash
# {{ sheet.title }}: {{ sheet.work }}.
# Run this on a login node, in the folder that the paths are meant from. It submits an array with one element
# for each part, and a job that joins the parts once all elements have ended, however they ended. An element
# that is stopped (its time is over, it is preempted, somebody cancels it) loses the cells at hand; one whose
# time is over goes back into the queue by itself and goes on where it was.
set -euo pipefail
export KITH=${KITH:-kith}

array=$(sbatch --parsable <<'ELEMENT'
#!/bin/bash
#SBATCH --job-name={{ sheet.name }}
#SBATCH --array=1-{{ sheet.parts }}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={{ sheet.cpus }}
#SBATCH --time={{ sheet.time }}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output={{ sheet.name }}_%A_%a.log
# A minute before the end this shell is told, and tells kith.
#SBATCH --signal=B:TERM@60
"$KITH" {{ sheet.flags }} --shard auto/{{ sheet.parts }} --threads {{ sheet.cpus }} --quiet --output {{ sheet.folder }} &
work=$!
trap 'kill -TERM "$work" 2>/dev/null' TERM
code=0
wait "$work" || code=$?
# A signal ends the wait and not the work, which first puts on the disk what it has.
while kill -0 "$work" 2>/dev/null; do
    code=0
    wait "$work" || code=$?
done
# 75: stopped, and the same command goes on.
if [ "$code" -eq 75 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
ELEMENT
)
echo "array $array: {{ sheet.parts }} elements"
joined=$(sbatch --parsable --dependency="afterany:$array" --job-name={{ sheet.name }}_merge \
    --output={{ sheet.name }}_merge_%j.log <<'MERGE'
#!/bin/bash
"$KITH" sweep merge {{ sheet.folder }}
MERGE
)
echo "job $joined joins the parts when they have ended"
cat <<'SAID'
How far it is:   kith sweep status {{ sheet.folder }}
What is missing: kith sweep status --missing-as-array {{ sheet.parts }} {{ sheet.folder }}
SAID
