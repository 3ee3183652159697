"""What the programs of this folder share: PROGRAM HOST PORT PREFIX.

Each asserts what it sees, deletes what it declared, and its last line says what was done. All names start with PREFIX.
"""
import socket
import sys
import time

from kombu import Connection

host, port, prefix = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def connect(**options):
    """A connection whose publishes wait for their confirms."""
    return Connection(f"amqp://guest:guest@{host}:{port}//", connect_timeout=20, heartbeat=0,
                      transport_options={"confirm_publish": True, **options})


def serve_until(connection, condition, what):
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        try:
            connection.drain_events(timeout=0.05)
        except socket.timeout:
            pass
    assert condition(), what
