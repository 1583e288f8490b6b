#!/usr/bin/env bash
# Packs a folder of videos with this converter, with an older one and with a short OpenCV/h5py script, in turns, and
# prints frames a second and ratios of each turn. The machine should have nothing else to do.
#   convert_benchmark.sh NEW_CONVERT VIDEO_FOLDER [OLD_CONVERT] [TURNS]
# Example: convert_benchmark.sh build/release/bin/sonosweep-convert ../shared/data/lus_video /opt/old/sonosweep-convert
set -euo pipefail
(( $# >= 2 )) || { sed -n '2,5p' "$0" >&2; exit 2; }
new=$1 videos=$2 old=${3:-} turns=${4:-5}
here=$(cd "$(dirname "$0")" && pwd)
size=256x256
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t files < <(find "$(cd "$videos" && pwd)" -type f \( -name '*.mp4' -o -name '*.mov' -o -name '*.mpeg' -o -name '*.avi' \) |
                     LC_ALL=C sort)
mkdir "$work/source"
printf 'name = benchmark\nclasses = none\n' >"$work/source/dataset.ini"
{
  echo video_id,file,patient,day,view
  for i in "${!files[@]}"; do printf 'v%d,%s,p%d,,\n' "$i" "${files[i]}" "$i"; done
} >"$work/source/videos.csv"

seconds() {  # of a command, its output in $work/said
  local begun=$EPOCHREALTIME
  "$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; exit 1; }
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}
convert() { rm -f "$work/pack.h5"; seconds "$1" "$work/source" "$work/pack.h5" --size $size --jobs "$(nproc)"; }
peer() { seconds /usr/bin/python3 "$here/convert_peer.py" "$work/peer.h5" $size "$1" "${files[@]}"; }

frames=$(/usr/bin/python3 "$here/convert_peer.py" "$work/peer.h5" $size none "${files[@]}")
echo "$frames frames of ${#files[@]} videos to $size, $(nproc) cores; frames a second"
printf '%-6s %8s %8s %10s %10s %10s %12s\n' turn new old cv2+h5py '.. gzip' new/old 'new/cv2+h5py'
for ((turn = 1; turn <= turns; ++turn)); do
  a=$(convert "$new") b=0 c=$(peer none) d=$(peer gzip)
  [[ -z $old ]] || b=$(convert "$old")
  awk -v n="$frames" -v t="$turn" -v a="$a" -v b="$b" -v c="$c" -v d="$d" 'BEGIN {
    printf "%-6d %8.0f %8s %10.0f %10.0f %10s %12.2f\n", t, n / a, b ? sprintf("%.0f", n / b) : "-", n / c, n / d,
           b ? sprintf("%.2f", b / a) : "-", c / a }'
done
