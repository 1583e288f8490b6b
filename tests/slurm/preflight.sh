#!/usr/bin/env bash
# preflight.sh finds nothing wrong with two good nodes, and says what is wrong with bad ones.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
# look CODE [OPTIONS]
look() {
  local wanted=$1 code
  shift
  "$source_dir/slurm/preflight.sh" "$site" --folder "$work" "$@" >"$work/said.txt" 2>&1
  code=$?
  [[ $code == "$wanted" ]] || fail "exit code $code instead of $wanted: $(cat "$work/said.txt")"
}

look 0
expect_says "$work/said.txt" "^ok    MPI: 2 nodes answered in .* s: n1 n2"
expect_says "$work/said.txt" "^ok    ranks: one per node, cores 2"
expect_says "$work/said.txt" "^ok    scratch: $work/scratch, at least [0-9]* MiB free"
expect_says "$work/said.txt" "^ok    locks: a lock in $work is seen on every node"
expect_says "$work/said.txt" "^ok    clocks: "
expect_says "$work/said.txt" "^ok    versions: sonosweep .*LibTorch .*Open MPI"

# All that is wrong in one answer.
printf '%s\n' "SCRATCH=$work/nowhere" "MPIRUN_FLAGS='--map-by ppr:2:node:oversubscribe --bind-to none'" >>"$site"
look 1 --nodes 1
expect_says "$work/said.txt" "^FAIL  ranks: more than one on n1"
expect_says "$work/said.txt" "^FAIL  SCRATCH=$work/nowhere on n1: no such folder"

# Here, without Slurm; LibTorch has no GPU to offer.
write_site
printf '%s\n' "SLURM=no" "GPUS_PER_NODE=64" "MPIRUN_FLAGS=--oversubscribe" >>"$site"
look 1
expect_says "$work/said.txt" "^FAIL  GPUs: LibTorch sees [0-9]* on .*, GPUS_PER_NODE is 64"
echo "MPIRUN=$work/no-mpirun" >>"$site"
look 1
expect_says "$work/said.txt" "^FAIL  MPI: mpirun did not start anything"

[[ -z $(find "$work" -name '.preflight-*') ]] || fail "it leaves files behind"
