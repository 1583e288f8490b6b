#!/usr/bin/env bash
# The chain that submit_study.sh submits packs, runs the study on two nodes, and ends with the tables.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_real_study
: >"$work/gate/open"
echo "RUN_HOURS=1,1,1,1,1" >>"$site"

arguments=(--source "$source_folder" --data "$work/made.h5" --study "$study" --out "$out")
"$submit" "$site" "${arguments[@]}" --dry-run >"$work/dry.txt" 2>&1 || fail "$(cat "$work/dry.txt")"
expect_says "$work/dry.txt" "would submit: .*convert.sbatch"
expect_says "$work/dry.txt" "would submit: .*--dependency=afterok:<job of study>.*tables.sbatch"
expect_says "$work/dry.txt" "estimate: 8 runs, 8 hours of a slot .* 3 hours with 4 side by side"
[[ ! -e $out && -z $(squeue -h) ]] || fail "--dry-run has done something"

"$submit" "$site" "${arguments[@]}" >"$work/submit.txt" 2>&1 || fail "$(cat "$work/submit.txt")"
completed "$(chain_job convert)" 120
completed "$(chain_job study)" 240
completed "$(chain_job tables)" 60
cmp "$pack" "$work/made.h5" || fail "the job has made another pack"
expect_says "$(log_of study)" "copied to $work/scratch/.* on each node"
expect_says "$(log_of study)" "on 2 ranks"
for table in table1_segmentation table2_sf_change; do
  [[ -s $out/tables/$table.csv ]] || fail "no $table.csv"
done
"$bin/sonosweep-tables" "$out" --verify || fail "the tables do not verify"
