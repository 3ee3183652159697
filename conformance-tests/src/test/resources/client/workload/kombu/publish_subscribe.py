"""Publish and subscribe: three subscribers, each with an exclusive queue of its own at one fanout exchange."""
from amqp.exceptions import NotFound
from kombu import Exchange, Queue

from client import connect, prefix, serve_until

NEWS = 50
exchange = Exchange(f"{prefix}.news", "fanout", durable=False, auto_delete=True)


class Subscriber:
    def __init__(self):
        self.connection = connect()
        self.seen = []
        queue = Queue("", exchange, exclusive=True, durable=False)
        self.connection.Consumer([queue], callbacks=[self.read], no_ack=True).consume()

    def read(self, body, message):
        self.seen.append(body)


subscribers = [Subscriber(), Subscriber(), Subscriber()]
with connect() as connection:
    producer = connection.Producer(exchange=exchange)
    for n in range(NEWS):
        producer.publish(n)
    for subscriber in subscribers:
        serve_until(subscriber.connection, lambda: len(subscriber.seen) >= NEWS, subscriber.seen)
        subscriber.connection.release()
        assert subscriber.seen == list(range(NEWS)), subscriber.seen
    try:
        exchange(connection).declare(passive=True)
        raise AssertionError("the exchange outlived its last queue")
    except NotFound:
        pass
print(f"{len(subscribers)} subscribers, {NEWS} news each")
