#!/bin/bash
# Measures the time from calling ./leveret to a first message through it, by a pika script that starts with it:
#   first-message.sh [REPETITIONS=5]
# The first start may build and is not counted. PORT (5699) must be free; PYTHON is Debian's unless set.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
repetitions=${1:-5}
port=${PORT:-5699}
data=$(mktemp -d)
broker=
stop() {
  if [ -n "$broker" ]; then
    kill "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
    broker=
  fi
}
trap 'stop; rm -rf "$data"' EXIT

measure() {
  local since
  since=$(date +%s%N)
  (cd "$root" && exec ./leveret --port "$port" --management-port $((port + 10000)) --data-dir "$data/data") \
      >"$data/broker.log" 2>&1 &
  broker=$!
  "${PYTHON:-/usr/bin/python3}" "$root/benchmarks/first_message.py" 127.0.0.1 "$port" "$since"
  stop
}

# Builds if need be, which the measuring script's own limit would not outlast.
(cd "$root" && ./leveret --version) >/dev/null
measure >/dev/null
# No subshell here: the trap must know the broker.
for _ in $(seq "$repetitions"); do measure >>"$data/times"; done
sort -n "$data/times" | awk '{ t[NR] = $1 }
    END { printf "first message after %d ms [%d-%d], %d starts\n", t[int((NR + 1) / 2)], t[1], t[NR], NR }'
