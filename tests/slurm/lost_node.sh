#!/usr/bin/env bash
# A node dies in mid-study, and what ran there with it: the study is finished on the other one, in the same job,
# by the ranks that are left where MPI lets them, else by a launch started again without the dead node. Where it
# is the first node, which ran the batch script, the job goes back into the queue.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_stand_in_study
echo "export SONOSWEEP_NODE_PATIENCE=5" >>"$site"
export SONOSWEEP_WATCH_SECONDS=1
regain() {
  local name
  for name in n1 n2; do "$here/cluster.sh" regain "$home/cluster" "$name" || fail "$name did not come back"; done
}
trap 'regain; clean_up' EXIT

# Submits, and kills the node once runs are under way on both nodes.
lose_in_mid_study() {
  rm -rf "${work:?}"/gate/*
  submit_it
  eventually 60 runs_wait 1 n2 || fail "no run was begun on n2"
  eventually 60 runs_wait 1 n1 || fail "no run was begun on n1"
  "$here/cluster.sh" lose "$home/cluster" "$1"
  rm -rf "${work:?}/gate/$1"
}
finishes() {
  : >"$work/gate/open"
  completed "$(chain_job study)" 120
  completed "$(chain_job tables)" 60
  [[ $(results_done) == 7 ]] || fail "$(results_done) of 7 runs are done"
}

lose_in_mid_study n2
finishes

regain
out=$work/started_again
lose_in_mid_study n2
mapfile -t launchers < <(pgrep -f "^[^ ]*(mpirun|prterun) .*--out $out")
# Unless MPI has ended it already.
((${#launchers[@]} == 0)) || kill -KILL "${launchers[@]}" 2>/dev/null
left_out() { says "$(log_of study)" "n2 does not answer and is left out"; }
eventually 60 left_out || fail "n2 is not left out"
finishes
expect_says "$(log_of study)" "starting it again"
expect_says "$(log_of study)" "on 1 ranks"

regain
out=$work/first_node
lose_in_mid_study n1
queued() { [[ $(job_state "$(chain_job study)") == PENDING ]]; }
eventually 90 queued || fail "the job was not put back into the queue"
expect_says "$(log_of study)" "n1, which ran the batch script, is down"
regain
finishes
expect_says "$(log_of study)" "start 2"
