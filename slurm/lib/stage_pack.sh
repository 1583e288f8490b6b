#!/usr/bin/env bash
# Copies a pack to this node's local scratch, under the name of its checksum, whole or not at all.
#   stage_pack.sh PACK.h5 SHA256 FOLDER        afterwards FOLDER/SHA256.h5
# Exit codes: 0; 1: it does not fit, or cannot be written (why). A copy that is there is checked, not made again.
set -uo pipefail
[[ $# -eq 3 ]] || { sed -n '3p' "$0" >&2; exit 2; }
pack=$1 sum=$2 folder=$3
staged=$folder/$sum.h5

say() { echo "$(hostname): $*" >&2; }
sum_of() { sha256sum -- "$1" 2>/dev/null | cut -d ' ' -f 1; }

[[ $(sum_of "$staged") == "$sum" ]] && exit 0
mkdir -p "$folder" || { say "$folder: cannot be made"; exit 1; }
chmod 700 "$folder"
needed=$(stat -L -c %s -- "$pack") || exit 1
free=$(df --output=avail -B1 "$folder" | tail -n 1)
if ((free < needed + needed / 10)); then
  say "$folder has $((free / 1048576)) MiB free, the pack needs $((needed / 1048576)): it is read where it is"
  exit 1
fi
copy=$(mktemp -p "$folder" "$sum.XXXXXX") || exit 1
trap 'rm -f "$copy"' EXIT
cp -- "$pack" "$copy" || { say "$copy: cannot be written"; exit 1; }
[[ $(sum_of "$copy") == "$sum" ]] || { say "$pack: the copy has another checksum; was the pack changed just now?"; exit 1; }
mv -f -- "$copy" "$staged"
