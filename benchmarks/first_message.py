"""Waits for a broker and passes one message through it: first_message.py HOST PORT SINCE_NS.

Prints the milliseconds from SINCE_NS (since the epoch) to the message's arrival.
"""
import sys
import time

import pika
from pika.exceptions import AMQPError

host, port, since_ns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
LIMIT_S = 60


def connect():
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            return pika.BlockingConnection(pika.ConnectionParameters(host, port))
        except (AMQPError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


connection = connect()
channel = connection.channel()
queue = channel.queue_declare("", exclusive=True).method.queue
channel.basic_publish("", queue, b"first")
for _, _, body in channel.consume(queue, auto_ack=True, inactivity_timeout=10):
    assert body == b"first", body
    break
print((time.time_ns() - since_ns) // 1_000_000)
connection.close()
