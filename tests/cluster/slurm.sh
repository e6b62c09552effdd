#!/usr/bin/env bash
# A sweep on a real Slurm of two nodes on this host: `tests/cluster/slurm.sh KITH`. An array does the work; one
# element is told to stop and one is requeued, each in the middle of a cell. What is joined in the end is
# to the bit what one machine makes. Needs slurmctld, slurmd, sbatch and munged, and root.
set -euo pipefail

kith=$(realpath "$1")
study=$(realpath "$(dirname "$0")/../../scenarios/studies/posts.toml")
place=$(mktemp -d)
chmod 755 "$place"
cd "$place"
export SLURM_CONF=$place/slurm.conf

finish() {
    local code=$?
    for pid in *.pid; do
        [ ! -s "$pid" ] || kill "$(cat "$pid")" 2>/dev/null || true
    done
    sleep 1
    if [ "$code" -ne 0 ]; then
        tail -n 20 ./*.log || true
    fi
    rm -rf "$place"
}
trap finish EXIT

# A key and a socket of its own, so that no Slurm that is there is touched.
mkdir munge
chmod 700 munge
dd if=/dev/urandom of=munge/key bs=1024 count=1 status=none
chmod 400 munge/key
munged --force --key-file="$place/munge/key" --socket="$place/munge.socket" \
    --pid-file="$place/munged.pid" --log-file="$place/munge/log" --seed-file="$place/munge/seed"

host=$(hostname)
cat >slurm.conf <<CONF
ClusterName=trial
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$place/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmctldPort=16917
SlurmctldPidFile=$place/slurmctld.pid
SlurmctldLogFile=$place/slurmctld.log
StateSaveLocation=$place/state
SlurmdPidFile=$place/%n.pid
SlurmdLogFile=$place/%n.log
SlurmdSpoolDir=$place/spool_%n
KillWait=30
NodeName=one NodeHostname=$host NodeAddr=127.0.0.1 Port=16921 CPUs=1
NodeName=two NodeHostname=$host NodeAddr=127.0.0.1 Port=16922 CPUs=1
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
mkdir state
slurmctld -f "$SLURM_CONF"
for node in one two; do
    mkdir "spool_$node"
    slurmd -N "$node" -f "$SLURM_CONF"
done

# Waits until something is so, for a minute or for so many seconds.
until_so() {
    local seconds=${2:-60}
    for ((waited = 0; waited < 5 * seconds; waited++)); do
        ! eval "$1" || return 0
        sleep 0.2
    done
    echo "not so after $seconds seconds: $1"
    squeue || true
    return 1
}
until_so '[ "$(sinfo -h -t idle -o %D)" = 2 ]'

flags="--people 40000 --replicates 8"
"$kith" sweep script --slurm "$study" $flags --parts 4 --cpus 1 --time 10 --output shared >sweep.sh
said=$(KITH=$kith bash sweep.sh)
echo "$said"
done_cells() {
    "$kith" sweep status --json shared 2>/dev/null | sed -n 's/.*"done":\([0-9]*\).*/\1/p'
}
# Both nodes are at work, and cells are under way.
until_so '[ "$(squeue -h -t R | wc -l)" = 2 ] && [ "$(done_cells)" -ge 2 ]'
echo "missing with $(done_cells) cells done: $("$kith" sweep status --missing-as-array 4 shared)"
mapfile -t running < <(squeue -h -t R -o %i)
scontrol requeue "${running[1]}"
# scancel says again and again what an element has heard that is back in the queue by then.
timeout 2 scancel --batch --signal=TERM "${running[0]}" || true
echo "element ${running[0]} is told to stop, ${running[1]} is requeued"
# Slurm lets a job that is back in the queue wait for two minutes: not here.
finished() {
    local job
    for job in $(squeue -h -t PD -o %i -n posts); do
        scontrol update "jobid=$job" starttime=now 2>/dev/null || true
    done
    [ -z "$(squeue -h)" ]
}
until_so finished 240
# Both were stopped at work, and the one that was told said where it stood.
[ "$(grep -l CANCELLED posts_*.log | wc -l)" = 2 ]
grep -q "Stopped: .* cells are done" posts_*.log
[ -z "$("$kith" sweep status --missing-as-array 4 shared)" ]

"$kith" sweep "$study" $flags --quiet --output alone
for file in plan.csv points.csv results.csv results.parquet dictionary.csv; do
    cmp "shared/$file" "alone/$file"
done
echo "4 elements on 2 nodes, one told to stop and one requeued: equal to the bit to one machine"

# Rounds: the job that joins one submits the next, until there may be no more replicates.
asked="--people 2000 --replicates 2 --tolerance life_satisfaction=1e-9 --most 5"
"$kith" sweep script --slurm "$study" $asked --parts 2 --cpus 1 --time 10 --output rounds >rounds.sh
KITH=$kith bash rounds.sh
until_so '[ -s rounds_5/results.csv ] && [ -z "$(squeue -h)" ]' 240
"$kith" sweep "$study" $asked --quiet --output rounds_alone
for round in "" _4 _5; do
    for file in plan.csv results.csv results.parquet; do
        cmp "rounds$round/$file" "rounds_alone$round/$file"
    done
done
echo "three rounds of 2, 4 and 5 replicates on 2 nodes: equal to the bit to one machine"
