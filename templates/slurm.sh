#!/bin/bash
# {{ sheet.title }}: {{ sheet.work }}.
# Run this on a login node, in the folder that the paths are meant from. It submits an array with one element
# for each part, and a job that joins the parts once all elements have ended, however they ended. An element
# that is stopped (its time is over, it is preempted, somebody cancels it) loses the cells at hand; one whose
# time is over goes back into the queue by itself and goes on where it was.
{%- if !sheet.rounds.is_empty() %}
# Replicates are added in rounds: the job that joins one submits this script again when the tolerance asks for more
# (it has to be allowed to submit from where it runs), so keep the script in a file.
{%- endif %}
set -euo pipefail
export KITH=${KITH:-kith}
{%- if !sheet.rounds.is_empty() %}
[ -f "$0" ] || { echo "Put this script into a file and run that: it submits itself again." >&2; exit 2; }
export ROUND=$(realpath "$0")
{%- endif %}

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
"$KITH" {{ sheet.flags }}{{ sheet.rounds }} --shard auto/{{ sheet.parts }} --threads {{ sheet.cpus }} --quiet --output {{ sheet.folder }} &
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
{%- if sheet.rounds.is_empty() %}
"$KITH" sweep merge {{ sheet.folder }}
{%- else %}
code=0
"$KITH" sweep merge {{ sheet.folder }}{{ sheet.rounds }} || code=$?
# 3: this round is done, and more replicates are wanted.
if [ "$code" -eq 3 ]; then
    exec bash "$ROUND"
fi
exit "$code"
{%- endif %}
MERGE
)
echo "job $joined joins the parts when they have ended"
cat <<'SAID'
{%- if sheet.rounds.is_empty() %}
How far it is:   kith sweep status {{ sheet.folder }}
What is missing: kith sweep status --missing-as-array {{ sheet.parts }} {{ sheet.folder }}
{%- else %}
How far it is:   kith sweep status FOLDER, of each round: {{ sheet.folder }}, then the same name with _ and its replicates
{%- endif %}
SAID
