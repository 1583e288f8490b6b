# What the study scripts beside this file share; they source it. Sets here, out, and PATH; a script's usage is its head.
# shellcheck shell=bash
here=$(cd "$(dirname "$0")" && pwd)
script=$(basename "$0")
if [[ $# -lt 1 || $1 == -* ]]; then
  awk 'NR > 1 { if (!/^#/) exit; print }' "$0" >&2
  exit 2
fi
out=$1
bin=${SONOSWEEP_BIN:-$here/../../build/release/bin}
if [[ -x $bin/sonosweep-launch ]]; then PATH=$(cd "$bin" && pwd):$PATH; fi
command -v sonosweep-launch >/dev/null ||
  { echo "$script: no sonosweep-launch in $bin or PATH; build it, or set SONOSWEEP_BIN" >&2; exit 2; }
mkdir -p "$out"

# make_pack PACK OPTION..: of synthetic data with these options of sonosweep-synth, unless it is there.
make_pack() {
  local pack=$1 source=${1%.h5}_source
  if [[ -e $pack ]]; then return; fi
  rm -rf "$source"
  sonosweep-synth "${@:2}" --out "$source"
  sonosweep-convert "$source" "$pack" >/dev/null
}

# run_study PACK STUDY RESULTS: trains, or continues, and writes the tables.
run_study() {
  sonosweep-launch --data "$1" --study "$2" --out "$3"
  sonosweep-tables "$3" >/dev/null
}

# tells_nothing RESULTS: prints the negative control of a study on data without an effect; fails unless
#   with the test patients' outcomes permuted nothing is better than chance, and
#   with the outcomes as they are nothing is better than under permutation, since there is nothing to be learnt: the
#   smallest p of the table, times its rows (Bonferroni), is above 0.05.
tells_nothing() {
  local at_chance=ok smallest no_leak
  sonosweep-tables "$1" --permutations 2000 || at_chance=NO
  smallest=$(awk -F, '
    NR == 1 { for (i = 1; i <= NF; ++i) if ($i == "p") at = i; next }
    { ++rows; if (least == "" || $at < least) least = $at }
    END { p = least * rows; if (p > 1) p = 1; printf "%.4f", p }' "$1/tables/negative_control.csv")
  no_leak=$(awk -v p="$smallest" 'BEGIN { print (p > 0.05 ? "ok" : "NO") }')
  echo "permuted outcomes: nothing better than chance: $at_chance"
  echo "outcomes as they are: smallest p, times the rows, $smallest: $no_leak"
  [[ $at_chance == ok && $no_leak == ok ]]
}
