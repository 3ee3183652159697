#!/bin/bash
# Measures what many durable queues cost beside one, with persistent messages of 1 KiB under confirms: the throughput of
# 1,000 queues with a producer and a consumer each, in turn with that of one queue with as many clients; and what is read
# from the disk to drain one of 1,000 deep queues that were filled together.
#   many-queues.sh [QUEUES=1000] [DEPTH=2000]
# BENCH_DIR is the folder of loadgen.c, ../shared/bench from the repository's root unless set. REPETITIONS (3) and
# SECONDS_EACH (8) say how long. PORT (5698) must be free. The data directory is made in TMPDIR: take a disk.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
queues=${1:-1000}
depth=${2:-2000}
port=${PORT:-5698}
bench=${BENCH_DIR:-$root/../shared/bench}
data=$(mktemp -d)
broker=

[ -f "$bench/loadgen.c" ] || { echo "no loadgen.c in $bench; set BENCH_DIR" >&2; exit 66; }
cc -O2 -o "$data/loadgen" "$bench/loadgen.c" -lpthread -lm

stop() {
  if [ -n "$broker" ]; then
    kill "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
    broker=
  fi
}
trap 'stop; rm -rf "$data"' EXIT

load() {
  "$data/loadgen" "$@" --port "$port" --pid "$broker" --durable --persistent --size 1024 --timeout 600
}
field() { sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"; }

# Builds and rehearses if need be, which is not to be measured.
(cd "$root" && ./leveret --version) >/dev/null
(cd "$root" && exec ./leveret --port "$port" --management-port -1 --data-dir "$data/data") >"$data/broker.log" 2>&1 &
broker=$!
load wait >/dev/null

run() {
  load run --seconds "${SECONDS_EACH:-8}" --warmup 3 --queues "$1" --producers "$queues" --consumers "$queues" \
      --confirm "$((10000 / queues + 1))" --ack-every 10 --prefetch 100
}
for repetition in $(seq "${REPETITIONS:-3}"); do
  for count in 1 "$queues"; do
    run "$count" >"$data/run"
    echo "$count queues: $(field confirmed_per_s <"$data/run") confirmed/s, $(field cpu_s_per_m_pub <"$data/run") CPU s per million"
  done
done

load fill --prefix deep --queues "$queues" --producers "$queues" --confirm 100 --count "$((queues * depth))" \
    --hold 1 >/dev/null
read_octets() { sed -n 's/^rchar: //p' "/proc/$broker/io"; }
before=$(read_octets)
load drain --prefix deep --queues 1 --count "$depth" --ack-every 100 --prefetch 1000 >/dev/null
own=$((depth * 1024))
read=$(($(read_octets) - before))
awk -v own="$own" -v read="$read" -v n="$queues" 'BEGIN {
    printf "draining one of %d queues: %d octets of bodies, %d read in all, %.2f times\n", n, own, read, read / own }'
