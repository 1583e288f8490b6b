#!/usr/bin/env bash
# The time limit comes in mid-study: the job saves, goes back into the queue, continues from another copy of the
# pack, and its tables are those of the undisturbed chain, byte for byte.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_real_study
# Slurm may send it 60 s early: 10 to 40 s after the start.
printf 'TIME=3\nSIGNAL_SECONDS=140\n' >>"$site"
echo segmentation/t060 >"$work/gate/passes"
submit_it
job=$(chain_job study)
log=$(log_of study)
requeued() { says "$log" "back into the queue"; }
eventually 170 requeued || fail "it was not put back into the queue"
# The rest may take as long as it takes.
longer() { scontrol update job="$job" timelimit=30 2>/dev/null; }
eventually 30 longer || fail "the limit could not be changed"
echo "SCRATCH=$work/other" >>"$site" && mkdir "$work/other"
: >"$work/gate/open"
completed "$job" 240
completed "$(chain_job tables)" 60
expect_says "$log" "job $job on .*, start 2"
expect_says "$log" "copied to $work/other/"
for table in "$home"/chain/results/tables/*; do
  [[ $table != */compute.* ]] || continue  # how long runs took
  cmp "$table" "$out/tables/$(basename "$table")" || fail "$(basename "$table") differs"
done
