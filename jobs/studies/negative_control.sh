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
# shellcheck source=jobs/studies/common.sh
. "$(dirname "$0")/common.sh"
study=${2:-$here/negative_control.ini}

# Courses and outcomes are said here: those of the preset may change, and with them the data whose outcome is recorded.
make_pack "$out/control.h5" --preset demo --effect 0 --patients 48 --frames 4 --size 64x64 --seed 1 --days 2 \
  --severity-low 0.05 --severity-high 0.95 --improving 0.8 --recovery 0.45 --severity-noise 0.05 --view-noise 0.05 \
  --lower-zone-extra 0.06 --sf-noise 18 --readmission-rate 0.33 --readmission-last 5 --readmission-change 3
run_study "$out/control.h5" "$study" "$out/results"
tells_nothing "$out/results"
