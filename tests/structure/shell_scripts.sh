#!/bin/sh
# Every shell script of the repository passes shellcheck. Usage: shell_scripts.sh SOURCE_DIR
# Exit code 77 (skipped) where there is no shellcheck.
set -eu
cd "$1"
command -v shellcheck >/dev/null || { echo "skipped: shellcheck is not installed"; exit 77; }

# By name, and what else starts with #!; build folders are not ours.
scripts=$(find . -path './build*' -prune -o -path ./.git -prune -o -type f \( -name '*.sh' -o -name '*.sbatch' \) -print |
  LC_ALL=C sort)
[ -n "$scripts" ] || { echo "no scripts under $1"; exit 1; }
# file names hold no blanks here
# shellcheck disable=SC2086
shellcheck -x -P SCRIPTDIR $scripts
# Settings are used by whoever reads the file.
shellcheck -s bash -e SC2034 slurm/site/*.env
