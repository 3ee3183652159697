#!/bin/bash
# Measures a deep backlog in a small heap: fills one durable queue with persistent messages under confirms, kills the
# broker with -9, starts it again, and drains the queue. Prints publish rates at the start and at the end of the fill,
# resident memory and heap, time until the queue can be used again, the rate of the drain, and what the disk
# holds a minute later.
#   backlog.sh [MESSAGES=20000000] [BODY_BYTES=100] [HEAP=512m]
# BENCH_DIR is the folder of loadgen.c, ../shared/bench from the repository's root unless set. PORT (5698) must be free. The
# data directory is made in TMPDIR: take a disk, not a tmpfs, with room for twice the messages.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
messages=${1:-20000000}
body_bytes=${2:-100}
heap=${3:-512m}
port=${PORT:-5698}
bench=${BENCH_DIR:-$root/../shared/bench}
part=$((messages / 20))
data=$(mktemp -d)
broker=

[ -f "$bench/loadgen.c" ] || { echo "no loadgen.c in $bench; set BENCH_DIR" >&2; exit 66; }
cc -O2 -o "$data/loadgen" "$bench/loadgen.c" -lpthread -lm

start() {
  (cd "$root" && LEVERET_JAVA_OPTS="-Xmx$heap ${LEVERET_JAVA_OPTS:-}" \
      exec ./leveret --port "$port" --management-port -1 --data-dir "$data/data") >>"$data/broker.log" 2>&1 &
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

load() {
  "$data/loadgen" "$@" --port "$port" --pid "$broker" --durable --prefix deep --timeout 3000
}
field() { sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"; }
memory() {
  awk -v what="$1" '/^VmHWM/ { peak = $2 } /^VmRSS/ { now = $2 }
      END { printf "%s: resident %d MiB, peak %d MiB\n", what, now / 1024, peak / 1024 }' "/proc/$broker/status"
}

# Builds and rehearses if need be, which is not to be measured.
(cd "$root" && ./leveret --version) >/dev/null
start
load wait >/dev/null
fill() { load fill --count "$1" --persistent --size "$body_bytes" --confirm 10000 --no-clean | tee -a "$data/runs" | field published_per_s; }
fill $part >/dev/null # the JIT compiler's share
first=$(fill $part)
middle=$(fill $((messages - 3 * part)))
last=$(fill $part)
echo "published: $first/s at the start, $middle/s, $last/s at the end of $messages x $body_bytes octets"
# As the drain below, which a JVM does that has just started.
echo "  $(field seconds <"$data/runs" | awk -v all="$messages" '{ took += $1 } END { printf "%d", all / took }')/s from the first to the last"
memory "full"
jcmd "$broker" GC.heap_info 2>/dev/null | sed -n 's/^ *\(.*used.*\)/  \1/p' || true
du -sm "$data/data" | awk '{ print "  " $1 " MiB on disk" }'
crash

since=$(date +%s%N)
start
load wait >/dev/null
load drain --keep --count 1 --prefetch 1 --since-ns "$since" >"$data/first"
echo "first delivery after kill -9: $(field since_ms <"$data/first" || true) ms"
memory "restarted"
left=$(load depth | field depth)
echo "$left messages are there"
load drain --count "$left" --ack-every 1000 --prefetch 10000 >"$data/drain"
echo "drained: $(field consumed_per_s <"$data/drain")/s"
memory "drained"
sleep 60
du -sm "$data/data" | awk '{ print "60 s later: " $1 " MiB on disk" }'
(cd "$data/data" && find . -name 'journal-*' -o -name 'spare-*' | sed 's,.*/\([a-z]*\)-.*,\1,' | sort | uniq -c | sed 's/^/  files:/')
cat "$data/runs" "$data/first" "$data/drain" >"$root/benchmarks/target/backlog.jsonl" 2>/dev/null || true
