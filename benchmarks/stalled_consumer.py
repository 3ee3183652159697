"""What consumers that read nothing cost the broker: stalled_consumer.py HOST PORT BROKER_PID MESSAGES CONSUMERS.

Fills a queue, starts consumers with unlimited prefetch that never read their sockets again, and watches the broker's
resident memory while another connection keeps working. Prints one Markdown row.
"""
import multiprocessing
import subprocess
import sys
import time
import uuid

import pika

host, port, pid, messages = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
stalling = int(sys.argv[5])
WATCH_S = 20
BODY = b"sixteen bytes..."


def connect():
    return pika.BlockingConnection(pika.ConnectionParameters(host, port, heartbeat=0))


def rss_mib():
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", pid])) // 1024


def count(channel, queue):
    return channel.queue_declare(queue, passive=True).method.message_count


def consumers(channel, queue):
    return channel.queue_declare(queue, passive=True).method.consumer_count


def consume_and_stall(queue):
    # Prefetch 0 is unlimited. Once all are there nobody reads these sockets.
    connections = [connect() for _ in range(stalling)]
    for connection in connections:
        connection.channel().basic_consume(queue, lambda *_: None)
    time.sleep(3600)


def wait_for(condition, limit_s, what):
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def round_trip_ms(channel, queue):
    started = time.monotonic()
    channel.basic_publish("", queue, BODY)
    while channel.basic_get(queue, auto_ack=True)[0] is None:
        pass
    return (time.monotonic() - started) * 1000


def main():
    queue = f"stalled.{uuid.uuid4().hex}"
    control = connect()
    channel = control.channel()
    channel.queue_declare(queue)
    before = rss_mib()
    for _ in range(messages):
        channel.basic_publish("", queue, BODY)
    wait_for(lambda: count(channel, queue) == messages, 120, "the queue does not hold all messages")
    filled = rss_mib()

    stalled = multiprocessing.Process(target=consume_and_stall, args=(queue,))
    stalled.start()
    wait_for(lambda: consumers(channel, queue) == stalling, 120, "the consumers do not come")
    aside = channel.queue_declare("", exclusive=True).method.queue
    peak, slowest_ms = filled, 0.0
    deadline = time.monotonic() + WATCH_S
    while time.monotonic() < deadline:
        slowest_ms = max(slowest_ms, round_trip_ms(channel, aside))
        peak = max(peak, rss_mib())
        time.sleep(0.1)
    handed_over = messages - count(channel, queue)

    # Without a word: what the consumers did not acknowledge returns to the queue.
    stalled.kill()
    wait_for(lambda: count(channel, queue) == messages, 120, "messages are missing after the consumers have gone")
    after = rss_mib()
    assert channel.queue_delete(queue).method.message_count == messages
    control.close()
    print(f"| {messages:,} | {before} | {filled} | {peak} | {after} | {handed_over:,} | {slowest_ms:.0f} |")


main()
