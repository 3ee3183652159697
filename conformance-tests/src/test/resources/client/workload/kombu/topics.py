"""Topic routing: the table of topics.json, one queue per pattern."""
import json
import pathlib

from kombu import Exchange, Queue

from client import connect, prefix

table = json.loads((pathlib.Path(__file__).parent.parent / "topics.json").read_text())
keys = table["#"]

with connect() as connection:
    channel = connection.channel()
    exchange = Exchange(f"{prefix}.topic", "topic", durable=False)
    queues = {}
    for pattern in table:
        queues[pattern] = Queue("", exchange, pattern, exclusive=True, durable=False)(channel)
        queues[pattern].declare()
    producer = connection.Producer(channel, exchange=exchange)
    for key in keys:
        producer.publish({"key": key}, routing_key=key)
    for pattern, queue in queues.items():
        got = []
        for message in iter(lambda: queue.get(no_ack=True), None):
            assert message.payload == {"key": message.delivery_info["routing_key"]}, message.payload
            got.append(message.delivery_info["routing_key"])
        assert got == table[pattern], (pattern, got)
        queue.delete()
    exchange(channel).delete()
print(f"{len(keys)} keys over {len(table)} patterns")
