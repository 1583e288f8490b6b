#!/usr/bin/env bash
# Stands in for sonosweep-run: waits until the test lets it, and becomes $GATED_PROGRAM. In the folder $GATE the
# file `open` lets everything through, `passes` names the runs that may pass before. While it waits, there is a
# file NODE/RUN (without the run's slashes); SIGTERM ends it as it would a training, with code 75.
set -u
arguments=("$@")
while (($# > 0)); do
  [[ $1 != --run ]] || run=$2
  shift
done
waiting=""
trap '[[ -z $waiting ]] || rm -f "$waiting"; exit 75' TERM
if ! grep -qxF -- "$run" "$GATE/passes" 2>/dev/null; then
  mkdir -p "$GATE/${SLURMD_NODENAME:-here}"
  waiting=$GATE/${SLURMD_NODENAME:-here}/${run//\//-}
  : >"$waiting"
  while [[ ! -e $GATE/open ]]; do sleep 0.1; done
  rm -f "$waiting"
fi
trap - TERM
exec "$GATED_PROGRAM" "${arguments[@]}"
