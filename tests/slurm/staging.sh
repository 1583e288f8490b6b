#!/usr/bin/env bash
# A pack is copied to scratch whole or not at all, under its checksum. No cluster needed.
# Usage: staging.sh SOURCE_DIR WORK_DIR
set -uo pipefail
stage=$1/slurm/lib/stage_pack.sh
work=$2
rm -rf "${work:?}" && mkdir -p "$work/tools" || exit 1
fail() {
  echo "FAILED: $*"
  exit 1
}
head -c 100000 /dev/urandom >"$work/pack.h5"
sum=$(sha256sum "$work/pack.h5" | cut -d ' ' -f 1)
folder=$work/scratch
staged=$folder/$sum.h5
alone() { [[ $(ls -A "$folder") == "$sum.h5" ]]; }

"$stage" "$work/pack.h5" "$sum" "$folder" || fail "exit code $?"
cmp "$work/pack.h5" "$staged" || fail "another file"
alone || fail "more than the copy: $(ls -A "$folder")"

# A good copy stays, a damaged one does not.
inode=$(stat -c %i "$staged")
"$stage" "$work/pack.h5" "$sum" "$folder" || fail "exit code $?"
[[ $(stat -c %i "$staged") == "$inode" ]] || fail "copied again"
printf x | dd of="$staged" bs=1 seek=500 conv=notrunc status=none
"$stage" "$work/pack.h5" "$sum" "$folder" || fail "exit code $?"
cmp "$work/pack.h5" "$staged" || fail "the damage is still there"

# A pack that is being changed.
rm "$staged"
echo more >>"$work/pack.h5"
"$stage" "$work/pack.h5" "$sum" "$folder" 2>"$work/said.txt" && fail "it took another pack"
grep -q "the copy has another checksum" "$work/said.txt" || fail "$(cat "$work/said.txt")"
[[ -z $(ls -A "$folder") ]] || fail "it leaves $(ls -A "$folder")"

# 50,000 bytes free, as df would say.
printf '#!/bin/sh\necho Avail\necho 50000\n' >"$work/tools/df" && chmod +x "$work/tools/df"
PATH=$work/tools:$PATH "$stage" "$work/pack.h5" "$sum" "$folder" 2>"$work/said.txt" && fail "it does not fit"
grep -q "has 0 MiB free, the pack needs 0: it is read where it is" "$work/said.txt" || fail "$(cat "$work/said.txt")"
