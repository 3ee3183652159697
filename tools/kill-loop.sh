#!/bin/bash
# Kills a broker process with -9 again and again while clients publish, consume and commit, starts it anew each time, and
# judges by what the clients have written down: nothing confirmed lost, no transaction halved, order kept.
#   kill-loop.sh [KILLS=200] [SEED]
# SEED repeats a run's instants. LEVERET_JAR names another packaged Leveret than that of this directory.
set -euo pipefail
cd "$(dirname "$0")/.."
exec ./mvnw verify -pl conformance-tests -am -Dtest=KillLedgerTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dleveret.kills="${1:-200}" ${2:+-Dleveret.kills.seed="$2"} ${LEVERET_JAR:+-Dleveret.jar="$LEVERET_JAR"}
