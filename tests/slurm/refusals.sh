#!/usr/bin/env bash
# What is wrong with a site file or the arguments is said before anything is submitted, all of it together.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_stand_in_study

# refused CODE TEXT [ARGUMENTS]: with the site file as it is now.
refused() {
  local code=$1 text=$2 got
  shift 2
  "$submit" "$site" --data "$pack" --study "$study" --out "$out" "$@" >"$work/said.txt" 2>&1
  got=$?
  [[ $got == "$code" ]] || fail "exit code $got instead of $code: $(cat "$work/said.txt")"
  expect_says "$work/said.txt" "$text"
  [[ -z $(squeue -h) ]] || fail "something was submitted"
  [[ ! -e $out ]] || fail "$out was made"
}
with_site() {
  write_site
  printf '%s\n' "$@" >>"$site"
}

with_site "PARTITION=gpus"
refused 1 "there is no partition 'gpus'; there are: all"
with_site "MODULES='gcc cuda'"
refused 1 "there is no 'module' command"
with_site "MODULES='gcc cuda'" "module() { [[ \$2 != cuda ]] || { echo 'Unable to locate a modulefile for cuda' >&2; return 1; }; }"
refused 1 "MODULES: 'cuda' cannot be loaded: Unable to locate"
with_site "SCRATCH=$work/nowhere"
refused 1 "SCRATCH: $work/nowhere: no such folder"
with_site "SCRATCH=$work/nowhere" "PARTITION=gpus"
refused 1 "no partition 'gpus'"
expect_says "$work/said.txt" "nowhere: no such folder"
expect_says "$work/said.txt" "nothing was submitted"
with_site "PARTITON=all"
refused 2 "unknown setting PARTITON"
with_site "NODES=some"
refused 2 "NODES=some: must be a number"
with_site "BIN=$work"
refused 1 "$work/sonosweep-launch: not there"
write_site
refused 1 "Slurm would refuse the job" --nodes 3
refused 2 "unknown argument '--node'" --node 3
refused 1 "no-pack.h5: not there; give --source" --data "$work/no-pack.h5"
sed -i 's/thresholds/tresholds/' "$study"
refused 2 "sonosweep-plan: .*tresholds"
