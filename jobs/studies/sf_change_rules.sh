#!/usr/bin/env bash
# What limits S/F change: the paper's choice beside another, on the same data. With six views a third of a patient's own pairs
# are of one day, and so "same", but under 2 % of the training pairs, which are across patients: a network trained as in the
# paper does not say "same". sf_change_own_prior.ini adds the shares among own pairs of training patients to the logits, and
# chooses the epoch by pairs of two days. Shown are tables 2 (all pairs), 2_more (pairs of two days) and 2_counts
# (classes) of both; nothing is judged.
#   sf_change_rules.sh OUT
# Called again it continues. SONOSWEEP_BIN: folder of the programs, where they are neither in build/release/bin nor in PATH.
# Exit codes: 0 both studies have run; 1 a program failed; 2 usage; 75 stopped early, call it again.
set -euo pipefail
# shellcheck source=jobs/studies/common.sh
. "$(dirname "$0")/common.sh"

make_pack "$out/pairs.h5" --preset planted_clinical --patients 60 --views 6 --frames 2 --size 64x64 --seed 1
for rules in paper own_prior; do
  run_study "$out/pairs.h5" "$here/sf_change_$rules.ini" "$out/$rules"
done
for rules in paper own_prior; do
  echo "$rules:"
  cat "$out/$rules"/tables/table2_{sf_change,more,counts}.md
done
