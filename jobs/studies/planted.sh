#!/usr/bin/env bash
# Planted truth: data whose annotator over- or under-paints by a known amount, so that the labels at 40, 60 or 80 % are the
# true structures; then the study of planted.ini on each. By IoU against the truth on validation patients each seed
# recommends a threshold. What must come out:
#   the medians over the seeds are in the order of what was planted, strictly;
#   each median's IoU, mean over the seeds, is within 0.02 of the best threshold's, on validation and on test patients;
#   no clinical network, where the study trains any, gives everybody the same answer: there is something to see here.
#   planted.sh OUT [STUDY.ini [PLANTED ..]]      default: planted.ini beside this file; 40 60 80
# Called again it continues. SONOSWEEP_BIN: folder of the programs, where they are neither in build/release/bin nor in PATH.
# Exit codes: 0 all of it came out; 1 some did not, or a program failed; 2 usage; 75 stopped early, call it again.
set -euo pipefail
# shellcheck source=jobs/studies/common.sh
. "$(dirname "$0")/common.sh"
study=${2:-$here/planted.ini}
plants=("${@:3}")
(( ${#plants[@]} )) || plants=(40 60 80)

# number FILE KEY VALUE COLUMN: of the first row whose column KEY is VALUE.
number() {
  awk -F, -v key="$2" -v value="$3" -v column="$4" '
    NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
    $at[key] == value { print $at[column]; exit }' "$1"
}
# best FILE COLUMN: its largest value.
best() {
  awk -F, -v column="$2" '
    NR == 1 { for (i = 1; i <= NF; ++i) if ($i == column) at = i; next }
    $at != "" && ($at > top || top == "") { top = $at } END { print top }' "$1"
}
# others FILE KEY VALUE COLUMN: of all rows whose KEY is not VALUE, in one line.
others() {
  awk -F, -v key="$2" -v value="$3" -v column="$4" '
    NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; next }
    $at[key] != value { printf "%s%s", (n++ ? " " : ""), $at[column] }' "$1"
}

constant=()
for plant in "${plants[@]}"; do
  make_pack "$out/planted$plant.h5" --preset planted --planted-threshold "$plant" --size 64x64 --seed 1
  run_study "$out/planted$plant.h5" "$study" "$out/results$plant"
  # That went well, so that what fails now are the networks, which the call above has named.
  sonosweep-tables "$out/results$plant" --fail-on-constant >/dev/null 2>&1 || constant+=("$plant %")
done

bad=0
in_order=ok
last=-1
printf '\n%-8s %-12s %-7s %-28s %-28s\n' planted 'by seed' median 'validation IoU (best)' 'test IoU (best)'
for plant in "${plants[@]}"; do
  tables=$out/results$plant/tables
  by_seed=$tables/recommendation_by_seed.csv
  median=$(number "$by_seed" seed median threshold)
  [[ $median ]] || { echo "planted.sh: $by_seed has no median; see the study's log" >&2; exit 1; }
  line=""
  for pair in recommendation.csv:val_truth_iou table1_segmentation.csv:truth_iou_mean; do
    file=$tables/${pair%%:*} column=${pair##*:}
    value=$(number "$file" threshold "$median" "$column") top=$(best "$file" "$column")
    verdict=$(awk -v a="$value" -v b="$top" 'BEGIN { print (b - a <= 0.02) ? "ok" : "NO" }')
    [[ $verdict == ok ]] || bad=1
    line+=$(printf '%-29s' "$(printf '%.3f (%.3f): %s' "$value" "$top" "$verdict")")
  done
  printf '%-8s %-12s %-7s %s\n' "$plant %" "$(others "$by_seed" seed median threshold)" "$median" "$line"
  (( median > last )) || in_order=NO bad=1
  last=$median
done
echo "medians strictly in the order of what was planted: $in_order"
if (( ${#constant[@]} )); then
  echo "clinical networks that answer: NO, some are constant (see above): ${constant[*]}"
  bad=1
fi
exit $bad
