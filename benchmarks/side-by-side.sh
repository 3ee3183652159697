#!/bin/bash
# Measures Leveret beside Debian's RabbitMQ in turn and prints Markdown tables, median [min-max]:
#   side-by-side.sh [SCENARIOS=S1,S1u,S5] [BROKERS=leveret,rabbit-cq2]
# BENCH_DIR is the folder of run.sh and report.py, ../shared/bench from the repository's root unless set. REPETITIONS (3)
# and SECONDS_EACH (10) say how long; the JSON lines go to benchmarks/target/side-by-side.jsonl.
set -euo pipefail

# run.sh starts ./leveret and ../shared/..., so it must be run from the repository's root.
cd "$(dirname "$0")/.."
bench=${BENCH_DIR:-../shared/bench}
[ -x "$bench/run.sh" ] || { echo "no run.sh in $bench; set BENCH_DIR" >&2; exit 66; }
out=benchmarks/target/side-by-side.jsonl
mkdir -p benchmarks/target
rm -f "$out"
"$bench/run.sh" ${BENCH_CONF:+-b "$BENCH_CONF"} -s "${1:-S1,S1u,S5}" -n "${2:-leveret,rabbit-cq2}" \
    -r "${REPETITIONS:-3}" -t "${SECONDS_EACH:-10}" -o "$out" >&2
"$bench/report.py" "$out"
