#!/usr/bin/env bash
# The whole path on synthetic data: synth -> convert -> training under mpirun -> tables -> report.
#   ./demo.sh [--out DIR]        default: ./demo_out; a second call reuses the build and continues the study
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$here/demo_out
while (( $# )); do
  case $1 in
    --out) [[ ${2:-} ]] || { echo "demo.sh: --out needs a folder" >&2; exit 2; }; out=$2; shift 2 ;;
    --help|-h) sed -n '2,3p' "$0"; exit 0 ;;
    *) echo "demo.sh: unknown option '$1'; usage: ./demo.sh [--out DIR]" >&2; exit 2 ;;
  esac
done
mkdir -p "$out"
out=$(cd "$out" && pwd)

"$here/install_deps.sh"
cd "$here"
cmake --preset release -DSONOSWEEP_TESTS=OFF >"$out/configure.log" 2>&1 || { cat "$out/configure.log" >&2; exit 1; }
cmake --build --preset release
bin=$here/build/release/bin

[[ -d $out/source ]] || "$bin/sonosweep-synth" --out "$out/source" --preset demo --seed 1
[[ -e $out/demo.h5 ]] || "$bin/sonosweep-convert" "$out/source" "$out/demo.h5" --size 64x64
"$bin/sonosweep-inspect" "$out/demo.h5" --report "$out/pack.html" >"$out/inspect.log"

# As root, Open MPI wants to be told twice; one rank per core, the launcher shares the cores among them.
if (( EUID == 0 )); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
ranks=$(nproc)
(( ranks <= 7 )) || ranks=7
MPIRUN_FLAGS="--oversubscribe ${MPIRUN_FLAGS:-}" "$here/jobs/launch_study.sh" -n "$ranks" "$bin/sonosweep-launch" \
  --data "$out/demo.h5" --study "$here/jobs/studies/demo.ini" --out "$out/results"
"$bin/sonosweep-tables" "$out/results"
"$bin/sonosweep-report" "$out/results" --data "$out/demo.h5" >"$out/report.log"
cat <<END

Data:    $out/source (videos, maps, truth), $out/demo.h5 (pack), $out/pack.html (what is in it)
Results: $out/results (tables/, runs/, study.json)
Report:  $out/results/report.html (open it in a browser), $out/results/figures
END
