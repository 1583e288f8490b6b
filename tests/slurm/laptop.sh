#!/usr/bin/env bash
# Without Slurm (SLURM=no) the same chain runs right here, in order; a failing part ends it.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_stand_in_study
: >"$work/gate/open"
sed -i '/^PARTITION/d; /^NODES/d' "$site"
printf 'SLURM=no\nMPIRUN_FLAGS=--bind-to none\n' | sed 's/=\(--.*\)/="\1"/' >>"$site"
export PATH=$work/tools:$PATH
mkdir "$work/tools"
for name in sbatch squeue sinfo scontrol; do
  printf '#!/bin/sh\ntouch %q\nexit 1\n' "$work/asked" >"$work/tools/$name" && chmod +x "$work/tools/$name"
done
arguments=(--data "$work/made.h5" --study "$study" --out "$out" --source "$source_folder")
"$submit" "$site" "${arguments[@]}" >"$work/said.txt" 2>&1 || fail "$(cat "$work/said.txt")"
[[ ! -e $work/asked ]] || fail "it asked Slurm"
cmp "$pack" "$work/made.h5" || fail "another pack"
expect_each_done_once
[[ -s $out/tables/table1_segmentation.csv ]] || fail "no table"

# A study that the results folder does not belong to.
sed -i 's/thresholds = 0,/thresholds = 10,/' "$study"
"$submit" "$site" "${arguments[@]}" >"$work/said.txt" 2>&1
code=$?
[[ $code == 2 ]] || fail "exit code $code: $(cat "$work/said.txt")"
rm -r "$work/tools"
