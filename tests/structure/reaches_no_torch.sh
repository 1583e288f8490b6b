#!/bin/sh
# What programs without LibTorch include, directly or through our own headers, must not reach a torch header.
# The sources of a program come from CMake. Usage: reaches_no_torch.sh SOURCE_DIR FILE...
set -eu
cd "$1"
shift

# Breadth first over our own headers.
seen=" "
queue="$*"
faults=0
while [ -n "$queue" ]; do
  next=""
  for file in $queue; do
    case "$seen" in *" $file "*) continue ;; esac
    seen="$seen$file "
    [ -f "$file" ] || { echo "$file: no such source"; exit 1; }
    if grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"](torch|ATen|c10|caffe2)/' "$file"; then
      echo "$file includes LibTorch and is reached from a program that must not"
      faults=1
    fi
    # shellcheck disable=SC2013
    for name in $(sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"([^"]+)".*/\1/p' "$file"); do
      for path in "src/$name" "$name"; do
        if [ -f "$path" ]; then next="$next $path"; fi
      done
    done
  done
  queue="$next"
done
exit $faults
