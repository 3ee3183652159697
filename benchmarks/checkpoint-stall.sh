#!/bin/bash
# Measures how long the broker's loop keeps others waiting while checkpoints of very many runs are written: a client
# asks for basic.qos again and again, beside nothing, beside persistent messages at a steady rate to one queue, and
# beside the same to all queues of a store in which each queue has messages in each segment.
#   checkpoint-stall.sh [QUEUES=20000] [SEGMENTS=50] [MIB_PER_S=40] [SECONDS=30]
# PORT (5698) must be free; PYTHON is Debian's unless set, with pika. JAVA_TOOL_OPTIONS is passed on. The data directory
# is made in TMPDIR: take a disk, with 64 MiB for each segment and half as much again.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
queues=${1:-20000}
segments=${2:-50}
rate=${3:-40}
seconds=${4:-30}
# So that a round of messages fills a segment of 64 MiB.
body_bytes=$(((64 << 20) / queues - 60))
port=${PORT:-5698}
python=${PYTHON:-/usr/bin/python3}
data=$(mktemp -d)
broker=

trap '[ -z "$broker" ] || { kill -9 "$broker"; wait "$broker"; } 2>/dev/null || true; rm -rf "$data"' EXIT
client() { "$python" "$root/benchmarks/checkpoint_stall.py" 127.0.0.1 "$port" "$@"; }
(cd "$root" && ./leveret --version) >/dev/null
(cd "$root" && exec ./leveret --port "$port" --management-port $((port + 10000)) --data-dir "$data/data") \
    >>"$data/broker.log" 2>&1 &
broker=$!
until client probe 1 >/dev/null 2>&1; do sleep 0.2; done

measure() {
  local name=$1 load=
  shift
  if (($# > 0)); then
    client load "$@" &
    load=$!
    sleep 2
  fi
  echo "$name: $(client probe "$seconds")"
  [ -z "$load" ] || wait "$load"
}

measure "beside nothing"
client fill 1 1 100
measure "beside one queue" 1 "$rate" $((seconds + 4)) "$body_bytes"
client fill "$queues" "$segments" "$body_bytes"
measure "full, beside nothing"
measure "beside $queues queues" "$queues" "$rate" $((seconds + 4)) "$body_bytes"
du -sm "$data/data" | awk '{ print $1 " MiB on disk" }'
awk '/VmHWM/ { printf "at most %d MiB resident\n", $2 / 1024 }' "/proc/$broker/status"
