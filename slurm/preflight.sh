#!/usr/bin/env bash
# Says in about a minute what a study would stumble over: a short job on the nodes of the site file. Inside an
# allocation, or with SLURM=no, it looks right here.
#   preflight.sh SITE.env [--folder DIR] [--nodes N]
#     --folder DIR   where results will be (default: here); locks are tried there
# Exit codes: 0: nothing wrong; 1: something is, see the lines with FAIL; 2: wrong usage or site file.
set -uo pipefail
slurm_dir=$(cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=lib/site.sh
source "$slurm_dir/lib/site.sh"

case ${1:-} in
  -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0" && exit 0 ;;
  "" | -*) sed -n '2,6s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
site=$(realpath -m -- "$1")
shift
read_site "$site"
# shellcheck disable=SC2153
folder=$PWD nodes=$NODES
while (($# > 0)); do
  [[ $1 == --folder || $1 == --nodes ]] || die 2 "unknown argument '$1'; --help tells what there is"
  (($# >= 2)) || die 2 "$1 needs a value"
  if [[ $1 == --folder ]]; then folder=$(realpath -m -- "$2"); else nodes=$2; fi
  shift 2
done
[[ $nodes =~ ^[1-9][0-9]*$ ]] || die 2 "--nodes $nodes: must be a number, 1 or more"
why=$(why_not_writable "$folder")
[[ -z $why ]] || die 1 "--folder $why"
[[ -x $BIN/sonosweep-run ]] || die 1 "$BIN/sonosweep-run: not there; build it, or set BIN in $site"
reason=$(load_modules) || die 1 "$reason"

job=("$slurm_dir/lib/preflight_job.sh" "$slurm_dir" "$site" "$folder")
if [[ $SLURM == no ]]; then exec bash "${job[@]}" 1; fi
if [[ -n ${SLURM_JOB_ID:-} ]]; then exec bash "${job[@]}" "${SLURM_JOB_NUM_NODES:-1}"; fi

log=$(mktemp -p "$folder" .preflight-XXXXXX)
trap 'rm -f "$log"' EXIT
read -ra flags <<<"$SBATCH_FLAGS"
command=(sbatch --parsable --job-name=sonosweep-preflight --output="$log" --open-mode=append --partition="$PARTITION"
  --nodes="$nodes" --ntasks-per-node=1 --time=5)
[[ -z $ACCOUNT ]] || command+=(--account="$ACCOUNT")
[[ -z $MEMORY ]] || command+=(--mem="$MEMORY")
if [[ -n $CPUS_PER_NODE ]]; then command+=(--cpus-per-task="$CPUS_PER_NODE"); else command+=(--exclusive); fi
((GPUS_PER_NODE == 0)) || command+=(--gres="gpu:$GPUS_PER_NODE")
say "waiting for a job of $nodes nodes (Ctrl-C: scancel --name=sonosweep-preflight)"
"${command[@]}" --wait ${flags[@]+"${flags[@]}"} "${job[@]}" "$nodes" >/dev/null
code=$?
cat "$log"
if ! grep -q '^ok ' "$log"; then say "error: the job did not come to look at anything (exit code $code)"; fi
((code == 0)) || exit 1
