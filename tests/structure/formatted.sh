#!/bin/sh
# Every source is as .clang-format says.
# Versions of clang-format differ in what they make of it: asked is 14, bookworm's. Exit code 77 (skipped) where another or
# none is there. Usage: formatted.sh SOURCE_DIR
set -eu
cd "$1"
case $(clang-format --version 2>/dev/null || true) in
  *" version 14."*) ;;
  *) echo "no clang-format 14 here"; exit 77 ;;
esac
files=$(find src jobs data_tools analysis tests -type f \( -name '*.h' -o -name '*.cpp' \) | LC_ALL=C sort)
[ -n "$files" ] || { echo "no sources under $1"; exit 1; }
echo "$files" | xargs -P 2 -n 100 clang-format --dry-run -Werror
