#!/usr/bin/env bash
# A node dies in mid-study, and what ran there with it: the study is finished on the other one, in the same job,
# by the ranks that are left where MPI lets them, else by a launch started again without the dead node. Where it
# is the first node, which ran the batch script, the job goes back into the queue, also where the steps that this
# node had started on the other one were ended with it.
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

# Submits, and kills the node (lose or fade, cluster.sh) once runs are under way on both nodes.
lose_in_mid_study() {
  local node=$1 how=${2:-lose}
  rm -rf "${work:?}"/gate/*
  submit_it
  eventually 60 runs_wait 1 n2 || fail "no run was begun on n2"
  eventually 60 runs_wait 1 n1 || fail "no run was begun on n1"
  if [[ $node == n1 ]] && ! says "$site" OUTLIVE_NODES=no; then eventually 60 watched || fail "n2 does not watch n1"; fi
  "$here/cluster.sh" "$how" "$home/cluster" "$node"
  rm -rf "${work:?}/gate/$node"
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
expect_says "$(log_of study)" "on 1 rank, 1 node"

queued() { [[ $(job_state "$(chain_job study)") == PENDING ]]; }
# By a step whose srun is gone.
watched() {
  [[ -n $(find "$out/slurm/watch" -name n2 2>/dev/null) && -z $(pgrep -f "^srun .*watch_first_node.sh .*$out/") ]]
}
for how in lose fade; do
  regain
  out=$work/first_node_$how
  rm -f "$work/gate/open"
  lose_in_mid_study n1 "$how"
  eventually 90 queued || fail "the job was not put back into the queue ($how)"
  expect_says "$(log_of study)" "n1, which ran the batch script, is down"
  regain
  finishes
  expect_says "$(log_of study)" "start 2"
done

# Slurm's own way, for sites that want it: it ends the job with any node, and starts it again.
regain
out=$work/slurms_own
rm -f "$work/gate/open"
echo "OUTLIVE_NODES=no" >>"$site"
lose_in_mid_study n1
eventually 90 queued || fail "Slurm did not put the job back into the queue"
regain
finishes
expect_says "$(log_of study)" "start 2"
