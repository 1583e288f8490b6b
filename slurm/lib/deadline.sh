# shellcheck shell=bash
# Sourced: when a job has to have ended, in seconds since 1970 by this node's clock.

# "1-02:03:04", "02:03:04", "03:04" as seconds; nothing for what is no duration ("UNLIMITED").
duration_seconds() {
  [[ $1 =~ ^(([0-9]+)-)?(([0-9]+):)?([0-9]+):([0-9]+)$ ]] || return 0
  echo $((10#${BASH_REMATCH[2]:-0} * 86400 + 10#${BASH_REMATCH[4]:-0} * 3600 + 10#${BASH_REMATCH[5]} * 60 +
    10#${BASH_REMATCH[6]}))
}

# job_deadline JOB STARTED: what Slurm tells (before 23.02 it does not set SLURM_JOB_END_TIME), and, where this
# node's clock is behind the controller's, STARTED (by this clock) plus the limit. Nothing where there is none.
job_deadline() {
  local end limit
  read -r end limit < <(SLURM_TIME_FORMAT=%s squeue -h -j "$1" -o "%e %l" 2>/dev/null)
  [[ ${end:-} =~ ^[0-9]+$ ]] || end=${SLURM_JOB_END_TIME:-}
  limit=$(duration_seconds "${limit:-}")
  if [[ -n $limit && (-z $end || $((${2} + limit)) -lt $end) ]]; then end=$(($2 + limit)); fi
  [[ -z $end ]] || echo "$end"
}
