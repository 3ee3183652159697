"""Loads a broker with many short runs, and measures how long its loop keeps a small request waiting meanwhile.

checkpoint_stall.py HOST PORT fill QUEUES ROUNDS BODY_BYTES   declares queues and gives each of them a message a round
checkpoint_stall.py HOST PORT load QUEUES MIB_PER_S SECONDS BODY_BYTES   the same, so fast and so long
checkpoint_stall.py HOST PORT probe SECONDS   prints how long basic.qos took, in microseconds: median, 99.9 %, most
"""
import socket
import struct
import sys
import time

import pika

host, port, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
numbers = [int(argument) for argument in sys.argv[4:]]
FRAME_END = b"\xce"


def frame(kind, channel, payload):
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + FRAME_END


def method(class_id, method_id, arguments):
    return frame(1, 1, struct.pack(">HH", class_id, method_id) + arguments)


def short(text):
    return bytes([len(text)]) + text.encode()


class Connection:
    """A connection with one channel that knows just enough to be fast."""

    def __init__(self):
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = self.socket.makefile("rb")
        self.socket.sendall(b"AMQP\x00\x00\x09\x01")
        self.frame()
        start_ok = struct.pack(">HH", 10, 11) + struct.pack(">I", 0) + short("PLAIN")
        start_ok += struct.pack(">I", 12) + b"\x00guest\x00guest" + short("en_US")
        self.socket.sendall(frame(1, 0, start_ok))
        self.frame()
        self.socket.sendall(frame(1, 0, struct.pack(">HHHIH", 10, 31, 2047, 131072, 0)))
        self.socket.sendall(frame(1, 0, struct.pack(">HH", 10, 40) + short("/") + b"\x00\x00"))
        self.frame()
        self.call(method(20, 10, b"\x00"))

    def frame(self):
        _, _, length = struct.unpack(">BHI", self.read.read(7))
        return self.read.read(length + 1)[:4]

    def call(self, octets):
        self.socket.sendall(octets)
        return self.frame()


def publish(queue, body):
    arguments = struct.pack(">H", 0) + short("") + short(queue) + b"\x00"
    header = struct.pack(">HHQHB", 60, 0, len(body), 0x1000, 2)
    return method(60, 40, arguments) + frame(2, 1, header) + frame(3, 1, body)


def rounds(connection, queues, body_bytes):
    """A round's octets, in pieces of some MiB."""
    body = b"x" * body_bytes
    piece = bytearray()
    for number in range(queues):
        piece += publish(f"run.{number}", body)
        if len(piece) > 1 << 20:
            yield piece
            piece = bytearray()
    yield piece


def everything(connection):
    """Waits until all that was sent has been read."""
    assert connection.call(method(60, 10, struct.pack(">IHB", 0, 0, 0))) == struct.pack(">HH", 60, 11)


if mode == "fill":
    queues, count, body_bytes = numbers
    control = pika.BlockingConnection(pika.ConnectionParameters(host, port)).channel()
    for number in range(queues):
        control.queue_declare(f"run.{number}", durable=True)
    connection = Connection()
    for _ in range(count):
        for piece in rounds(connection, queues, body_bytes):
            connection.socket.sendall(piece)
    everything(connection)
elif mode == "load":
    queues, mib_per_s, seconds, body_bytes = numbers
    connection = Connection()
    sent, since = 0, time.monotonic()
    while time.monotonic() - since < seconds:
        for piece in rounds(connection, queues, body_bytes):
            connection.socket.sendall(piece)
            sent += len(piece)
            time.sleep(max(0.0, since + sent / (mib_per_s << 20) - time.monotonic()))
            if time.monotonic() - since >= seconds:
                break
    everything(connection)
else:
    connection = Connection()
    qos = method(60, 10, struct.pack(">IHB", 0, 0, 0))
    waited, since = [], time.perf_counter_ns()
    while time.perf_counter_ns() - since < numbers[0] * 1_000_000_000:
        before = time.perf_counter_ns()
        connection.call(qos)
        waited.append((time.perf_counter_ns() - before) / 1000)
        time.sleep(0.0002)
    waited.sort()
    over = sum(1 for us in waited if us > 1000)
    print(
        f"{len(waited)} requests: median {waited[len(waited) // 2]:.0f} us, 99.9 % {waited[len(waited) * 999 // 1000]:.0f} us, "
        f"{over} over 1 ms, longest {waited[-1] / 1000:.2f} ms"
    )
