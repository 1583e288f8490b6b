#!/usr/bin/env bash
# scancel --signal=USR1 --batch: runs save their state, the job goes back into the queue, and continues. Where the
# site forbids requeueing, it submits itself anew, and the tables wait for the new job. A plain scancel ends it.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_stand_in_study
submit_it
job=$(chain_job study)
log=$(log_of study)
eventually 60 runs_wait 2 || fail "no run was begun"
scancel --signal=USR1 --batch "$job"
says_so() { says "$log" "back into the queue"; }
eventually 60 says_so || fail "it did not stop"
[[ $(results_done) == 0 ]] || fail "nothing was to be done yet"
: >"$work/gate/open"
completed "$job" 90
completed "$(chain_job tables)" 60
expect_says "$log" "start 2"
expect_each_done_once

out=$work/resubmitted
rm "$work/gate/open"
echo "REQUEUE=no" >>"$site"
submit_it
job=$(chain_job study)
log=$(log_of study)
tables=$(chain_job tables)
eventually 60 runs_wait 2 || fail "no run was begun"
scancel --signal=USR1 --batch "$job"
other_job() { [[ $(chain_job study) != "$job" ]]; }
eventually 60 other_job || fail "it did not submit itself"
expect_says "$log" "goes on as job $(chain_job study)"
: >"$work/gate/open"
completed "$(chain_job study)" 90
completed "$tables" 60
expect_each_done_once

out=$work/cancelled
rm "$work/gate/open"
write_site
submit_it
job=$(chain_job study)
tables=$(chain_job tables)
eventually 60 runs_wait 2 || fail "no run was begun"
scancel "$job"
eventually 60 job_ended "$job" || fail "it goes on"
eventually 60 job_ended "$tables" || fail "its tables still wait"
[[ $(job_state "$job") == CANCELLED ]] || fail "it ended $(job_state "$job")"
