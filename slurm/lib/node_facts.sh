#!/usr/bin/env bash
# What one node has to say, one key=value a line, into FOLDER/facts.NODE.RANK; started once per node by mpirun.
#   node_facts.sh FOLDER BIN SCRATCH MPIRUN
# FOLDER is shared, and whoever asks holds a lock on FOLDER/lock meanwhile.
set -uo pipefail
now=$(date +%s.%N)
folder=$1 bin=$2 scratch=$3 mpirun=$4
node=${SLURMD_NODENAME:-$(hostname)}
rank=${OMPI_COMM_WORLD_RANK:-${PMIX_RANK:-0}}
file=$folder/facts.$node.$rank

lock_state() {
  local text
  if text=$(flock --nonblock "$folder/lock" true 2>&1); then
    echo "not seen"
  elif [[ -n $text ]]; then
    echo "$text"
  else
    echo "seen"
  fi
}
scratch_state() {
  local probe
  [[ -n $scratch ]] || return
  if [[ ! -d $scratch ]]; then
    echo "scratch=no such folder"
  elif ! probe=$(mktemp -p "$scratch" .sonosweep-XXXXXX 2>/dev/null); then
    echo "scratch=cannot be written to"
  else
    rm -f "$probe"
    echo "scratch=ok"
    echo "scratch_mib=$(($(df --output=avail -B1 "$scratch" | tail -n 1) / 1048576))"
  fi
}
{
  echo "node=$node"
  echo "rank=$rank"
  echo "time=$now"
  echo "lock=$(lock_state)"
  scratch_state
  echo "cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)"
  echo "mpi=$("$mpirun" --version 2>&1 | head -n 1)"
  if command -v nvidia-smi >/dev/null; then echo "driver_gpus=$(nvidia-smi -L 2>/dev/null | grep -c '^GPU')"; fi
  # As a run would be started: without the variables of the rank.
  unset "${!OMPI_@}" "${!PMIX_@}" "${!PMI_@}" "${!PRTE_@}"
  "$bin/sonosweep-run" --check-node 2>&1 | grep -E '^[a-z_]+=' || echo "check=sonosweep-run does not start: $("$bin/sonosweep-run" --version 2>&1 | tail -n 1)"
} >"$file.part"
mv -f "$file.part" "$file"
