"""Properties, header types, confirms, a return and a transaction."""
import datetime
import decimal

from kombu import Exchange, Queue

from client import connect, prefix, serve_until

PROPERTIES = dict(correlation_id="c-1", reply_to="answers", message_id="m-1", type="greeting", user_id="guest",
                  app_id="round-trip", cluster_id="", priority=7,
                  timestamp=1700000000)
HEADERS = {"text": "h\u00e4llo", "whole": 42, "negative": -1, "large": 1 << 40, "fraction": 0.25, "yes": True,
           "no": False, "none": None, "decimal": decimal.Decimal("12.34"),
           "time": datetime.datetime(2026, 1, 2, 3, 4, 5), "list": [1, "two", {"three": 3}],
           "table": {"inner": {"deep": "down"}}}


def properties(connection):
    queue = Queue(f"{prefix}.simple", routing_key=f"{prefix}.simple", exclusive=True, durable=False)
    with connection.SimpleQueue(queue) as simple:
        simple.put({"h\u00e4llo": [1, 2, 3]}, headers=dict(HEADERS), expiration=60, compression="zlib", **PROPERTIES)
        message = simple.get(timeout=10)
        assert message.payload == {"h\u00e4llo": [1, 2, 3]}, message.payload
        assert message.content_type == "application/json" and message.content_encoding == "utf-8"
        headers = dict(message.headers)
        assert headers.pop("compression") == "application/x-gzip"
        assert headers == HEADERS, headers
        found = {name: message.properties.get(name) for name in PROPERTIES}
        assert found == PROPERTIES, found
        assert message.properties["expiration"] == "60000" and message.properties["delivery_mode"] == 2
        message.ack()
        raw = b"\0\xff" * 100_000
        connection.Producer().publish(raw, routing_key=simple.queue.name)
        message = simple.get(timeout=10)
        assert message.body == raw and message.content_type == "application/data", message
        message.ack()
    return len(PROPERTIES) + 4, len(HEADERS)


def returned(connection):
    returns = []
    channel = connection.channel()
    producer = connection.Producer(channel, on_return=lambda error, *details: returns.append((error.reply_text, *details[:2])))
    missing = f"{prefix}.nowhere"
    producer.publish("lost", exchange="", routing_key=missing, mandatory=True)
    serve_until(connection, lambda: returns, "no return")
    assert returns == [("NO_ROUTE", "", missing)], returns
    return len(returns)


def transaction():
    # Confirms and transactions exclude each other on a channel.
    with connect(confirm_publish=False) as connection:
        queue = Queue(f"{prefix}.tx", Exchange(f"{prefix}.tx", durable=False), "key", durable=False)
        channel = connection.channel()
        bound = queue(channel)
        bound.declare()
        channel.tx_select()
        producer = connection.Producer(channel, exchange=queue.exchange)
        other = queue(connection.channel())
        producer.publish("rolled back", routing_key="key")
        channel.tx_rollback()
        producer.publish("committed", routing_key="key")
        assert bound.get() is None, "visible before the commit"
        channel.tx_commit()
        message = other.get()
        assert message.payload == "committed", message
        message.ack()
        assert other.get() is None
        bound.delete()
        queue.exchange(channel).delete()


with connect() as connection:
    properties, headers = properties(connection)
    print(f"{properties} properties, {headers} headers, {returned(connection)} return", end=", ")
transaction()
print("1 commit")
