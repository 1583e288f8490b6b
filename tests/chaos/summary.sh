#!/usr/bin/env bash
# Runs chaos campaigns and prints what they came to as a Markdown table.
# Usage: summary.sh BUILD_DIR [mpirun|in-process|suite]   default: suite, as in ctest -L chaos
#   mpirun: all 200 seeds under mpirun; in-process: all 200 in one process; two at a time.
# Exit code 1 if one of them failed; their logs are then in BUILD_DIR/tests/chaos_summary.
set -eu
build=$1 what=${2:-suite}
logs=$build/tests/chaos_summary
rm -rf "$logs"
mkdir -p "$logs"

# campaigns PROGRAM FIRST LAST: in two halves side by side
campaigns() {
  local middle=$((($2 + $3) / 2)) status=0
  SONOSWEEP_CHAOS_SEED=$2-$middle "$build/tests/$1" --gtest_filter='Asked*' > "$logs/$1.1" 2>&1 &
  local first=$!
  SONOSWEEP_CHAOS_SEED=$((middle + 1))-$3 "$build/tests/$1" --gtest_filter='Asked*' > "$logs/$1.2" 2>&1 || status=1
  wait "$first" || status=1
  return "$status"
}

status=0
case $what in
  mpirun) campaigns test_chaos_mpirun 1 200 || status=1 ;;
  in-process) campaigns test_chaos 1 200 || status=1 ;;
  suite)
    campaigns test_chaos_mpirun 1 20 || status=1
    campaigns test_chaos 21 200 || status=1
    ;;
  *) echo "mpirun, in-process or suite?" >&2; exit 2 ;;
esac

# campaign KIND SEED VERDICT LAUNCHES ATTEMPTS FAULTS SECONDS PLAN, with tabs between
cat "$logs"/* | awk -F '\t' '
  $1 == "campaign" {
    ++n[$2]; ++all
    passed[$2] += $4 == "passed"
    launches[$2] += $5; attempts[$2] += $6; faults[$2] += $7; seconds[$2] += $8
    if ($8 > longest[$2]) longest[$2] = $8
    if ($9 ~ /slow files/) ++slow[$2]
    sub(/, slow files.*/, "", $9)
    parts = split($9, planned, ", ")
    for (i = 1; i <= parts; ++i) { sub(/ @.*/, "", planned[i]); ++kinds[planned[i], $2]; seen[planned[i]] = 1 }
  }
  END {
    print "| Campaigns | Passed | Faults | Launches | Attempts (119 runs each) | Seconds, mean | longest |"
    print "|---|---|---|---|---|---|---|"
    for (kind in n)
      printf "| %s | %d/%d | %d | %d | %d | %.1f | %.1f |\n", kind, passed[kind], n[kind], faults[kind],
             launches[kind], attempts[kind], seconds[kind] / n[kind], longest[kind]
    printf "\nFaults planned:"
    for (kind in n) {
      printf " %s:", kind
      for (fault in seen) printf " %d x %s,", kinds[fault, kind], fault
      printf " %d campaigns on a slow file system.", slow[kind]
    }
    print ""
    if (!all) exit 1
  }' || status=1
exit "$status"
