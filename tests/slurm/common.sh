# shellcheck shell=bash
# Sourced by the cases of this folder: CASE.sh SOURCE_DIR BIN_DIR STAND_IN_RUN HOME_DIR, the cluster being in
# HOME_DIR/cluster. What a case writes is in $work; $site is a site file to add to.
set -uo pipefail
source_dir=$1 bin=$2 stand_in=$3 home=$4
here=$source_dir/tests/slurm
SLURM_CONF=$(realpath -m "$home/cluster/slurm.conf")
export SLURM_CONF
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1
# Both nodes have this machine's addresses; over others than this one Open MPI 5 sees no way between them.
export OMPI_MCA_btl_tcp_if_include=lo
submit=$source_dir/slurm/submit_study.sh
# shellcheck disable=SC2034
pack=$home/data/pack.h5 source_folder=$home/data/source

if ! scontrol ping 2>/dev/null | grep -q 'is UP'; then
  if [[ -e $home/cluster/came_up ]]; then
    echo "FAILED: the cluster came up, and does not answer any more"
    exit 1
  fi
  echo "skipped: no Slurm cluster here (see the test slurm.up)"
  exit 77
fi
case_name=$(basename "$0" .sh)
work=$home/$case_name
rm -rf "${work:?}"
mkdir -p "$work/gate" "$work/scratch"
site=$work/site.env out=$work/results study=$work/study.ini

# What failed, with the logs of the jobs.
fail() {
  echo "FAILED: $*"
  tail -n 40 "$out"/slurm/*.out 2>/dev/null
  squeue
  exit 1
}
clean_up() {
  scancel --quiet --user="$(id -un)" 2>/dev/null
  eventually 10 no_jobs
}
no_jobs() { [[ -z $(squeue -h) ]]; }
trap clean_up EXIT

# eventually SECONDS COMMAND..: polls; the limit only keeps a broken test from hanging.
eventually() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}
says() { grep -q -- "$2" "$1" 2>/dev/null; }
expect_says() { says "$1" "$2" || fail "no '$2' in $1: $(cat "$1")"; }

job_state() { scontrol show job -o "$1" 2>/dev/null | grep -o 'JobState=[A-Z_]*' | cut -d = -f 2; }
job_ended() { [[ ! $(job_state "$1") =~ ^(PENDING|RUNNING|COMPLETING|CONFIGURING|)$ ]]; }
# completed JOB SECONDS: it ends well in that time.
completed() {
  eventually "$2" job_ended "$1" || fail "job $1 is still $(job_state "$1")"
  [[ $(job_state "$1") == COMPLETED ]] || fail "job $1 ended $(job_state "$1")"
}
# In the chain that submit_study.sh has made.
chain_job() { sed -n "s/^$1=//p" "$out/slurm/chain" | tail -n 1; }
log_of() { echo "$out/slurm/$1-$(chain_job "$1").out"; }

# As many runs wait at the gate, on any node, or on this one.
waiting_runs() { find "$work/gate/${1:-}" -mindepth 1 -type f ! -name open ! -name passes 2>/dev/null | wc -l; }
runs_wait() { (($(waiting_runs "${2:-}") >= $1)); }

write_site() {
  cat >"$site" <<SITE
PARTITION=all
BIN=$bin
NODES=2
TIME=10
SCRATCH=$work/scratch
LAUNCH_FLAGS="--lease 3 --run-command $here/gated_run.sh"
export GATE=$work/gate GATED_PROGRAM=$stand_in
SITE
}
# Seven runs of a stand-in, or a real study of a few seconds.
write_stand_in_study() {
  printf '[study]\nthresholds = 0, 20, 40, 50, 60, 80, 100\ntasks = segmentation\ntest_patients = 2\n' >"$study"
  printf 'validation_patients = 2\n' >>"$study"
}
write_real_study() {
  cat >"$study" <<STUDY
[study]
name = tiny
thresholds = 60
tasks = segmentation, sf_change
test_patients = 2
validation_patients = 2
folds = 2
[segmentation]
encoder = resnet18
epochs = 2
batch = 4
lr = 1e-3
[video]
frames = 2
size = 32x32
[sf_change]
epochs = 1
batch = 4
lr = 1e-3
STUDY
  sed -i "s|GATED_PROGRAM=.*|GATED_PROGRAM=$bin/sonosweep-run|" "$site"
}
results_done() { find "$out/runs" -name result.json 2>/dev/null | wc -l; }
# Each run was begun once, and done (the stand-in keeps count).
expect_each_done_once() {
  [[ $(results_done) == 7 ]] || fail "$(results_done) of 7 runs are done"
  [[ $(cut -d ' ' -f 1 "$out/starts.txt" | sort | uniq -d) == "" ]] || fail "begun twice: $(cat "$out/starts.txt")"
}
# shellcheck disable=SC2120
submit_it() {
  "$submit" "$site" --data "$pack" --study "$study" --out "$out" "$@" >"$work/submit.txt" 2>&1 ||
    fail "submit_study.sh: $(cat "$work/submit.txt")"
}
write_site
# What an earlier case left.
if ! no_jobs; then
  scancel --quiet --user="$(id -un)" 2>/dev/null
  eventually 60 no_jobs || fail "jobs of an earlier case do not end"
fi
