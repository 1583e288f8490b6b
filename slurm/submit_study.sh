#!/usr/bin/env bash
# Checks everything that a study needs, and submits it: pack (where it is missing), study, tables. Without Slurm
# (SLURM=no in the site file) the same is done right here, in this order. Called again it continues.
#   submit_study.sh SITE.env --data PACK.h5 --study STUDY.ini --out RESULTS [OPTION ..]
#     --source DIR [--size HxW]   what PACK.h5 is made of, if it is not there
#     --nodes N, --time LIMIT     instead of the site's
#     --join                      help another job that works on RESULTS
#     --dry-run                   check, and print what would be done
# Exit codes: 0; 1: something is missing here; 2: wrong usage, site file or study file. Nothing is submitted then.
set -uo pipefail
slurm_dir=$(cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=lib/site.sh
source "$slurm_dir/lib/site.sh"
# shellcheck source=lib/jobs.sh
source "$slurm_dir/lib/jobs.sh"

case ${1:-} in
  -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0" && exit 0 ;;
  "" | -*) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
site=$(realpath -m -- "$1")
shift
read_site "$site"
parse_options "$@"

# All that is wrong is said together.
worst=0
fault() {
  local code=$1
  shift
  say "error: $*"
  ((worst >= code)) || worst=$code
}

check_programs() {
  local name wanted=(launch plan run tables status)
  [[ -z $source_folder ]] || wanted+=(convert)
  for name in "${wanted[@]}"; do
    [[ -x $BIN/sonosweep-$name ]] || fault 1 "$BIN/sonosweep-$name: not there; build it, or set BIN in $site"
  done
  if [[ -n $join && -x $BIN/sonosweep-launch ]] && ! "$BIN/sonosweep-launch" --help | grep -q -- --join; then
    fault 1 "--join: this sonosweep-launch does not know it; build a newer one"
  fi
  launch_study_script >/dev/null || fault 1 "launch_study.sh: neither in $slurm_dir/../jobs nor in $BIN"
  command -v "$MPIRUN" >/dev/null || fault 1 "MPIRUN=$MPIRUN: no such program here; set MODULES or MPIRUN in $site"
}

check_inputs() {
  if [[ ! -r $study ]]; then
    fault 2 "$study: cannot be read; --study names a study file, such as those in jobs/studies"
  fi
  if [[ -e $data ]]; then
    [[ -f $data && -r $data ]] || fault 1 "$data: no file that can be read"
  elif [[ -z $source_folder ]]; then
    fault 1 "$data: not there; give --source DIR to have it made"
  elif [[ ! -r $source_folder/dataset.ini ]]; then
    fault 1 "$source_folder: no source folder (dataset.ini is not there)"
  else
    check_parent "$data" --data
  fi
  if [[ -d $out ]]; then
    local why
    why=$(why_not_writable "$out")
    [[ -z $why ]] || fault 1 "--out $why"
  else
    check_parent "$out" --out
  fi
}
# The nearest folder above that is there must take new ones.
check_parent() {
  local folder why
  folder=$(dirname "$1")
  while [[ ! -e $folder ]]; do folder=$(dirname "$folder"); done
  why=$(why_not_writable "$folder")
  [[ -z $why ]] || fault 1 "$2 $1: $why"
}

check_scratch() {
  [[ -n $SCRATCH && $SCRATCH_ON_LOGIN == yes ]] || return
  local why
  why=$(why_not_writable "$SCRATCH")
  [[ -z $why ]] || fault 1 "SCRATCH: $why; where nodes alone have it, say SCRATCH_ON_LOGIN=no; empty: packs are not copied"
}

check_slurm() {
  local name all text
  if ! command -v sbatch >/dev/null; then
    fault 1 "sbatch: not there; on a machine without Slurm say SLURM=no in $site"
    return
  fi
  if ! all=$(sinfo -h -o %R 2>&1); then
    fault 1 "Slurm does not answer: $(head -n 1 <<<"$all")"
    return
  fi
  for name in "$PARTITION" "$CPU_PARTITION"; do
    if ! grep -qxF -- "$name" <<<"$all"; then
      fault 1 "there is no partition '$name'; there are: $(sort -u <<<"$all" | xargs). Mend it in $site"
      return
    fi
  done
  job_command study
  text=$(sbatch --test-only "${command[@]:1}" 2>&1) ||
    fault 1 "Slurm would refuse the job: $(grep -v '^$' <<<"$text" | head -n 1)"
}

# How many runs a node takes side by side.
slots_per_node() {
  local cores=$CPUS_PER_NODE threads
  if ((GPUS_PER_NODE > 0)); then
    echo "$GPUS_PER_NODE"
    return
  fi
  threads=$(sed -n 's/^[[:space:]]*threads[[:space:]]*=[[:space:]]*\([0-9]*\).*/\1/p' "$study" | head -n 1)
  if [[ -z $cores && $SLURM == yes ]]; then cores=$(sinfo -h -p "$PARTITION" -o %c 2>/dev/null | sort -n | head -n 1); fi
  cores=${cores%+}
  [[ $cores =~ ^[1-9][0-9]*$ ]] || cores=$(nproc)
  ((${threads:-1} > 0 && cores > ${threads:-1})) || threads=$cores
  echo $((cores / ${threads:-1}))
}

# From the plan: hours where the site has said what a run takes, else the work in frames or epochs.
estimate() {
  local slots text options=(--study "$study")
  slots=$((nodes * $(slots_per_node)))
  [[ ! -e $data ]] || options+=(--data "$data")
  [[ -z $RUN_HOURS ]] || options+=(--hours "$RUN_HOURS")
  text=$("$BIN/sonosweep-plan" "${options[@]}" --gpus "$slots" 2>&1)
  local code=$?
  if ((code != 0)); then
    fault "$((code == 2 ? 2 : 1))" "sonosweep-plan: $(tail -n 1 <<<"$text")"
    return
  fi
  local runs total makespan unit
  read -r runs total < <(awk '$1 == "all" {print $2, $NF}' <<<"$text")
  makespan=$(awk '$1 == "makespan" {print $NF}' <<<"$text")
  unit=$(sed -n 's/^unit of work and time: //p' <<<"$text")
  if [[ -n $RUN_HOURS ]]; then
    local what="GPU hours"
    ((GPUS_PER_NODE > 0)) || what="hours of a slot"
    echo "estimate: $runs runs, $total $what by the site's RUN_HOURS; $makespan hours with $slots side by side"
  else
    echo "estimate: $runs runs, work $total ($unit); hours are not known: RUN_HOURS in the site file says what a run takes"
  fi
}

check_joined() {
  local job
  [[ -z $join && $SLURM == yes ]] || return
  job=$(chain_job study)
  if [[ -n $job && -n $(squeue -h -j "$job" 2>/dev/null) ]]; then
    fault 1 "job $job works on $out already, or waits to; 'squeue -j $job' shows it. To help it: --join"
  fi
}

reason=$(load_modules) || fault 1 "$reason"
[[ -n $reason ]] || load_modules
check_programs
check_inputs
check_scratch
[[ $SLURM == no ]] || check_slurm
check_joined
[[ ! -x $BIN/sonosweep-plan || ! -r $study ]] || estimate
if ((worst > 0)); then
  say "nothing was submitted"
  exit "$worst"
fi

# A command as one would type it.
shown() {
  local word
  for word in "$@"; do
    [[ $word =~ ^[A-Za-z0-9_./:=@,%+-]+$ ]] || word=${word@Q}
    printf '%s ' "$word"
  done
}

chain=()
if [[ ! -e $data ]]; then chain+=(convert); fi
chain+=(study)
[[ -n $join ]] || chain+=(tables)

if [[ $SLURM == no ]]; then
  study_arguments
  for kind in "${chain[@]}"; do
    command=(bash "$slurm_dir/$kind.sbatch" "${arguments[@]}")
    if [[ -n $dry_run ]]; then
      echo "would run: $(shown "${command[@]}")"
    else
      "${command[@]}" || exit
    fi
  done
  exit 0
fi

[[ -n $dry_run ]] || mkdir -p "$out/slurm" || exit 1
if [[ -z $dry_run && -n $join ]]; then touch "$out/slurm/joined"; fi
dependency=""
for kind in "${chain[@]}"; do
  job_command "$kind" "$dependency"
  if [[ -n $dry_run ]]; then
    echo "would submit: $(shown "${command[@]}")"
    dependency="afterok:<job of $kind>"
    continue
  fi
  if ! job=$("${command[@]}"); then
    say "error: sbatch refused the job '$kind'; 'scancel' takes back what was submitted before it"
    exit 1
  fi
  job=${job%%;*}
  dependency=afterok:$job
  [[ -n $join ]] || echo "$kind=$job" >>"$(chain_file)"
  echo "$kind: job $job, log $out/slurm/$kind-$job.out"
done
[[ -n $dry_run ]] || echo "watch it: squeue -u \$USER; $BIN/sonosweep-status $out"
