#!/bin/sh
# Programs that must start fast and run where LibTorch is not: none may link it, directly or through a library.
# Usage: links_no_torch.sh PROGRAM...
set -eu
faults=0
for program in "$@"; do
  libraries=$(ldd "$program") || { echo "$program: ldd failed"; exit 1; }
  if printf '%s\n' "$libraries" | grep -E 'libtorch|libc10|libcaffe2'; then
    echo "$program links LibTorch"
    faults=1
  fi
done
exit $faults
