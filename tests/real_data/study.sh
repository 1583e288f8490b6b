#!/usr/bin/env bash
# The segmentation study on real masks: source folders from the real data, packed, trained under mpirun, table 1.
#   study.sh BIN_DIR MAKE_REAL_SOURCES DATA OUT
# DATA: the collection that make_sources.cpp reads; without it this says so and ends with 77 (CTest: skipped).
set -euo pipefail
(( $# == 4 )) || { sed -n '2,5p' "$0" >&2; exit 2; }
bin=$1 make_sources=$2 data=$3 out=$4
here=$(cd "$(dirname "$0")" && pwd)
[[ -d $data ]] || { echo "real data not found at $data (set SONOSWEEP_REAL_DATA): skipped"; exit 77; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
rm -rf "$out"
mkdir -p "$out"

"$make_sources" "$data" "$out/sources"
study() {  # NAME SIZE
  "$bin/sonosweep-convert" "$out/sources/$1" "$out/$1.h5" --size "$2"
  mpirun --oversubscribe -n 2 "$bin/sonosweep-launch" --data "$out/$1.h5" --study "$here/$1.ini" --out "$out/$1-results"
  "$bin/sonosweep-tables" "$out/$1-results"
}
study bubil 64x80
study nerve 64x64
for name in lus polygons; do
  "$bin/sonosweep-convert" "$out/sources/$name" "$out/$name.h5" --size 96x128
  "$bin/sonosweep-inspect" "$out/$name.h5" --verify
done
