#!/usr/bin/env bash
# A real Slurm cluster of two nodes, n1 and n2, on this machine: munged, slurmctld and two slurmds of its own, on
# free ports of 127.0.0.1, with everything they write in one folder. Needs root; no systemd, no cgroups.
#   cluster.sh up DIR            brings it up; afterwards SLURM_CONF=DIR/slurm.conf points every client at it
#   cluster.sh lose DIR NODE     kills NODE's slurmd and all that ran under it, as when the node dies at once
#   cluster.sh fade DIR NODE     the same, but its sruns die first, and so end their steps on the living nodes
#   cluster.sh regain DIR NODE   starts its slurmd again and waits until it is idle
#   cluster.sh down DIR          ends all of it by process id, with what jobs left behind
# It goes down by itself where the process OWNER (from the environment; default: whoever called) is gone; 0: never.
# Exit codes: 0, 1 (did not come up: why), 2 (usage), 77 (cannot be had here: why).
# shellcheck disable=SC2317
set -uo pipefail

[[ $# -ge 2 ]] || { sed -n '4,8p' "$0" >&2; exit 2; }
verb=$1 node=${3:-}
# Sockets have short names only: where DIR is deep, it becomes a link to a folder that is not.
if [[ ! -e $2 ]] && ((${#2} > 60)); then
  mkdir -p "$(dirname "$2")" && ln -sfn "$(mktemp -d "${TMPDIR:-/tmp}/slurm-XXXXXX")" "$2" || exit 1
fi
mkdir -p "$2" || exit 1
dir=$(cd "$2" && pwd -P)
conf=$dir/slurm.conf
export PATH=$PATH:/usr/sbin:/sbin
export SLURM_CONF=$conf

skip() { echo "cluster.sh: no Slurm cluster here: $*" >&2; exit 77; }
fail() {
  echo "cluster.sh: $*" >&2
  tail -n 5 "$dir"/*.log >&2
  exit 1
}

# wait_until SECONDS COMMAND..: polls.
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# Processes that have both of these in their environment.
processes_with() {
  local files
  files=$(grep -lzxF -- "$1" /proc/[0-9]*/environ 2>/dev/null)
  [[ -n $files ]] || return 0
  # shellcheck disable=SC2086
  grep -lzxF -- "$2" $files 2>/dev/null | cut -d / -f 3
}
# slurmstepd writes over its environment, but is the parent of what it started.
with_step_daemons() {
  local pid parent
  while read -r pid; do
    echo "$pid"
    parent=$(parent_of "$pid") || continue
    [[ $(cat "/proc/${parent:-0}/comm" 2>/dev/null) == slurmstepd ]] && echo "$parent"
  done | sort -u
}
job_processes() {
  local name
  for name in "$@"; do processes_with "SLURM_CONF=$conf" "SLURMD_NODENAME=$name"; done | with_step_daemons
}

parent_of() { awk '/^PPid:/ {print $2}' "/proc/$1/status" 2>/dev/null; }
is_over() { [[ ! -e /proc/$1 || $(awk '/^State:/ {print $2}' "/proc/$1/status" 2>/dev/null) == Z ]]; }
newest_first() {
  local pid
  while read -r pid; do echo "$(start_of "$pid") $pid"; done | sort -k 1,1nr -k 2,2nr | cut -d ' ' -f 2
}

# When a process began, in clock ticks; nothing where it is gone.
start_of() { sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }
# Of a daemon that we have started: its number alone may be another's by now.
pid_of() {
  local pid born
  read -r pid born 2>/dev/null <"$dir/$1.pid" && [[ -n ${born:-} && $(start_of "$pid") == "$born" ]] && echo "$pid"
}
alive() { [[ -n $(pid_of "$1") ]]; }
gone() { ! alive "$1"; }
end_daemon() {
  local pid
  pid=$(pid_of "$1")
  [[ -n $pid ]] || return 0
  kill "$pid" 2>/dev/null
  wait_until 10 gone "$1" || kill -KILL "$pid" 2>/dev/null
}
# In a session of its own, with no descriptor of ours that a caller might wait for.
start_daemon() {
  local name=$1
  shift
  setsid "$@" </dev/null >"$dir/$name.out" 2>&1 &
  echo "$! $(start_of $!)" >"$dir/$name.pid"
}
start_slurmd() {
  SLURMD_NODENAME='' start_daemon "slurmd-$1" slurmd -D -N "$1" -f "$conf"
}

node_state() { sinfo -h -n "$1" -o %T 2>/dev/null; }
idle_or_dead() { is_idle "$1" || gone "slurmd-$1"; }
is_idle() { [[ $(node_state "$1") == idle ]]; }
controller_answers() { scontrol ping 2>/dev/null | grep -q 'is UP'; }
munge_answers() { munge --socket="$dir/munge.socket" -n >/dev/null 2>&1; }

# Three ports on which nobody listens.
free_ports() {
  local taken port found=0
  taken=$(awk '$4 == "0A" {split($2, a, ":"); print a[2]}' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  while ((found < 3)); do
    port=$((20000 + RANDOM % 12000))
    grep -qi "^$(printf '%04X' $port)$" <<<"$taken" && continue
    taken+=$'\n'$(printf '%04X' $port)
    echo $port
    ((++found))
  done
}

write_conf() {
  local host ports
  host=$(hostname -s 2>/dev/null || hostname)
  mapfile -t ports < <(free_ports)
  mkdir -p "$dir/state" "$dir"/spool-n{1,2} "$dir"/tmp-n{1,2}
  # SlurmdTimeout longer than MessageTimeout: while one node was dead, the other was set down beside it.
  cat >"$conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${ports[0]}
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmctldPidFile=$dir/slurmctld-own.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdSpoolDir=$dir/spool-%n
SlurmdPidFile=$dir/slurmd-own-%n.pid
SlurmdLogFile=$dir/slurmd-%n.log
TmpFS=$dir/tmp-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SwitchType=switch/none
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
SlurmdTimeout=20
SlurmctldTimeout=10
KillWait=5
MessageTimeout=10
NodeName=n1 NodeAddr=127.0.0.1 NodeHostname=$host Port=${ports[1]} CPUs=2 RealMemory=1000
NodeName=n2 NodeAddr=127.0.0.1 NodeHostname=$host Port=${ports[2]} CPUs=2 RealMemory=1000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
  # Nothing here uses cgroups; without these lines slurmd looks for them all the same.
  local version plugin=cgroup/v1
  version=$(slurmd -V | awk '{print $2}')
  if [[ $(printf '%s\n' "$version" 23.11 | sort -V | head -n 1) == 23.11 ]]; then plugin=disabled; fi
  echo "CgroupPlugin=$plugin" >"$dir/cgroup.conf"
}

# Ends the cluster where its owner is gone without having done so.
guard() {
  local owner=$1 born=$2
  while [[ $(start_of "$owner") == "$born" ]] && alive slurmctld; do sleep 1; done
  alive slurmctld && OWNER=0 "$0" down "$dir"
}

case $verb in
  up)
    for program in munged munge slurmctld slurmd sbatch scontrol; do
      command -v "$program" >/dev/null || skip "$program is not installed (./install_deps.sh --tests)"
    done
    ((EUID == 0)) || skip "slurmd needs root"
    alive slurmctld && { echo "cluster.sh: $dir is up already" >&2; exit 1; }
    rm -rf "${dir:?}"/*
    write_conf
    head -c 128 /dev/urandom >"$dir/munge.key" && chmod 600 "$dir/munge.key"
    start_daemon munged munged --foreground --force --num-threads=2 --socket="$dir/munge.socket" \
      --key-file="$dir/munge.key" --pid-file="$dir/munged-own.pid" --seed-file="$dir/munge.seed" \
      --log-file="$dir/munged.log"
    wait_until 20 munge_answers || { "$0" down "$dir"; skip "munged does not answer: $(tail -n 1 "$dir/munged.out")"; }
    start_daemon slurmctld slurmctld -D -f "$conf"
    start_slurmd n1
    start_slurmd n2
    for name in n1 n2; do
      if ! wait_until 60 idle_or_dead "$name" || gone "slurmd-$name"; then
        OWNER=0 "$0" down "$dir"
        grep -h error "$dir"/*.log "$dir"/*.out | tail -n 20 >&2
        skip "node $name did not come up"
      fi
    done
    touch "$dir/came_up"
    owner=${OWNER:-$PPID}
    if ((owner != 0)); then
      guard "$owner" "$(start_of "$owner")" </dev/null >/dev/null 2>&1 &
    fi
    ;;
  lose)
    [[ $node == n[12] ]] || exit 2
    # Stopped first, because a node dies at once: an srun has a child that ends its step, on living nodes too,
    # as soon as that srun is gone. The child before its parent, because who is stopped and left alone in its
    # process group is continued.
    mapfile -t lost < <(job_processes "$node" | newest_first)
    lost+=("$(pid_of "slurmd-$node")")
    kill -STOP "${lost[@]}" 2>/dev/null
    kill -KILL "${lost[@]}" 2>/dev/null
    ;;
  fade)
    [[ $node == n[12] ]] || exit 2
    mapfile -t lost < <(job_processes "$node" | newest_first)
    sruns=() children=()
    for pid in "${lost[@]}"; do
      [[ $(cat "/proc/$pid/comm" 2>/dev/null) == srun ]] || continue
      if [[ $(cat "/proc/$(parent_of "$pid")/comm" 2>/dev/null) == srun ]]; then children+=("$pid"); else sruns+=("$pid"); fi
    done
    # What is left of the node sees nothing of it.
    for pid in "${lost[@]}"; do
      [[ " ${sruns[*]} ${children[*]} " == *" $pid "* ]] || kill -STOP "$pid" 2>/dev/null
    done
    kill -KILL "${sruns[@]}" 2>/dev/null
    for pid in "${children[@]}"; do wait_until 20 is_over "$pid"; done
    kill -KILL "${lost[@]}" "$(pid_of "slurmd-$node")" 2>/dev/null
    ;;
  regain)
    [[ $node == n[12] ]] || exit 2
    alive "slurmd-$node" || start_slurmd "$node"
    wait_until 60 is_idle "$node" || fail "node $node is $(node_state "$node")"
    ;;
  down)
    rm -f "$dir/came_up"
    if controller_answers; then
      scancel -u root --quiet 2>/dev/null
      scancel -u root --quiet --signal=KILL --full 2>/dev/null
    fi
    for name in slurmctld slurmd-n1 slurmd-n2 munged; do end_daemon "$name"; done
    while read -r pid; do kill -KILL "$pid" 2>/dev/null; done < <(job_processes n1 n2)
    ;;
  *) sed -n '4,8p' "$0" >&2; exit 2 ;;
esac
exit 0
