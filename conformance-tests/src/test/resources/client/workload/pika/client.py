"""What the programs of this folder share: PROGRAM HOST PORT PREFIX.

Each asserts what it sees, deletes what it declared, and its last line says what was done. All names start with PREFIX.
"""
import sys
import time

import pika

host, port, prefix = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def connect():
    return pika.BlockingConnection(pika.ConnectionParameters(host, port, blocked_connection_timeout=20))


def serve_until(connection, condition, what):
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        connection.process_data_events(time_limit=0.05)
    assert condition(), what
