#!/usr/bin/env bash
# Inside an allocation, or on the machine itself: asks every node, and judges. Submitted by preflight.sh.
#   preflight_job.sh SLURM_FOLDER SITE.env FOLDER NODES
# Exit codes: 0: nothing wrong; 1: something is (FAIL).
set -uo pipefail
slurm_dir=$1 site=$2 folder=$3 nodes=$4
# shellcheck source=site.sh
source "$slurm_dir/lib/site.sh"
read_site "$site"

failed=0
ok() { echo "ok    $*"; }
warn() { echo "WARN  $*"; }
wrong() { echo "FAIL  $*"; failed=1; }

reason=$(load_modules) || { wrong "$reason"; exit 1; }
load_modules
work=$(mktemp -d -p "$folder" .preflight-XXXXXX) || { wrong "$folder: cannot be written to from $(hostname)"; exit 1; }
trap 'rm -rf "$work"' EXIT

# Held while the nodes look at it.
exec 9>"$work/lock"
locking=yes
flock --nonblock 9 2>/dev/null || locking=no

read -ra flags <<<"$MPIRUN_FLAGS"
starter=("$MPIRUN")
if [[ -n ${SLURM_JOB_ID:-} ]]; then
  export SONOSWEEP_MPIRUN=$MPIRUN
  starter=("$slurm_dir/mpirun_on_living_nodes.sh")
else
  starter+=(-n 1)
fi
begun=$(date +%s.%N)
timeout -k 5 120 "${starter[@]}" "${flags[@]}" "$slurm_dir/lib/node_facts.sh" "$work" "$BIN" "$SCRATCH" "$MPIRUN" \
  >"$work/mpirun.txt" 2>&1 9>&-
code=$?
took=$(awk -v a="$begun" -v b="$(date +%s.%N)" 'BEGIN {printf "%.1f", b - a}')

shopt -s nullglob
files=("$work"/facts.*.[0-9]*)
all() { sed -n "s/^$1=//p" "${files[@]}"; }
# value FILE KEY
value() { sed -n "s/^$2=//p" "$1" | head -n 1; }

if ((${#files[@]} == 0)); then
  wrong "MPI: mpirun did not start anything (exit code $code); MPIRUN=$MPIRUN MPIRUN_FLAGS=\"$MPIRUN_FLAGS\":"
  sed 's/^/      /' "$work/mpirun.txt"
  exit 1
fi
answered=$(all node | sort -u | wc -l)
if ((answered < nodes)); then
  wrong "MPI: $answered of $nodes nodes answered (exit code $code): $(all node | sort -u | xargs)"
  sed 's/^/      /' "$work/mpirun.txt" | head -n 20
else
  ok "MPI: $nodes nodes answered in $took s: $(all node | sort -u | xargs)"
fi
twice=$(all node | sort | uniq -d | xargs)
if [[ -n $twice ]]; then
  wrong "ranks: more than one on $twice; one per node is enough: MPIRUN_FLAGS=\"--map-by ppr:1:node --bind-to none\""
else
  ok "ranks: one per node, cores $(all cores | sort -un | xargs | sed 's/ /, /g')"
fi

for file in "${files[@]}"; do
  node=$(value "$file" node)
  check=$(value "$file" check)
  [[ -z $check ]] || wrong "$node: $check"
  gpus=$(value "$file" gpus)
  if [[ -n $gpus ]] && ((gpus < GPUS_PER_NODE)); then
    text="GPUs: LibTorch sees $gpus on $node, GPUS_PER_NODE is $GPUS_PER_NODE"
    if [[ $(value "$file" driver_gpus) == "$gpus" ]]; then
      wrong "$text; nvidia-smi as many: Slurm gave no more (--gres)"
    elif [[ -n $(value "$file" driver_gpus) ]]; then
      wrong "$text, nvidia-smi $(value "$file" driver_gpus): a LibTorch without CUDA, or one that wants a newer driver"
    else
      wrong "$text, and there is no nvidia-smi: no node with GPUs, or no driver"
    fi
  fi
  while read -r fault; do wrong "GPU $fault on $node"; done < <(sed -n 's/^gpu_fault=//p' "$file")
  [[ $(value "$file" blas_slow) != yes ]] ||
    warn "BLAS: $(value "$file" blas_gflops) GFLOP/s on $node, the speed of the reference BLAS; install OpenBLAS or MKL"
  scratch=$(value "$file" scratch)
  [[ -z $scratch || $scratch == ok ]] || wrong "SCRATCH=$SCRATCH on $node: $scratch"
  lock=$(value "$file" lock)
  if [[ $locking == no || ($lock != seen && $lock != "not seen") ]]; then
    wrong "locks: $folder does not take locks (on $node: $lock); results need a file system with flock"
  elif [[ $lock == "not seen" ]]; then
    wrong "locks: a lock in $folder is not seen on $node; two submissions could work on one study. Is it local, or mounted with localflock?"
  fi
done
((GPUS_PER_NODE == 0)) || ((failed)) || ok "GPUs: $(all gpus | sort -un | xargs) per node, each multiplies"
all blas_slow | grep -q yes || ok "BLAS: $(all blas_gflops | sort -n | head -n 1) GFLOP/s on one thread of the slowest node"
if [[ -z $SCRATCH ]]; then
  ok "scratch: none; packs are read where they are"
elif [[ $(all scratch | sort -u) == ok ]]; then
  ok "scratch: $SCRATCH, at least $(all scratch_mib | sort -n | head -n 1) MiB free"
fi
[[ $(all lock | sort -u) != seen ]] || ok "locks: a lock in $folder is seen on every node"

# They all began at about the same time.
spread=$(all time | sort -n | awk 'NR == 1 {a = $1} {b = $1} END {printf "%.1f", b - a}')
if awk -v s="$spread" -v t="$took" 'BEGIN {exit !(s > 5 && s > t)}'; then
  warn "clocks: nodes differ by $spread s; deadlines are kept by the first node's clock"
else
  ok "clocks: within $spread s of each other, start of the ranks included"
fi
for key in version binary torch libraries mpi; do
  if (($(all "$key" | sort -u | wc -l) > 1)); then
    wrong "$key: not the same on all nodes:"
    for file in "${files[@]}"; do echo "      $(value "$file" node): $(value "$file" "$key")"; done
  fi
done
if (($(all cpu | sort -u | wc -l) > 1)); then
  warn "CPUs differ ($(all cpu | sort | uniq -c | awk '{$1 = $1 " x"; print}' | paste -s -d ';')): the last digits of results may depend on the node"
fi
ok "versions: sonosweep $(all version | head -n 1) ($(all git | head -n 1)), LibTorch $(all torch | head -n 1), $(all mpi | head -n 1)"
((failed == 0)) || exit 1
