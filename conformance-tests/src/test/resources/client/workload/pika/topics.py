"""Topic routing: the table of topics.json, one queue per pattern."""
import json
import pathlib

from client import connect, prefix

table = json.loads((pathlib.Path(__file__).parent.parent / "topics.json").read_text())
keys = table["#"]

with connect() as connection:
    channel = connection.channel()
    exchange = f"{prefix}.topic"
    channel.exchange_declare(exchange, "topic")
    queues = {}
    for pattern in table:
        queues[pattern] = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queues[pattern], exchange, pattern)
    channel.confirm_delivery()
    for key in keys:
        channel.basic_publish(exchange, key, key.encode(), mandatory=True)
    for pattern, expected in table.items():
        got = []
        for method, _, body in channel.consume(queues[pattern], auto_ack=True, inactivity_timeout=5):
            assert method is not None and method.routing_key == body.decode(), (pattern, got)
            got.append(method.routing_key)
            if len(got) == len(expected):
                break
        channel.cancel()
        assert got == expected, (pattern, got)
        assert channel.queue_delete(queues[pattern]).method.message_count == 0, pattern
    channel.exchange_delete(exchange)
print(f"{len(keys)} keys over {len(table)} patterns")
