"""Publish and subscribe: three subscribers, each with an exclusive queue of its own at one fanout exchange."""
from pika.exceptions import ChannelClosedByBroker

from client import connect, prefix, serve_until

NEWS = 50
exchange = f"{prefix}.news"


class Subscriber:
    def __init__(self):
        self.connection = connect()
        channel = self.connection.channel()
        channel.exchange_declare(exchange, "fanout", auto_delete=True)
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, exchange)
        self.seen = []
        channel.basic_consume(queue, lambda *delivery: self.seen.append(int(delivery[-1])), auto_ack=True)


subscribers = [Subscriber(), Subscriber(), Subscriber()]
with connect() as connection:
    channel = connection.channel()
    for n in range(NEWS):
        channel.basic_publish(exchange, "ignored", str(n).encode())
    for subscriber in subscribers:
        serve_until(subscriber.connection, lambda: len(subscriber.seen) >= NEWS, subscriber.seen)
        subscriber.connection.close()
        assert subscriber.seen == list(range(NEWS)), subscriber.seen
    try:
        channel.exchange_declare(exchange, passive=True)
        raise AssertionError("the exchange outlived its last queue")
    except ChannelClosedByBroker as closed:
        assert closed.reply_code == 404, closed
print(f"{len(subscribers)} subscribers, {NEWS} news each")
