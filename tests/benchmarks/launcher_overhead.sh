#!/usr/bin/env bash
# What sonosweep-launch costs per run and while it waits, beside mpi4py.futures and GNU parallel, all on two
# slots with the same commands, one after the other. Prints a Markdown table.
#   tests/benchmarks/launcher_overhead.sh BUILD_FOLDER [RUNS (1000)]
# BUILD_FOLDER: of a Release build with SONOSWEEP_BENCHMARKS=ON and the targets sonosweep-launch,
# sonosweep-plan, stand_in_run and write_benchmark_pack. From the environment: RUN_COMMAND, another program than
# the stand-in run; REPEATS (3), how often everything is done, in turns, of which the median counts; IDLE_SECONDS
# (10), how long waiting processes are watched; SCRATCH (TMPDIR), where results lie for the time being.
# What is not installed (apt-get install python3-mpi4py parallel) is left out, and said.
set -euo pipefail

build=$(realpath "${1:?usage: launcher_overhead.sh BUILD_FOLDER [RUNS]}")
runs=${2:-1000}
repeats=${REPEATS:-3}
idle_seconds=${IDLE_SECONDS:-10}
run=$(realpath "${RUN_COMMAND:-$build/tests/stand_in_run}")
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1

for program in "$build"/bin/sonosweep-{launch,plan} "$build/benchmarks/write_benchmark_pack" "$run"; do
  [[ -x $program ]] || { echo "launcher_overhead.sh: $program is missing; build it first" >&2; exit 2; }
done
(( $(nproc) >= 2 )) || { echo "launcher_overhead.sh: needs two cores" >&2; exit 2; }

scratch=$(mktemp -d "${SCRATCH:-${TMPDIR:-/tmp}}/launcher_overhead.XXXXXX")
started=""  # the process group of what is being watched
stop_started() {
  [[ -n $started ]] && kill -TERM -- "-$started" 2>/dev/null
  started=""
}
trap 'stop_started || true; rm -rf "$scratch"' EXIT

# --- the commands -----------------------------------------------------------------------------------------
cd "$scratch"
"$build/benchmarks/write_benchmark_pack" pack.h5
write_study() {  # FILE RUNS
  printf '[study]\nthresholds = 50\ntasks = segmentation\ntest_patients = 2\nvalidation_patients = 2\nseeds = %s\n' \
    "$(seq -s, "$2")" >"$1"
}
write_study many.ini "$runs"
write_study one.ini 1
"$build/bin/sonosweep-plan" --study many.ini | awk 'NR > 1 { if (!NF) exit; print $1 }' >ids
(( $(wc -l <ids) == runs )) || { echo "launcher_overhead.sh: the study has not $runs runs" >&2; exit 1; }

# Two cores, so that the launcher offers two slots.
two=$(taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' |
      awk -F- '{ for (c = $1; c <= ($2 == "" ? $1 : $2); ++c) print c }' | head -2 | paste -sd,)
mpi=(taskset -c "$two" mpirun --oversubscribe --bind-to none)

# What the launcher's supervisors would have made for a run; not part of the time.
make_folders() {  # RESULTS
  sed "s|.*|$1/runs/&\n$1/attempts/&/1|" ids | xargs mkdir -p
}
export RUN=$run PACK=$scratch/pack.h5 STUDY=$scratch/many.ini SONOSWEEP_ATTEMPT=1

cat >pool.py <<'PYTHON'
import os
import subprocess
import sys

from mpi4py.futures import MPIPoolExecutor


def perform(words):
    environment = dict(os.environ)
    if len(words) > 1:
        environment["SONOSWEEP_ATTEMPT_FOLDER"] = os.path.join(words[6], "attempts", words[8], "1")
    return subprocess.call(words, env=environment)


if __name__ == "__main__":
    out, ids = sys.argv[1], sys.argv[2]
    run = os.environ["RUN"]
    if ids == "-":
        work = [[run]]
    else:
        with open(ids) as file:
            work = [[run, "--data", os.environ["PACK"], "--study", os.environ["STUDY"], "--out", out, "--run",
                     line.strip()] for line in file]
    with MPIPoolExecutor() as pool:
        sys.exit(1 if any(pool.map(perform, work)) else 0)
PYTHON

cat >one_run.sh <<'SHELL'
SONOSWEEP_ATTEMPT_FOLDER=$OUT/attempts/$1/1 exec "$RUN" --data "$PACK" --study "$STUDY" --out "$OUT" --run "$1"
SHELL

by_launcher() {
  env -u SONOSWEEP_ATTEMPT "${mpi[@]}" -n 2 "$build/bin/sonosweep-launch" --data "$PACK" --study "$STUDY" \
    --out "$OUT" --run-command "$RUN"
}
by_mpi4py() { "${mpi[@]}" -n 3 "$python" -m mpi4py.futures pool.py "$OUT" ids; }
by_parallel() {
  taskset -c "$two" parallel --will-cite -j2 \
    "SONOSWEEP_ATTEMPT_FOLDER=$OUT/attempts/{}/1 $RUN --data $PACK --study $STUDY --out $OUT --run {}" <ids
}
# As little around the commands as can be: what they take by themselves.
by_xargs() { taskset -c "$two" xargs -P2 -n1 sh one_run.sh <ids; }

python=""
for candidate in python3 /usr/bin/python3; do  # Debian's may stand behind another in PATH
  if "$candidate" -c 'import mpi4py.futures' 2>/dev/null; then python=$(command -v "$candidate"); break; fi
done

# --- time per run -----------------------------------------------------------------------------------------
declare -A milliseconds idle
measure() {  # NAME: by the function by_NAME; one more line in the file times_NAME
  export OUT=$scratch/$1
  [[ $1 == launcher ]] || make_folders "$OUT"
  local start=$EPOCHREALTIME
  "by_$1" >"$1.log" 2>&1 || { echo "launcher_overhead.sh: $1 failed:" >&2; tail -5 "$1.log" >&2; exit 1; }
  local end=$EPOCHREALTIME found
  found=$(find "$OUT" -name result.json | wc -l)
  (( found >= runs )) || { echo "launcher_overhead.sh: $1 left $found of $runs results" >&2; exit 1; }
  awk -v a="$start" -v b="$end" -v n="$runs" 'BEGIN { printf "%.3f\n", 1000 * (b - a) / n }' >>"times_$1"
  rm -rf "$OUT"
}

# --- CPU while waiting ------------------------------------------------------------------------------------
printf '#!/bin/sh\nexec sleep 600\n' >long_run.sh
chmod +x long_run.sh

descendants() {  # PID: it and all below it
  local child
  echo "$1"
  for child in $(pgrep -P "$1" || true); do descendants "$child"; done
}
# "PID TICKS" of every process below PID whose command line has PATTERN.
ticks() {  # PID PATTERN
  local pid
  for pid in $(descendants "$1"); do
    if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q -- "$2"; then
      sed 's/.*) //' "/proc/$pid/stat" | awk -v pid="$pid" '{ print pid, $12 + $13 }'
    fi
  done
}
# Starts COMMAND in a session of its own, with the long run; the busiest process that PATTERN names, in % of a
# core, and how many there are.
watch_idle() {  # NAME PATTERN COMMAND...
  local name=$1 pattern=$2
  shift 2
  RUN=$scratch/long_run.sh setsid "$@" >"idle_$name.log" 2>&1 &
  started=$!
  sleep 3  # it has begun
  ticks "$started" "$pattern" >before
  sleep "$idle_seconds"
  ticks "$started" "$pattern" >after
  stop_started || true
  wait || true
  idle[$name]=$(awk -v s="$idle_seconds" -v hz="$(getconf CLK_TCK)" '
    NR == FNR { was[$1] = $2; next }
    $1 in was { p = 100 * ($2 - was[$1]) / hz / s; if (p > most) most = p; ++n }
    END { if (n) printf "%.2f %% (%d processes)", most, n; else print "ended too soon" }' before after)
}

names=(launcher)
watch_idle launcher "^$build/bin/sonosweep-launch" env -u SONOSWEEP_ATTEMPT "${mpi[@]}" -n 2 \
  "$build/bin/sonosweep-launch" --data "$PACK" --study "$scratch/one.ini" --out "$scratch/idle" \
  --run-command "$scratch/long_run.sh"
left_out=()
if [[ -n $python ]]; then
  names+=(mpi4py)
  watch_idle mpi4py "^$python -m mpi4py.futures" "${mpi[@]}" -n 3 "$python" -m mpi4py.futures pool.py - -
else
  left_out+=("mpi4py.futures: not installed (apt-get install python3-mpi4py)")
fi
if parallel --version 2>/dev/null | grep -q 'GNU parallel'; then
  names+=(parallel)
  watch_idle parallel "parallel --will-cite" parallel --will-cite -j2 "$scratch/long_run.sh" ::: 1
else
  left_out+=("GNU parallel: not installed (apt-get install parallel)")
fi
names+=(xargs)
idle[xargs]="-"
for (( repeat = 0; repeat < repeats; ++repeat )); do
  for name in "${names[@]}"; do measure "$name"; done
done
for name in "${names[@]}"; do
  milliseconds[$name]=$(sort -n "times_$name" | sed -n "$(( (repeats + 1) / 2 ))p")
done

# --- the table --------------------------------------------------------------------------------------------
declare -A title=(
  [launcher]="\`mpirun -n 2 sonosweep-launch\`" [mpi4py]="\`mpirun -n 3 python3 -m mpi4py.futures\`"
  [parallel]="\`parallel -j2\`" [xargs]="\`xargs -P2\` (the commands by themselves)")
printf '%s no-op runs on two slots, start and end of everything included, median of %s; %s cores, load %s at the end.\n' \
  "$runs" "$repeats" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"
echo
echo "| | wall time per run | against xargs | against sonosweep-launch | CPU of the busiest waiting process |"
echo "|---|---:|---:|---:|---:|"
for name in "${names[@]}"; do
  awk -v title="${title[$name]}" -v ms="${milliseconds[$name]}" -v floor="${milliseconds[xargs]}" \
    -v ours="${milliseconds[launcher]}" -v idle="${idle[$name]}" 'BEGIN {
      printf "| %s | %.2f ms | %+.2f ms | %.2f x | %s |\n", title, ms, ms - floor, ms / ours, idle }'
done
for line in "${left_out[@]}"; do echo; echo "Left out: $line."; done
