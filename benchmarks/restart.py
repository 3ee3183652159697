"""The client of restart.sh: restart.py HOST PORT fill MESSAGES BODY_BYTES, or restart.py HOST PORT wait MESSAGES SINCE_NS.

fill publishes persistent messages to a durable queue and waits for every confirm. wait connects as soon as the broker
lets it, and prints the milliseconds from SINCE_NS (since the epoch) until it has seen all messages ready.
"""
import sys
import time

import pika
from pika.exceptions import AMQPError

QUEUE = "restart"
WINDOW = 2000
LIMIT_S = 120
host, port, command, messages = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
parameters = pika.ConnectionParameters(host, port, heartbeat=0)


def connect():
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            return pika.BlockingConnection(parameters)
        except (AMQPError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


class Filling:
    """The blocking connection would wait for every confirm by itself; this one keeps a window of them open."""

    def __init__(self, body):
        self.body = body
        self.sent = 0
        self.confirmed = 0
        self.connection = pika.SelectConnection(parameters, on_open_callback=self.on_open)

    def on_open(self, connection):
        connection.channel(on_open_callback=self.on_channel)

    def on_channel(self, channel):
        self.channel = channel
        channel.confirm_delivery(self.on_confirm, callback=lambda _: self.publish())

    def publish(self):
        while self.sent < messages and self.sent - self.confirmed < WINDOW:
            self.sent += 1
            self.channel.basic_publish("", QUEUE, self.body, pika.BasicProperties(delivery_mode=2))

    def on_confirm(self, frame):
        assert isinstance(frame.method, pika.spec.Basic.Ack), frame
        # Confirms come in order, one or many at a time.
        self.confirmed = frame.method.delivery_tag
        if self.confirmed == messages:
            self.connection.close()
            self.connection.ioloop.stop()
        elif self.sent - self.confirmed < WINDOW // 2:
            self.publish()


def fill(body_bytes):
    with connect() as connection:
        connection.channel().queue_declare(QUEUE, durable=True)
    start = time.monotonic()
    Filling(b"x" * body_bytes).connection.ioloop.start()
    seconds = time.monotonic() - start
    print(f"{messages} messages of {body_bytes} bytes confirmed in {seconds:.1f} s, {messages / seconds:.0f}/s")


def wait(since_ns):
    with connect() as connection:
        channel = connection.channel()
        ready = None
        deadline = time.monotonic() + LIMIT_S
        while ready != messages and time.monotonic() < deadline:
            ready = channel.queue_declare(QUEUE, passive=True).method.message_count
        assert ready == messages, f"{ready} ready (expected: {messages})"
        print((time.time_ns() - since_ns) // 1_000_000)


{"fill": fill, "wait": wait}[command](int(sys.argv[5]))
