#!/usr/bin/env bash
# When a job has to have ended, by what Slurm says and by this node's clock. No cluster needed.
# Usage: deadline.sh SOURCE_DIR
set -uo pipefail
# shellcheck source=../../slurm/lib/deadline.sh
source "$1/slurm/lib/deadline.sh"
faults=0
expect() {
  [[ $2 == "$3" ]] || { echo "FAILED: $1: '$3' instead of '$2'"; faults=1; }
}
unset SLURM_JOB_END_TIME

expect seconds 184 "$(duration_seconds 03:04)"
expect "octal digits" $((8 * 3600 + 9 * 60 + 8)) "$(duration_seconds 08:09:08)"
expect days $((86400 + 2 * 3600 + 3 * 60 + 4)) "$(duration_seconds 1-02:03:04)"
expect "no limit" "" "$(duration_seconds UNLIMITED)"

# Instead of Slurm's: "END LIMIT".
answer=""
squeue() { echo "$answer"; }
answer="2000 10:00"
expect "the end, begun at 1400" 2000 "$(job_deadline 7 1400)"
expect "clock of this node 300 s ahead: Slurm's time comes first" 2000 "$(job_deadline 7 1700)"
expect "clock of this node 300 s behind: ends 600 s after the start" 1700 "$(job_deadline 7 1100)"
answer="N/A UNLIMITED"
expect "no limit at all" "" "$(job_deadline 7 1400)"
squeue() { return 1; }
expect "Slurm does not answer" "" "$(job_deadline 7 1400)"
SLURM_JOB_END_TIME=1900
expect "from the environment" 1900 "$(job_deadline 7 1400)"
exit "$faults"
