#!/usr/bin/env bash
# Two jobs on one study, the second having joined: every run is done once, and both end well.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
if ! "$bin/sonosweep-launch" --help | grep -q -- --join; then
  echo "skipped: this sonosweep-launch has no --join"
  exit 77
fi
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
