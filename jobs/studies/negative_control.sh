#!/usr/bin/env bash
# Negative control: data whose outcomes tell nothing about the images, the study of negative_control.ini on it, and the
# table negative_control. What must come out:
#   with the test patients' outcomes permuted nothing is better than chance;
#   with the outcomes as they are nothing is better than under permutation, since there is nothing to be learnt: the
#   smallest p of the table, times its rows (Bonferroni), is above 0.05.
#   negative_control.sh OUT [STUDY.ini]      default: negative_control.ini beside this file
# Constant networks are named in the table's notes and are no fault here, where there is nothing to see.
# Called again it continues. SONOSWEEP_BIN: folder of the programs, where they are neither in build/release/bin nor in PATH.
# Exit codes: 0 all of it came out; 1 some did not, or a program failed; 2 usage; 75 stopped early, call it again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[[ $# -ge 1 && $1 != -* ]] || { sed -n '2,10p' "$0" >&2; exit 2; }
out=$1
study=${2:-$here/negative_control.ini}
bin=${SONOSWEEP_BIN:-$here/../../build/release/bin}
if [[ -x $bin/sonosweep-launch ]]; then PATH=$(cd "$bin" && pwd):$PATH; fi
command -v sonosweep-launch >/dev/null ||
  { echo "negative_control.sh: no sonosweep-launch in $bin or PATH; build it, or set SONOSWEEP_BIN" >&2; exit 2; }

mkdir -p "$out"
[[ -e $out/control.h5 ]] || {
  rm -rf "$out/source"
  sonosweep-synth --preset demo --effect 0 --patients 48 --frames 4 --size 64x64 --seed 1 --out "$out/source"
  sonosweep-convert "$out/source" "$out/control.h5" >/dev/null
}
sonosweep-launch --data "$out/control.h5" --study "$study" --out "$out/results"
sonosweep-tables "$out/results" >/dev/null
at_chance=ok
sonosweep-tables "$out/results" --permutations 2000 || at_chance=NO

table=$out/results/tables/negative_control.csv
smallest=$(awk -F, '
  NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "p") at = i; next }
  { ++rows; if (least == "" || $at < least) least = $at }
  END { p = least * rows; if (p > 1) p = 1; printf "%.4f", p }' "$table")
no_leak=$(awk -v p="$smallest" 'BEGIN { print (p > 0.05 ? "ok" : "NO") }')
echo "permuted outcomes: nothing better than chance: $at_chance"
echo "outcomes as they are: smallest p, times the rows, $smallest: $no_leak"
[[ $at_chance == ok && $no_leak == ok ]]
