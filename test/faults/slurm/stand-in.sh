#!/bin/sh
# As much of Slurm's commands as Snakemake's executor calls, over processes of this computer: the file is linked under their
# names into QUEUE/bin. QUEUE/at-once says how many jobs run at once. Nothing stands in the environment: a job step is given little of it.
set -u
queue=${0%/bin/*}

# Id and state of each job, a line each.
states() { for job in "$queue"/job-*; do [ -f "$job/state" ] && echo "${job##*/job-}|$(cat "$job/state")"; done; }

submit() {
  out=/dev/null wrap=''
  while [ $# -gt 0 ]; do
    case $1 in
      --output) out=$2; shift ;;
      --output=*) out=${1#--output=} ;;
      --wrap) wrap=$2; shift ;;
      --wrap=*) wrap=${1#--wrap=} ;;
    esac
    shift
  done
  [ -n "$wrap" ] || wrap=$(cat)
  id=1
  while ! mkdir "$queue/job-$id" 2>/dev/null; do id=$((id + 1)); done
  job=$queue/job-$id
  out=$(echo "$out" | sed "s/%j/$id/g")
  mkdir -p "$(dirname "$out")"
  printf '%s\n' "$wrap" > "$job/script"
  echo PENDING > "$job/state"
  # A session of its own, as a job on another machine has: it outlives whoever submitted it.
  setsid "$queue/bin/run-job" "$job" "$id" > "$out" 2>&1 < /dev/null &
  echo "$id"
}

run() {
  job=$1 id=$2
  echo $$ > "$job/session"
  slot=0
  while [ "$slot" = 0 ]; do
    for k in $(seq "$(cat "$queue/at-once")"); do mkdir "$queue/slot-$k" 2>/dev/null && slot=$k && break; done
    [ "$slot" = 0 ] && sleep 0.2
  done
  echo RUNNING > "$job/state"
  SLURM_JOB_ID=$id SLURM_JOBID=$id SLURM_CPUS_PER_TASK=2 sh "$job/script"
  code=$?
  rmdir "$queue/slot-$slot"
  if [ $code = 0 ]; then echo COMPLETED > "$job/state"; else echo FAILED > "$job/state"; fi
}

case ${0##*/} in
  sbatch) submit "$@" ;;
  run-job) run "$@" ;;
  srun)
    # Its own options come first and hold their values.
    while [ $# -gt 0 ]; do case $1 in -*) shift ;; *) break ;; esac; done
    exec "$@"
    ;;
  sacct | squeue) states ;;
  scancel) for id; do [ -f "$queue/job-$id/session" ] && kill -9 -- "-$(cat "$queue/job-$id/session")" 2>/dev/null; done ;;
  sacctmgr | sshare) echo trial ;;
  scontrol) echo 'MinJobAge = 300 sec' ;;
  sinfo) echo trial ;;
  *) echo "${0##*/} is none of Slurm's commands" >&2; exit 2 ;;
esac
