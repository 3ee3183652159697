#!/bin/bash
# Measures how Leveret's throughput goes with the number of queues, bindings and connections, the size of messages, the
# prefetch count and the backlog, and draws a chart of each:
#   growth.sh [DIMENSIONS=queues,bindings,connections,size,prefetch,backlog]
# BENCH_DIR is the folder of loadgen.c, ../shared/bench from the repository's root unless set. REPETITIONS (3) and
# SECONDS_EACH (5) say how long; PORT (5698) must be free. Markdown goes to the output, every run as a JSON line to
# benchmarks/target/growth.jsonl. The data directory is made in TMPDIR: take a disk.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
bench=${BENCH_DIR:-$root/../shared/bench}
[ -f "$bench/loadgen.c" ] || { echo "no loadgen.c in $bench; set BENCH_DIR" >&2; exit 66; }
target=$root/benchmarks/target
mkdir -p "$target"
cc -O2 -o "$target/loadgen" "$bench/loadgen.c" -lpthread -lm
ulimit -n "$(ulimit -Hn)"
# Builds and rehearses if need be, which is not to be measured.
(cd "$root" && ./leveret --version) >/dev/null
exec "${PYTHON:-python3}" "$root/benchmarks/growth.py" "$root" "$target" "${PORT:-5698}" \
    "${REPETITIONS:-3}" "${SECONDS_EACH:-5}" "${1:-queues,bindings,connections,size,prefetch,backlog}"
