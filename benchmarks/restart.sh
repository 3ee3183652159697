#!/bin/bash
# Measures how long the broker takes to be back after kill -9 with a deep durable queue: from calling ./leveret to a
# client that has connected, passively declared the queue and seen every message ready.
#   restart.sh [REPETITIONS=3] [MESSAGES=300000] [BODY_BYTES=1024]
# The queue is filled once, with persistent messages that were all confirmed. Each repetition kills the broker and starts
# it again on the same directory, so each also shows that a restart loses nothing. PORT (5698) must be free; PYTHON is
# Debian's unless set, with pika. The data directory is made in TMPDIR: take a disk, not a tmpfs.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
repetitions=${1:-3}
messages=${2:-300000}
body_bytes=${3:-1024}
port=${PORT:-5698}
python=${PYTHON:-/usr/bin/python3}
data=$(mktemp -d)
broker=

start() {
  (cd "$root" && exec ./leveret --port "$port" --management-port $((port + 10000)) --data-dir "$data/data") \
      >>"$data/broker.log" 2>&1 &
  broker=$!
}
crash() {
  if [ -n "$broker" ]; then
    kill -9 "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
    broker=
  fi
}
trap 'crash; rm -rf "$data"' EXIT
queue() { "$python" "$root/benchmarks/restart.py" 127.0.0.1 "$port" "$@"; }

# Builds and rehearses if need be, which is not to be measured.
(cd "$root" && ./leveret --version) >/dev/null
start
queue fill "$messages" "$body_bytes"
crash
du -sm "$data/data" | awk '{ print $1 " MiB on disk" }'
# No subshell here: the trap must know the broker.
for _ in $(seq "$repetitions"); do
  since=$(date +%s%N)
  start
  queue wait "$messages" "$since" >>"$data/times" || { tail "$data/broker.log" >&2; exit 1; }
  crash
done
sort -n "$data/times" | awk -v messages="$messages" '{ t[NR] = $1 }
    END { printf "%d messages ready after %d ms [%d-%d], %d restarts\n", messages, t[int((NR + 1) / 2)], t[1], t[NR], NR }'
