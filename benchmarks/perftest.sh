#!/bin/bash
# Runs RabbitMQ's own load tool, PerfTest, unmodified against a broker and prints one Markdown row per scenario.
#
#   perftest.sh HOST:PORT [SCENARIO...]      autoack multiack many topic persistent; all by default
#
# SECONDS_EACH (30) is the time of each scenario; BROKER_PID adds the broker's CPU seconds per million messages
# received, read from /proc. PerfTest's own output is kept in benchmarks/target/perftest-*.log.
set -euo pipefail
. "$(dirname "$0")/maven.sh"

address=${1:?HOST:PORT of the broker}
shift
uri=amqp://guest:guest@$address
seconds=${SECONDS_EACH:-30}
target=$root/benchmarks/target
lib=$target/perftest
[ -d "$lib" ] || maven -q -B -f "$root/benchmarks/perftest/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$lib"

# User and system time of the broker in clock ticks; fields 14 and 15, counted after the name in parentheses.
ticks() { if [ -n "${BROKER_PID:-}" ]; then sed 's/.*) //' "/proc/$BROKER_PID/stat" | awk '{print $12 + $13}'; else echo 0; fi; }

# The last value of a rate in PerfTest's summary, such as "sending rate avg: 12345 msg/s".
rate() { sed -n "s/.*$1 rate avg: \([0-9]*\) msg.*/\1/p" "$2" | tail -n 1; }

run() { # run SCENARIO DESCRIPTION PERFTEST-ARGUMENTS...
  local scenario=$1 what=$2 log=$target/perftest-$1.log before after elapsed sent received cpu=-
  shift 2
  before=$(ticks)
  if ! timeout $((seconds + 60)) java -cp "$lib/*" com.rabbitmq.perf.PerfTest --uri "$uri" --id "$scenario" \
      --time "$seconds" "$@" >"$log" 2>&1; then
    echo "PerfTest failed, see $log" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
  after=$(ticks)
  # PerfTest may run longer than it was told to, so its own time counts.
  elapsed=$(sed -n 's/.* time \([0-9.]*\) s, .*/\1/p' "$log" | tail -n 1)
  sent=$(rate sending "$log") received=$(rate receiving "$log")
  if [ -n "${BROKER_PID:-}" ] && [ "$received" -gt 0 ]; then
    cpu=$(awk -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v n="$received" -v s="$elapsed" \
        'BEGIN { printf "%.1f", t / hz / (n * s) * 1000000 }')
  fi
  printf '| %s | %s | %s | %s | `%s` |\n' "$what" "$sent" "$received" "$cpu" "$*"
}

scenario() {
  local name=leveret.perftest.$1.$$
  case $1 in
    autoack) run "$1" "automatic ack" --size 100 --autoack ;;
    multiack) run "$1" "manual ack of 100" --size 100 --qos 500 --multi-ack-every 100 ;;
    persistent) run "$1" "persistent 1 KiB, confirms, manual ack of 100" --size 1024 --flag persistent --queue "$name" \
          --auto-delete false --confirm 1000 --qos 1000 --multi-ack-every 100 ;;
    # Without a queue's name every consumer would get a queue, and a copy of each message, of its own.
    many) run "$1" "10 producers, 10 consumers, one queue" --size 100 --autoack --producers 10 --consumers 10 --queue "$name" ;;
    topic)
      java -cp "$lib/*" "$root/benchmarks/perftest/TopicBindings.java" "$uri" "$name" >"$target/perftest-bindings.log"
      run "$1" "topic, 100 bindings" --size 100 --autoack --predeclared --skip-binding-queues \
          --exchange "$name" --type topic --queue "$name" --routing-key orders.k42.created
      ;;
    *) echo "no scenario $1" >&2; exit 64 ;;
  esac
}

echo "| scenario | sent/s | received/s | broker CPU s per million | PerfTest arguments |"
echo "|---|---|---|---|---|"
[ $# -gt 0 ] || set -- autoack multiack many topic persistent
for each in "$@"; do scenario "$each"; done
