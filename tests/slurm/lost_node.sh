#!/usr/bin/env bash
# A node dies in mid-study, and what ran there with it: the study is finished on the other one, in the same job,
# by the ranks that are left where MPI lets them, else by a launch started again without the dead node.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
write_stand_in_study
echo "export SONOSWEEP_NODE_PATIENCE=5" >>"$site"
regain() { "$here/cluster.sh" regain "$home/cluster" n2 || fail "n2 did not come back"; }
trap 'regain; clean_up' EXIT

# Submits, and kills n2 once runs are under way on both nodes.
lose_in_mid_study() {
  rm -rf "${work:?}"/gate/*
  submit_it
  eventually 60 runs_wait 1 n2 || fail "no run was begun on n2"
  eventually 60 runs_wait 1 n1 || fail "no run was begun on n1"
  "$here/cluster.sh" lose "$home/cluster" n2
  rm -rf "${work:?}/gate/n2"
}
finishes() {
  : >"$work/gate/open"
  completed "$(chain_job study)" 120
  completed "$(chain_job tables)" 60
  [[ $(results_done) == 7 ]] || fail "$(results_done) of 7 runs are done"
}

lose_in_mid_study
finishes

regain
out=$work/started_again
lose_in_mid_study
mapfile -t launchers < <(pgrep -f "^[^ ]*(mpirun|prterun) .*--out $out")
# Unless MPI has ended it already.
((${#launchers[@]} == 0)) || kill -KILL "${launchers[@]}" 2>/dev/null
left_out() { says "$(log_of study)" "n2 does not answer and is left out"; }
eventually 60 left_out || fail "n2 is not left out"
finishes
expect_says "$(log_of study)" "starting it again"
expect_says "$(log_of study)" "on 1 ranks"
