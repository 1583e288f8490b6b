#!/bin/sh
# The farm knows no study: builds src/core, src/farm and its tests in a tree that holds nothing else, and runs them.
# Usage: farm_alone.sh SOURCE_DIR WORK_DIR (is made anew)
set -eu
source=$1
work=$2
rm -rf "$work"
mkdir -p "$work/src" "$work/tests/chaos" "$work/tests/jobs"
cp -r "$source/cmake" "$work/cmake"
cp -r "$source/src/core" "$source/src/farm" "$work/src/"
cp -r "$source/tests/farm" "$work/tests/farm"
cp "$source"/tests/*.h "$work/tests/"
cp "$source"/tests/chaos/chaos_run.* "$work/tests/chaos/"
cp "$source/tests/jobs/stand_in_run.cpp" "$work/tests/jobs/"
cat >"$work/CMakeLists.txt" <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(sonosweep_farm VERSION 0.0.0 LANGUAGES C CXX)
set(SONOSWEEP_TESTS ON)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_SOURCE_DIR}/cmake)
include(SonosweepSettings)
enable_testing()
include(GoogleTest)
include(SonosweepTest)
add_subdirectory(src/core)
add_subdirectory(src/farm)
add_library(sonosweep_chaos_run STATIC tests/chaos/chaos_run.cpp)
target_link_libraries(sonosweep_chaos_run PUBLIC sonosweep_settings sonosweep_farm)
target_include_directories(sonosweep_chaos_run PUBLIC ${CMAKE_SOURCE_DIR}/tests)
add_subdirectory(tests/farm)
CMAKE
cmake -S "$work" -B "$work/build" -G Ninja -DSONOSWEEP_TORCH=OFF -DSONOSWEEP_DATA_TOOLS=OFF -DSONOSWEEP_FIGURES=OFF \
  -DSONOSWEEP_MPI=OFF -DCMAKE_BUILD_TYPE=Debug
cmake --build "$work/build"
ctest --test-dir "$work/build" -j "$(nproc)" --output-on-failure
