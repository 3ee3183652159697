"""Round trips with pika's blocking connection: pika_blocking.py HOST PORT SCENARIO.

Every scenario asserts what it sees, removes what it declared, and its last line says what was done.
"""
import sys
import time
import uuid

import pika
from pika.exceptions import ChannelClosedByBroker, UnroutableError

host, port, scenario = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def connect(**settings):
    return pika.BlockingConnection(pika.ConnectionParameters(host, port, blocked_connection_timeout=20, **settings))


def unique(name):
    return f"pika.{name}.{uuid.uuid4().hex}"


def close_code(call):
    """The reply code and text of the channel.close that the call is answered with."""
    try:
        call()
    except ChannelClosedByBroker as closed:
        return closed.reply_code, closed.reply_text
    raise AssertionError("the broker accepted what it must refuse")


def count_reaches(channel, queue, expected):
    """RabbitMQ's passive declare may overtake the publishes before it, so one look is not enough."""
    deadline = time.monotonic() + 5
    count = None
    while count != expected and time.monotonic() < deadline:
        count = channel.queue_declare(queue, passive=True).method.message_count
    assert count == expected, (queue, count, expected)


def serve_until(connection, condition, what):
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        connection.process_data_events(time_limit=0.1)
    assert condition(), what()


def publish_and_consume():
    with connect() as connection:
        channel = connection.channel()
        queue = unique("consume")
        channel.queue_declare(queue)
        for n in range(500):
            channel.basic_publish("", queue, str(n).encode())
        channel.basic_qos(prefetch_count=50)
        seen = []
        for method, _, body in channel.consume(queue, inactivity_timeout=10):
            assert method is not None, f"nothing more after {len(seen)} messages"
            assert method.delivery_tag == len(seen) + 1 and not method.redelivered
            seen.append(int(body))
            if len(seen) % 50 == 0:
                channel.basic_ack(method.delivery_tag, multiple=True)
            if len(seen) == 500:
                break
        assert seen == list(range(500)), seen
        assert channel.cancel() == 0
        assert channel.queue_delete(queue).method.message_count == 0
    return "500 messages in order"


def properties_and_bodies():
    properties = pika.BasicProperties(
        content_type="text/plain", content_encoding="utf-8", delivery_mode=2, priority=7, correlation_id="c-1",
        reply_to="answers", expiration="60000", message_id="m-1", timestamp=1700000000, type="greeting",
        user_id="guest", app_id="round-trip", cluster_id="",
        headers={"text": "h\u00e4llo", "whole": 42, "large": 1 << 40, "yes": True, "none": None,
                 "list": [1, "two", {"three": 3}], "table": {"inner": {"deep": "down"}}})
    bodies = [b"", b"x", bytes(range(256)), b"a" * 131_072, b"b" * 3_000_000]
    with connect() as connection:
        channel = connection.channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        assert queue.startswith("amq.gen-"), queue
        for body in bodies:
            channel.basic_publish("", queue, body, properties)
        for body in bodies:
            method, got, received = channel.basic_get(queue, auto_ack=True)
            assert received == body, (len(received), len(body))
            assert got == properties, (got, properties)
            assert method.exchange == "" and method.routing_key == queue
        assert channel.basic_get(queue) == (None, None, None)
    return "5 bodies with 14 properties"


def get_nack_reject():
    with connect() as connection:
        channel = connection.channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        for body in (b"one", b"two", b"three"):
            channel.basic_publish("", queue, body)
        first, _, body = channel.basic_get(queue)
        assert body == b"one" and not first.redelivered and first.message_count == 2
        channel.basic_nack(first.delivery_tag, requeue=True)
        again, _, body = channel.basic_get(queue)
        assert body == b"one" and again.redelivered, "a requeued message returns to its old place"
        channel.basic_ack(again.delivery_tag)
        second, _, body = channel.basic_get(queue)
        assert body == b"two"
        channel.basic_reject(second.delivery_tag, requeue=False)
        third, _, body = channel.basic_get(queue)
        assert body == b"three" and third.message_count == 0
        channel.basic_nack(third.delivery_tag, multiple=True, requeue=True)
        count_reaches(channel, queue, 1)
        assert channel.queue_purge(queue).method.message_count == 1
        code, text = close_code(lambda: (channel.basic_ack(99), channel.queue_declare(queue, passive=True)))
        assert code == 406 and "unknown delivery tag 99" in text, (code, text)
    return "3 messages settled"


def confirms_and_returns():
    with connect() as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        queue = channel.queue_declare("", exclusive=True).method.queue
        for n in range(100):
            channel.basic_publish("", queue, str(n).encode(), mandatory=True)
        assert channel.queue_declare(queue, passive=True).method.message_count == 100
        try:
            channel.basic_publish("", unique("nowhere"), b"lost", mandatory=True)
            raise AssertionError("an unroutable mandatory message was not returned")
        except UnroutableError as error:
            (returned,) = error.messages
            assert returned.method.reply_code == 312 and returned.method.reply_text == "NO_ROUTE"
            assert returned.body == b"lost"
        channel.basic_publish("", unique("nowhere"), b"dropped, yet confirmed")
        missing = unique("exchange")
        code, text = close_code(lambda: channel.basic_publish(missing, "key", b"refused"))
        assert code == 404 and text == f"NOT_FOUND - no exchange '{missing}' in vhost '/'", text
    return "101 confirms and 1 return"


def exclusive_queue():
    queue = unique("exclusive")
    with connect() as other:
        with connect() as owner:
            owner.channel().queue_declare(queue, exclusive=True)
            code, text = close_code(lambda: other.channel().queue_declare(queue, passive=True))
            assert code == 405 and text.startswith("RESOURCE_LOCKED - cannot obtain exclusive access"), text
        code, _ = close_code(lambda: other.channel().queue_declare(queue, passive=True))
        assert code == 404, "the queue must go with its connection"
    return "locked, then gone"


def topic():
    keys = ["log.error.disk", "log.info.disk", "log.error", "audit.error.disk", "log"]
    patterns = {"log.#": 4, "*.error.*": 2, "#.disk": 3, "log.*": 1, "#": 5, "*": 1, "audit.#.error.#": 1}
    with connect() as connection:
        channel = connection.channel()
        exchange = unique("topic")
        channel.exchange_declare(exchange, "topic", auto_delete=True)
        queues = {}
        for pattern in patterns:
            queues[pattern] = channel.queue_declare("", exclusive=True).method.queue
            channel.queue_bind(queues[pattern], exchange, pattern)
        for key in keys:
            channel.basic_publish(exchange, key, key.encode())
        for pattern, expected in patterns.items():
            count_reaches(channel, queues[pattern], expected)
        channel.queue_unbind(queues["#"], exchange, "#")
        channel.basic_publish(exchange, "log", b"once more")
        count_reaches(channel, queues["#"], 5)
        for queue in queues.values():
            channel.queue_delete(queue)
        code, _ = close_code(lambda: channel.exchange_declare(exchange, passive=True))
        assert code == 404, "an auto-delete exchange goes with its last binding"
    return "5 keys over 7 patterns"


def prefetch_and_cancel():
    with connect() as connection:
        channel = connection.channel()
        queue = unique("prefetch")
        channel.queue_declare(queue)
        for n in range(10):
            channel.basic_publish("", queue, str(n).encode())
        channel.basic_qos(prefetch_count=3)
        got, cancelled = [], []
        channel.add_on_cancel_callback(cancelled.append)
        channel.basic_consume(queue, lambda _, method, __, body: got.append((method.delivery_tag, int(body))))
        serve_until(connection, lambda: len(got) == 3, lambda: got)
        connection.sleep(0.3)
        assert got == [(1, 0), (2, 1), (3, 2)], got
        channel.basic_ack(2, multiple=True)
        serve_until(connection, lambda: len(got) == 5, lambda: got)
        connection.sleep(0.3)
        assert [n for _, n in got] == [0, 1, 2, 3, 4], got
        with connect() as other:
            other.channel().queue_delete(queue)
        serve_until(connection, lambda: cancelled, lambda: "the consumer must hear that its queue is gone")
        assert channel.is_open
    return "5 delivered, 1 cancelled"


def heartbeat_keeps_an_idle_connection():
    with connect(heartbeat=1) as connection:
        channel = connection.channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        connection.sleep(4)
        channel.basic_publish("", queue, b"still here")
        assert channel.basic_get(queue, auto_ack=True)[2] == b"still here"
    return "alive after 4 s"


def heartbeat_drops_a_silent_connection():
    silent = connect(heartbeat=1)
    queue = unique("silent")
    silent.channel().queue_declare(queue, exclusive=True)
    # From here on nobody serves the silent connection. Its exclusive queue tells how long the broker keeps it.
    started = time.monotonic()
    with connect() as other:
        code = 405
        while code == 405 and time.monotonic() - started < 15:
            time.sleep(0.2)
            code, _ = close_code(lambda: other.channel().queue_declare(queue, passive=True))
    waited = time.monotonic() - started
    assert code == 404 and 1 <= waited, (code, waited)
    return "dropped"


print(globals()[scenario]())
