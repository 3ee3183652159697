#!/bin/bash
# Measures one persistent message of 1 KiB at a time, each published when the last is confirmed, beside what the machine
# itself takes for that: writing and forcing 1,300 octets of a file that is there already, and a round trip over loopback.
#   one-confirm.sh
# BENCH_DIR is the folder of loadgen.c, ../shared/bench from the repository's root unless set. REPETITIONS (3) and
# SECONDS_EACH (5) say how long. PORT (5698) must be free. The data directory is made in TMPDIR: take a disk.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
port=${PORT:-5698}
bench=${BENCH_DIR:-$root/../shared/bench}
data=$(mktemp -d)
broker=

[ -f "$bench/loadgen.c" ] || { echo "no loadgen.c in $bench; set BENCH_DIR" >&2; exit 66; }
cc -O2 -o "$data/loadgen" "$bench/loadgen.c" -lpthread -lm
cc -O2 -o "$data/probe" -x c - -lpthread <<'C'
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { COUNT = 4000, BYTES = 1300 };
static double us[COUNT];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
    double d = *(const double *)a - *(const double *)b;
    return d < 0 ? -1 : d > 0;
}

static double median(void)
{
    qsort(us, COUNT, sizeof *us, ascending);
    return us[COUNT / 2];
}

static void *echo(void *listening)
{
    int one = 1, fd = accept(*(int *)listening, NULL, NULL);
    char octets[BYTES];
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    while (recv(fd, octets, BYTES, MSG_WAITALL) == BYTES && send(fd, octets, 21, 0) == 21) {}
    return NULL;
}

int main(int argc, char **argv)
{
    static char octets[1 << 20];
    int fd = open(argc > 1 ? argv[1] : "probe", O_RDWR | O_CREAT, 0600), one = 1;
    for (int i = 0; i < 64; i++) if (write(fd, octets, sizeof octets) < 0) return 1;
    fsync(fd);
    memset(octets, 'x', sizeof octets);
    for (int i = 0; i < COUNT; i++) {
        double from = now();
        if (pwrite(fd, octets, BYTES, (off_t)i * BYTES) != BYTES || fdatasync(fd)) return 1;
        us[i] = now() - from;
    }
    double force = median();

    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    int listening = socket(AF_INET, SOCK_STREAM, 0), out = socket(AF_INET, SOCK_STREAM, 0);
    pthread_t thread;
    if (bind(listening, (void *)&at, sizeof at) || listen(listening, 1)) return 1;
    getsockname(listening, (void *)&at, &length);
    pthread_create(&thread, NULL, echo, &listening);
    if (connect(out, (void *)&at, sizeof at)) return 1;
    setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    for (int i = 0; i < COUNT; i++) {
        double from = now();
        if (send(out, octets, BYTES, 0) != BYTES || recv(out, octets, 21, MSG_WAITALL) != 21) return 1;
        us[i] = now() - from;
    }
    double trip = median();
    printf("machine: force %.0f us, loopback %.0f us, together %.0f us\n", force, trip, force + trip);
    return 0;
}
C

stop() {
  if [ -n "$broker" ]; then
    kill "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
    broker=
  fi
}
trap 'stop; rm -rf "$data"' EXIT

load() { "$data/loadgen" "$@" --port "$port" --pid "$broker" --durable --persistent --size 1024; }
field() { sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"; }

# Builds and rehearses if need be, which is not to be measured.
(cd "$root" && ./leveret --version) >/dev/null
(cd "$root" && exec ./leveret --port "$port" --management-port -1 --data-dir "$data/data") >"$data/broker.log" 2>&1 &
broker=$!
load wait >/dev/null
for repetition in $(seq "${REPETITIONS:-3}"); do
  "$data/probe" "$data/probe.data"
  load run --seconds "${SECONDS_EACH:-5}" --warmup 2 --confirm 1 --ack-every 100 --prefetch 1000 >"$data/run"
  awk -v p50="$(field confirm_p50_us <"$data/run")" -v p99="$(field confirm_p99_us <"$data/run")" \
      -v cores="$(field broker_cores <"$data/run")" -v rate="$(field confirmed_per_s <"$data/run")" 'BEGIN {
        printf "broker: confirm p50 %.0f us, p99 %.0f us, %.0f/s, %.2f cores\n", p50, p99, rate, cores }'
done
