#!/usr/bin/env bash
# A job that outlives its nodes (--no-kill) also outlives the first one, which ran its batch script: nothing would
# happen in it until its time limit. So the others look after that node, and put the job back into the queue.
#   watch_first_node.sh JOB NODE yes|no LOG FOLDER    no: the site forbids requeueing; the job is ended
# It is there when there is a file in FOLDER with the name of the node where it runs.
set -uo pipefail
job=$1 node=$2 requeue=$3 log=$4 folder=$5
: >"$folder/${SLURMD_NODENAME:?}"

while sleep "${SONOSWEEP_WATCH_SECONDS:-30}"; do
  state=$(sinfo -h -N -n "$node" -o %T 2>/dev/null | head -n 1)
  # Down and drained is "drained*"; a node that is "failing" still runs its job.
  case $state in down* | 'drained*' | fail | 'fail*') ;; *) continue ;; esac
  echo "watch_first_node.sh: $node, which ran the batch script, is $state; job $job ends here" >>"$log"
  if [[ $requeue == yes ]]; then
    # The controller may be too busy to answer at once.
    for _ in 1 2 3; do
      scontrol requeue "$job" && exit
      sleep "${SONOSWEEP_WATCH_SECONDS:-30}"
    done
  fi
  scancel "$job"
done
