"""RPC: a server that squares numbers, called with an exclusive reply queue and with direct reply-to."""
import threading

from kombu import Queue
from kombu.mixins import ConsumerProducerMixin
from kombu.utils.uuid import uuid

from client import connect, prefix, serve_until

CALLS = 20
requests = Queue(f"{prefix}.squares", durable=False, auto_delete=True)


class Server(ConsumerProducerMixin):
    def __init__(self):
        self.connection = connect()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        for _ in self.consume(limit=None, timeout=0.2, safety_interval=0):
            if self.should_stop:
                break
        self.connection.release()

    def get_consumers(self, consumer_class, channel):
        return [consumer_class([requests], callbacks=[self.answer], prefetch_count=1)]

    def on_consume_ready(self, connection, channel, consumers, **kwargs):
        self.ready.set()

    def answer(self, body, message):
        self.producer.publish(body ** 2, exchange="", routing_key=message.properties["reply_to"],
                              correlation_id=message.properties["correlation_id"])
        message.ack()


class Client:
    """Calls through the reply queue given."""

    def __init__(self, connection, replies):
        self.connection = connection
        self.answers = {}
        # Requests for direct replies must come on the channel that consumes them.
        channel = connection.channel()
        consumer = connection.Consumer([replies], channel=channel, callbacks=[self.receive], no_ack=True)
        consumer.consume()
        self.reply_to = consumer.queues[0].name
        self.producer = connection.Producer(channel)

    def receive(self, body, message):
        self.answers[message.properties["correlation_id"]] = body

    def square(self, n):
        call = uuid()
        self.producer.publish(n, exchange="", routing_key=requests.name, reply_to=self.reply_to, correlation_id=call)
        serve_until(self.connection, lambda: call in self.answers, f"no answer for {n}")
        return self.answers.pop(call)


server = Server()
try:
    assert server.ready.wait(10)
    with connect() as connection:
        for replies in (Queue("", exclusive=True, durable=False), Queue("amq.rabbitmq.reply-to", no_declare=True)):
            client = Client(connection, replies)
            assert [client.square(n) for n in range(CALLS)] == [n * n for n in range(CALLS)]
finally:
    server.should_stop = True
    server.thread.join(10)
print(f"{CALLS} calls by reply queue, {CALLS} by direct reply-to")
