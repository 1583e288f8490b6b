#!/usr/bin/env bash
# mpirun on those nodes of the Slurm job that answer: so that launch_study.sh, which starts it again after a loss,
# goes on with the rest. Arguments: mpirun's. From the environment: SONOSWEEP_MPIRUN (mpirun).
set -uo pipefail
mpirun=${SONOSWEEP_MPIRUN:-mpirun}

alone() { exec "$mpirun" "$@"; }
[[ ${1:-} == --version || -z ${SLURM_JOB_NODELIST:-} ]] && alone "$@"
mapfile -t nodes < <(scontrol show hostnames "$SLURM_JOB_NODELIST" 2>/dev/null)
((${#nodes[@]} > 1)) || alone "$@"
# mpirun starts its daemons by srun, which would wait for the step of a launch that was lost together with a node.
export SLURM_OVERLAP=1

# The controller may notice a dead node minutes later, so each is asked for a sign of life as well.
answers() {
  local state
  state=$(sinfo -h -N -n "$1" -o %T 2>/dev/null | head -n 1)
  [[ $state != *\* && $state != down* && $state != fail && $state != *power* ]] || return 1
  # Killed, because srun takes its time to give up a node.
  timeout --signal=KILL "${SONOSWEEP_NODE_PATIENCE:-20}" srun --overlap --quiet --nodes=1 --ntasks=1 --nodelist="$1" \
    true </dev/null >/dev/null 2>&1
}
answering=()
for node in "${nodes[@]}"; do
  answers "$node" 2>/dev/null &
  answering+=($!)
done
living=()
for i in "${!nodes[@]}"; do
  if wait "${answering[i]}"; then
    living+=("${nodes[i]}")
  else
    echo "mpirun_on_living_nodes.sh: ${nodes[i]} does not answer and is left out" >&2
  fi
done
# Nobody answers: more likely a fault of asking.
((${#living[@]} > 0)) || alone "$@"
if ((${#living[@]} == ${#nodes[@]})); then alone "$@"; fi
exec "$mpirun" --host "$(IFS=, && echo "${living[*]}")" "$@"
