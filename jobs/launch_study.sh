#!/usr/bin/env bash
# Runs sonosweep-launch under mpirun, and starts it again where it was not it that decided to end: a rank or a
# node was lost and took the job with it. What was done stays done, trainings go on from their checkpoints.
#   launch_study.sh [-n RANKS] PROGRAM --data PACK.h5 --study STUDY.ini --out RESULTS [..]
# PROGRAM: sonosweep-launch, a path or a name that is in PATH or beside this script. RANKS: one per node is enough; without it, what mpirun takes from the allocation.
# From the environment: MPIRUN (mpirun), MPIRUN_FLAGS (more of its options, for example
# "--map-by ppr:1:node"). SIGTERM, SIGINT and SIGUSR1 are passed on: runs save their state, exit code 75.
# With --join it also goes on where the launch that it helped is lost or stops early.
# Exit codes: those of sonosweep-launch; before it starts anything, 1 where mpirun is missing or has no folder for
# its own files, 2 for wrong usage, also where PROGRAM is not there.
set -uo pipefail

child=""
stopping="" told=""
# What the child is, once it is no longer a copy of this shell, in which a signal would get lost.
command_of() { tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null; }
pass_on() {
  local tries
  stopping=yes
  [[ -n $child ]] || return
  for ((tries = 0; tries < 200; ++tries)); do
    [[ $(command_of "$child") == "$(command_of $$)" ]] || break
    sleep 0.01
  done
  told=yes
  kill -USR1 "$child" 2>/dev/null
}
trap pass_on TERM INT USR1

ranks=()
if [[ ${1:-} == -n ]]; then
  [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || { echo "launch_study.sh: -n needs a number" >&2; exit 2; }
  ranks=(-n "$2")
  shift 2
fi
out=""
join=""
for ((i = 1; i <= $#; ++i)); do
  case ${!i} in
    --out) next=$((i + 1)); out=${!next:-} ;;
    --out=*) out=${!i#--out=} ;;
    --join) join=yes ;;
  esac
done
[[ $# -ge 1 && -n $out ]] || { sed -n '4,5p' "$0" >&2; exit 2; }

refuse() {
  local code=$1
  shift
  echo "launch_study.sh: error: $*" >&2
  exit "$code"
}

# Looked for here, because an mpirun that goes on after losses waits for ever for a program that it cannot start.
find_program() {
  local here file candidates=("$1")
  if [[ $1 != */* ]]; then
    here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
    candidates=("$(type -P -- "$1")" "$here/$1" "$here/../build/release/bin/$1")
  fi
  for file in "${candidates[@]}"; do
    if [[ -f $file && -x $file ]]; then realpath -- "$file" && return; fi
  done
  return 1
}
program=$(find_program "$1") ||
  refuse 2 "$1: no program that can be started; give its path, or put its folder into PATH"
shift
set -- "$program" "$@"

mpirun=${MPIRUN:-mpirun}
type -P -- "$mpirun" >/dev/null ||
  refuse 1 "MPIRUN=$mpirun: no such program; set MPIRUN, or put the folder of mpirun into PATH"

# Open MPI makes a folder for its session, with those above it, and says a page where it cannot.
check_session_folder() {
  local name folder probe
  for name in OMPI_MCA_orte_tmpdir_base PRTE_MCA_prte_tmpdir_base TMPDIR TEMP TMP; do
    [[ -n ${!name:-} ]] || continue
    folder=$(realpath -m -- "${!name}")
    while [[ ! -e $folder ]]; do folder=$(dirname -- "$folder"); done
    if probe=$(mktemp -d -p "$folder" sonosweep-XXXXXX 2>/dev/null); then
      rmdir -- "$probe"
      return
    fi
    refuse 1 "$name=${!name}: no folder can be made in $folder, and mpirun needs one for its session; set" \
      "$name to a folder that can be written to (export $name=/tmp), or unset it"
  done
}
if "$mpirun" --version 2>/dev/null | grep -qE 'Open MPI|OpenRTE|PRRTE'; then check_session_folder; fi

read -ra flags <<<"${MPIRUN_FLAGS:-}"
# Survivors of a lost rank go on. Open MPI 5 ends the job instead, and it is started again below. A lone rank
# has no survivors, and with recovery mpirun would return 0 whatever it ends with.
alone=${ranks[1]:-${SLURM_JOB_NUM_NODES:-}}
if "$mpirun" --version 2>/dev/null | grep -q 'Open MPI) 4\.'; then
  flags+=(--mca pml ob1 --mca btl "self,vader,tcp")
  [[ $alone == 1 ]] || flags+=(--enable-recovery)
fi

# The last record of this kind in the journal; its exit status is no evidence (jobs/README.md).
last_record() { grep -a $'\t'"$1"$'\t' "$out/journal" 2>/dev/null | tail -n 1; }
# The exit code in the last record, if that says that a launch has ended.
end_code() {
  local last
  last=$(tail -n 1 "$out/journal" 2>/dev/null)
  [[ $last == *$'\t'end$'\t'* && $last =~ exit_code=([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}
results() { find "$out/runs" -name result.json 2>/dev/null | wc -l; }

in_vain=0
while true; do
  [[ -z $stopping ]] || exit 75
  began=$SECONDS
  launch_before=$(last_record launch)
  end_before=$(last_record end)
  results_before=$(results)
  "$mpirun" ${flags[@]+"${flags[@]}"} ${ranks[@]+"${ranks[@]}"} "$@" &
  child=$!
  # A signal that came between.
  [[ -z $stopping || -n $told ]] || pass_on
  while true; do
    wait "$child"
    code=$?
    # A signal ends the wait, not the child.
    kill -0 "$child" 2>/dev/null || break
  done
  child=""
  launch_after=$(last_record launch)
  if [[ -n $join ]]; then
    # The journal is that of whoever had the folder. This launch has decided by itself to end where it says so
    # (a lost one returns none of these codes, or 0), or where the study is over.
    case $code in 2 | 3 | 75) exit "$code" ;; esac
    ended=$(end_code)
    if [[ $ended == [01] ]] && { (( code == ended )) || [[ $(last_record end) != "$end_before" ]]; }; then
      exit "$ended"
    fi
    (( code != 1 )) || exit 1
  elif [[ $launch_after != "$launch_before" ]]; then
    ended=$(end_code)
    [[ -z $ended ]] || exit "$ended"
  elif (( code <= 3 || code == 75 )); then
    # It never came to start anything, and has said why; 0 is not to be believed.
    (( code > 0 )) || code=1
    exit "$code"
  fi
  [[ -z $stopping ]] || exit 75
  # With --join the results may be another launch's; one that lived for long was not in vain.
  if [[ -n $join ]]; then ((lived = SECONDS - began >= 600)); else ((lived = $(results) > results_before)); fi
  if (( lived )); then in_vain=0; else ((++in_vain)); fi
  if (( in_vain >= 5 )); then
    echo "launch_study.sh: the launch was lost $in_vain times in a row (exit code $code) without a new result;" \
      "see above, and $out/journal" >&2
    exit 1
  fi
  echo "launch_study.sh: the launch was lost (exit code $code); starting it again" >&2
done
