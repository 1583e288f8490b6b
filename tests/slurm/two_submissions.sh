#!/usr/bin/env bash
# Two submissions on one results folder: the second says who holds it, and leaves; the first is not disturbed.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_stand_in_study
sed -i 's/^NODES=2/NODES=1/' "$site"
submit_it
job=$(chain_job study)
eventually 60 runs_wait 2 || fail "no run was begun"

"$submit" "$site" --data "$pack" --study "$study" --out "$out" >"$work/second.txt" 2>&1
code=$?
[[ $code == 1 ]] || fail "exit code $code"
expect_says "$work/second.txt" "job $job works on $out already"

# Submitted by other means, it is the launcher that sees it.
mv "$out/slurm/chain" "$work/chain"
submit_it
second=$(chain_job study)
second_tables=$(chain_job tables)
eventually 60 job_ended "$second" || fail "the second job is $(job_state "$second")"
[[ $(job_state "$second") == FAILED ]] || fail "the second job ended $(job_state "$second")"
expect_says "$out/slurm/study-$second.out" "sonosweep-launch"
expect_says "$out/slurm/study-$second.out" "the study is not done (exit code 1)"
says "$out/slurm/study-$second.out" "start 2" && fail "the second job was requeued"
eventually 60 job_ended "$second_tables" || fail "its tables still wait"
mv "$work/chain" "$out/slurm/chain"

: >"$work/gate/open"
completed "$job" 90
completed "$(chain_job tables)" 60
expect_each_done_once
