#!/usr/bin/env bash
# Installs what is missing, builds everything, runs the whole test suite. Warnings are errors where CI is set.
#   ./test.sh [CTEST OPTIONS]     e.g. ./test.sh -L unit
# Tests labelled `long` are run by hand: ctest --preset asan -L long
# Real data for the tests labelled `real` is looked for in $SONOSWEEP_REAL_DATA (default ../shared/data).
set -euo pipefail
cd "$(dirname "$0")"
./install_deps.sh --tests
werror=OFF  # as in demo.sh, so that one build serves both
[[ -z ${CI:-} ]] || werror=ON
cmake --preset release -DSONOSWEEP_TESTS=ON -DSONOSWEEP_WERROR=$werror
cmake --build --preset release
# What does not link LibTorch, once more with sanitizers.
cmake --preset asan
cmake --build --preset asan
if (( EUID == 0 )); then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
ctest --preset asan -j "$(nproc)" -LE 'real|long' "$@"
exec ctest --preset release -j "$(nproc)" -LE long "$@"
