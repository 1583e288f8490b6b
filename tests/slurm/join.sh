#!/usr/bin/env bash
# Two jobs on one study, the second having joined: every run is done once, and both end well.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_stand_in_study
sed -i 's/^NODES=2/NODES=1/' "$site"
submit_it
job=$(chain_job study)
eventually 60 runs_wait 2 || fail "no run was begun"
submit_it --join
second=$(sed -n 's/^study: job \([0-9]*\),.*/\1/p' "$work/submit.txt")
[[ $second != "$job" && $(chain_job study) == "$job" ]] || fail "$(cat "$work/submit.txt")"
# Each node has two slots.
eventually 60 runs_wait 4 || fail "the second job took no runs"
: >"$work/gate/open"
completed "$job" 90
completed "$second" 90
completed "$(chain_job tables)" 60
expect_each_done_once

# The first job is stopped: the second goes on by itself, and the first, back from the queue, helps it.
out=$work/stopped
rm "$work/gate/open"
submit_it
job=$(chain_job study)
log=$(log_of study)
eventually 60 runs_wait 2 || fail "no run was begun"
submit_it --join
second=$(sed -n 's/^study: job \([0-9]*\),.*/\1/p' "$work/submit.txt")
eventually 60 runs_wait 4 || fail "the second job took no runs"
scancel --signal=USR1 --batch "$job"
requeued() { says "$log" "back into the queue"; }
eventually 60 requeued || fail "it did not stop"
helps() { says "$log" "start 2" && runs_wait 4; }
eventually 90 helps || fail "it does not help"
: >"$work/gate/open"
completed "$job" 90
completed "$second" 90
completed "$(chain_job tables)" 60
[[ $(results_done) == 7 ]] || fail "$(results_done) of 7 runs are done"
