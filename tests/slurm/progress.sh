#!/usr/bin/env bash
# What counts as progress of a study, by which a job that circles is told from one that works.
#   progress.sh SOURCE_DIR
set -uo pipefail
source "$1/slurm/lib/progress.sh"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
expect() {
  local got
  got=$(progress "$out")
  [[ $got == "$1" ]] || { echo "FAILED: $2: $got, not $1"; exit 1; }
}
history() { mkdir -p "$out/$1" && printf 'epoch\n%.0s' $(seq "$2") >"$out/$1/history.csv"; }

expect 0 "nothing is there yet"
history attempts/segmentation/t060/1 5
history attempts/sf_change/t060/fold3/1 3
expect 8 "two runs"
history attempts/segmentation/t060/2 5
expect 8 "an attempt that begins with a copy is no progress"
history attempts/segmentation/t060/2 6
expect 9 "an epoch is"
mkdir -p "$out/runs/segmentation" && mv "$out/attempts/segmentation/t060/2" "$out/runs/segmentation/t060"
rm -r "$out/attempts/segmentation"
echo '{}' >"$out/runs/segmentation/t060/result.json"
expect 10 "a result counts with its history"
