#!/usr/bin/env bash
# Brings the cluster up, and makes the tiny data set for the cases.
#   set_up.sh BIN_DIR HOME_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
OWNER=${OWNER:-$PPID} "$here/cluster.sh" up "$2/cluster"
if [[ ! -e $2/data/pack.h5 ]]; then
  rm -rf "${2:?}/data"
  "$1/sonosweep-synth" --preset tiny --seed 1 --out "$2/data/source"
  "$1/sonosweep-convert" "$2/data/source" "$2/data/pack.h5"
fi
