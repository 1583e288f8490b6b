# shellcheck shell=bash
# Sourced by study.sbatch.

# progress RESULTS: how far the study is, as a number that grows with every run and every epoch.
progress() {
  local out=$1
  local results rows
  results=$(find "$out/runs" -name result.json 2>/dev/null | wc -l)
  # Of each run its longest history: a new attempt begins with a copy, and a finished one moves to runs/.
  rows=$(cd "$out" 2>/dev/null && find runs attempts -name history.csv -exec wc -l {} + 2>/dev/null |
    awk '$2 ~ /history[.]csv$/ {
           run = $2
           if (sub(/^attempts[/]/, "", run)) sub(/[/][0-9]+[/]history[.]csv$/, "", run)
           else { sub(/^runs[/]/, "", run); sub(/[/]history[.]csv$/, "", run) }
           if ($1 > most[run]) most[run] = $1
         }
         END { for (run in most) n += most[run]; print n + 0 }')
  echo $((results + ${rows:-0}))
}
