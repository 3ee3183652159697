#!/usr/bin/env python3
"""What the disk alone needs to force a small write, at a fixed rate: the floor of a confirm's latency.

    force_floor.py DIRECTORY [RATE=1000] [SECONDS=8]

Overwrites 1,200 octets in a file that was written and forced before, so that no metadata changes, and calls fdatasync
for each. Prints the percentiles from the time at which a write was due until it was forced, in milliseconds.
"""
import os
import sys
import time

directory = sys.argv[1]
rate = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 8
size = 64 << 20
record = b"\7" * 1200

path = os.path.join(directory, "force-floor.tmp")
file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
try:
    for _ in range(64):
        os.write(file, bytes(1 << 20))
    os.fsync(file)
    took = []
    start = time.perf_counter()
    for i in range(rate * seconds):
        due = start + i / rate
        while (left := due - time.perf_counter()) > 0:
            if left > 2e-4:
                time.sleep(left - 1e-4)
        os.pwrite(file, record, i * len(record) % (size - len(record)))
        os.fdatasync(file)
        took.append(time.perf_counter() - due)
finally:
    os.close(file)
    os.unlink(path)

took.sort()
print("%d/s" % rate, *("p%s %.2f ms" % (p, took[int(len(took) * p / 100)] * 1e3) for p in (50, 90, 99, 99.9)))
