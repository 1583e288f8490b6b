# shellcheck shell=bash disable=SC2154
# Sourced by the scripts of this folder: the site file and what follows from it.
# The caller has set slurm_dir to the folder slurm/, batch scripts also script_name.

# Slurm calls every batch script slurm_script.
say() { echo "${script_name:-${0##*/}}: $*" >&2; }
# die CODE MESSAGE..
die() {
  local code=$1
  shift
  say "error: $*"
  exit "$code"
}

# Every setting of a site file with its default; site/gpu-cluster.env explains them.
declare -A site_defaults=(
  [SLURM]=yes [BIN]="" [PARTITION]="" [CPU_PARTITION]="" [ACCOUNT]="" [NODES]=1 [TIME]=24:00:00 [GPUS_PER_NODE]=0
  [CPUS_PER_NODE]="" [MEMORY]="" [SBATCH_FLAGS]="" [MODULES]="" [MODULE_INIT]="" [SCRATCH]="" [SCRATCH_ON_LOGIN]=yes
  [MPIRUN]=mpirun [MPIRUN_FLAGS]="--map-by ppr:1:node --bind-to none" [RANKS]=1 [REQUEUE]=yes [OUTLIVE_NODES]=yes
  [SIGNAL_SECONDS]=300
  [RUN_HOURS]="" [LAUNCH_FLAGS]="")

# read_site FILE: sets every setting. Ends with code 2 where the file cannot be used.
read_site() {
  local file=$1 name line number=0
  [[ -r $file ]] || die 2 "$file: cannot be read; a site file is wanted, see $slurm_dir/site"
  while IFS= read -r line || [[ -n $line ]]; do
    ((++number))
    [[ $line =~ ^([A-Z_][A-Z_0-9]*)= ]] || continue
    name=${BASH_REMATCH[1]}
    [[ -v site_defaults[$name] ]] ||
      die 2 "$file:$number: unknown setting $name; known: $(printf '%s\n' "${!site_defaults[@]}" | sort | xargs)." \
        "(What programs are to find in their environment is written as 'export $name=..'.)"
  done <"$file"
  for name in "${!site_defaults[@]}"; do printf -v "$name" %s "${site_defaults[$name]}"; done
  bash -n "$file" 2>/dev/null || die 2 "$file: no valid shell text: $(bash -n "$file" 2>&1 | head -n 1)"
  # shellcheck disable=SC1090
  source "$file"
  for name in SLURM REQUEUE OUTLIVE_NODES SCRATCH_ON_LOGIN; do
    [[ ${!name} == yes || ${!name} == no ]] || die 2 "$file: $name=${!name}: must be yes or no"
  done
  for name in NODES RANKS SIGNAL_SECONDS; do
    [[ ${!name} =~ ^[1-9][0-9]*$ ]] || die 2 "$file: $name=${!name}: must be a number, 1 or more"
  done
  [[ $GPUS_PER_NODE =~ ^[0-9]+$ ]] || die 2 "$file: GPUS_PER_NODE=$GPUS_PER_NODE: must be a number, 0 or more"
  [[ $CPUS_PER_NODE =~ ^([1-9][0-9]*)?$ ]] || die 2 "$file: CPUS_PER_NODE=$CPUS_PER_NODE: must be a number, or empty"
  [[ $SLURM == no || -n $PARTITION ]] || die 2 "$file: PARTITION is empty; 'sinfo -s' lists what there is"
  : "${CPU_PARTITION:=$PARTITION}" "${BIN:=$(default_bin)}"
}

default_bin() {
  local folder
  for folder in "$slurm_dir/../build/release/bin" "$slurm_dir/../../../bin"; do
    if [[ -x $folder/sonosweep-launch ]]; then (cd "$folder" && pwd) && return; fi
  done
  echo "$slurm_dir/../build/release/bin"
}

launch_study_script() {
  local file
  for file in "$slurm_dir/../jobs/launch_study.sh" "$BIN/launch_study.sh"; do
    if [[ -r $file ]]; then echo "$file" && return; fi
  done
  return 1
}

# Loads MODULES, if any. Prints why not and returns 1.
load_modules() {
  local file text module_name
  if [[ -n $MODULE_INIT ]]; then
    if [[ ! -r $MODULE_INIT ]]; then
      echo "MODULE_INIT=$MODULE_INIT: cannot be read"
      return 1
    fi
    # shellcheck disable=SC1090
    source "$MODULE_INIT"
  fi
  [[ -n $MODULES ]] || return 0
  for file in /etc/profile.d/z00_lmod.sh /etc/profile.d/lmod.sh /etc/profile.d/modules.sh; do
    # shellcheck disable=SC1090
    if ! declare -F module >/dev/null && [[ -r $file ]]; then source "$file"; fi
  done
  if ! declare -F module >/dev/null; then
    echo "MODULES=\"$MODULES\": there is no 'module' command on $(hostname); set MODULE_INIT to the file that" \
      "defines it, or leave MODULES empty"
    return 1
  fi
  for module_name in $MODULES; do
    # Some versions return 0 whatever happens, and say ERROR.
    if ! text=$(module load "$module_name" 2>&1) || grep -qi error <<<"$text"; then
      echo "MODULES: '$module_name' cannot be loaded: $(head -n 1 <<<"$text"); 'module avail' lists what there is"
      return 1
    fi
    module load "$module_name" >/dev/null 2>&1
  done
}

# Why a folder is no use for writing, or nothing.
why_not_writable() {
  local probe
  if [[ ! -d $1 ]]; then
    echo "$1: no such folder"
  elif ! probe=$(mktemp -p "$1" .sonosweep-XXXXXX 2>&1); then
    echo "$1: cannot be written to"
  else
    rm -f "$probe"
  fi
}

staging_folder() { echo "$SCRATCH/sonosweep-$(id -u)"; }
