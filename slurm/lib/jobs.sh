# shellcheck shell=bash disable=SC2034,SC2153,SC2154
# Sourced by submit_study.sh and the batch scripts: options of a study, and the sbatch command of each job.

# parse_options ARGUMENTS: sets source, size, data, study, out (absolute), nodes, time_limit, join, dry_run.
parse_options() {
  source_folder="" size="" data="" study="" out="" nodes=$NODES time_limit=$TIME join="" dry_run=""
  while (($# > 0)); do
    case $1 in
      --source | --size | --data | --study | --out | --nodes | --time)
        (($# >= 2)) || die 2 "$1 needs a value"
        case $1 in
          --source) source_folder=$(realpath -m -- "$2") ;;
          --size) size=$2 ;;
          --data) data=$(realpath -m -- "$2") ;;
          --study) study=$(realpath -m -- "$2") ;;
          --out) out=$(realpath -m -- "$2") ;;
          --nodes) nodes=$2 ;;
          --time) time_limit=$2 ;;
        esac
        shift 2
        ;;
      --join) join=yes && shift ;;
      --dry-run) dry_run=yes && shift ;;
      *) die 2 "unknown argument '$1'; --help tells what there is" ;;
    esac
  done
  [[ $nodes =~ ^[1-9][0-9]*$ ]] || die 2 "--nodes $nodes: must be a number, 1 or more"
  local name
  for name in data study out; do
    [[ -n ${!name} ]] || die 2 "--$name is needed; --help tells what there is"
  done
}

# The same again, for the batch scripts.
study_arguments() {
  arguments=("$slurm_dir" "$site" --data "$data" --study "$study" --out "$out" --nodes "$nodes" --time "$time_limit")
  [[ -z $source_folder ]] || arguments+=(--source "$source_folder")
  [[ -z $size ]] || arguments+=(--size "$size")
  [[ -z $join ]] || arguments+=(--join)
}

# job_command convert|study|tables [DEPENDENCY]: sets command.
job_command() {
  local kind=$1 dependency=${2:-} flags=()
  study_arguments
  read -ra flags <<<"$SBATCH_FLAGS"
  command=(sbatch --parsable --job-name="sonosweep-$kind" --output="$out/slurm/$kind-%j.out" --open-mode=append)
  [[ -z $ACCOUNT ]] || command+=(--account="$ACCOUNT")
  [[ -z $MEMORY || $kind == tables ]] || command+=(--mem="$MEMORY")
  if [[ $kind == tables ]]; then
    command+=(--ntasks=1 --time=30)
  else
    if [[ -n $CPUS_PER_NODE ]]; then command+=(--cpus-per-task="$CPUS_PER_NODE"); else command+=(--exclusive); fi
    command+=(--time="$time_limit")
  fi
  if [[ $kind == study ]]; then
    # B: the batch shell alone gets the signal, and passes it on.
    command+=(--partition="$PARTITION" --nodes="$nodes" --ntasks-per-node=1 --signal="B:USR1@$SIGNAL_SECONDS")
    [[ $OUTLIVE_NODES == no ]] || command+=(--no-kill)
    ((GPUS_PER_NODE == 0)) || command+=(--gres="gpu:$GPUS_PER_NODE")
  else
    command+=(--partition="$CPU_PARTITION" --nodes=1)
  fi
  if [[ $REQUEUE == yes ]]; then command+=(--requeue); else command+=(--no-requeue); fi
  [[ -z $dependency ]] || command+=(--dependency="$dependency" --kill-on-invalid-dep=yes)
  command+=(${flags[@]+"${flags[@]}"} "$slurm_dir/$kind.sbatch" "${arguments[@]}")
}

# Job ids of the chain on this results folder, "study=12" a line.
chain_file() { echo "$out/slurm/chain"; }
chain_job() { sed -n "s/^$1=//p" "$(chain_file)" 2>/dev/null | tail -n 1; }
