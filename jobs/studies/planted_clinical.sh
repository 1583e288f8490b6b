#!/usr/bin/env bash
# Positive control: data whose outcomes the images tell nearly all of (sonosweep-synth --preset planted_clinical), and the
# study of planted_clinical.ini on it. What must come out is judged by `sonosweep-tables --positive-control`:
#   with true masks the S/F ratio is predicted at most half as wrong as by the training mean, the change of S/F over pairs
#   of two days in at least 75 %; change and readmission better than among permuted outcomes (p at most 0.01);
#   true masks serve all three tasks better than another video's masks do;
#   no network gives one answer for everybody.
# Then the same images with outcomes that they do not tell (--effect 0): nothing may be found, as in negative_control.sh.
#   planted_clinical.sh OUT [STUDY.ini [STUDY_WITHOUT_EFFECT.ini]]
#   default: planted_clinical.ini, planted_clinical_null.ini beside this file
# Called again it continues. SONOSWEEP_BIN: folder of the programs, where they are neither in build/release/bin nor in PATH.
# Exit codes: 0 all of it came out; 1 some did not, or a program failed; 2 usage; 75 stopped early, call it again.
set -euo pipefail
# shellcheck source=jobs/studies/common.sh
. "$(dirname "$0")/common.sh"
study=${2:-$here/planted_clinical.ini}
null_study=${3:-$here/planted_clinical_null.ini}

make_pack "$out/planted.h5" --preset planted_clinical --seed 1
run_study "$out/planted.h5" "$study" "$out/results"
make_pack "$out/no_effect.h5" --preset planted_clinical --effect 0 --seed 1
run_study "$out/no_effect.h5" "$null_study" "$out/results_no_effect"

seen=ok
nothing=ok
sonosweep-tables "$out/results" --positive-control || seen=NO
tells_nothing "$out/results_no_effect" || nothing=NO
echo "outcomes that the images tell are seen: $seen"
echo "outcomes that they do not tell are not: $nothing"
[[ $seen == ok && $nothing == ok ]]
