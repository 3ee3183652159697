"""RPC: a server that squares numbers, called with an exclusive reply queue and with direct reply-to."""
import threading
import uuid

import pika
from pika.exceptions import ChannelClosedByBroker

from client import connect, prefix, serve_until

CALLS = 20
requests = f"{prefix}.squares"


class Server(threading.Thread):
    def __init__(self):
        super().__init__()
        self.stopping = False
        self.ready = threading.Event()

    def run(self):
        with connect() as connection:
            channel = connection.channel()
            channel.queue_declare(requests, auto_delete=True)
            channel.basic_qos(prefetch_count=1)
            channel.basic_consume(requests, self.answer)
            self.ready.set()
            while not self.stopping:
                connection.process_data_events(time_limit=0.05)

    def answer(self, channel, method, properties, body):
        channel.basic_publish("", properties.reply_to, str(int(body) ** 2).encode(),
                              pika.BasicProperties(correlation_id=properties.correlation_id))
        channel.basic_ack(method.delivery_tag)


class Client:
    """Calls through the reply queue given, or an exclusive one."""

    def __init__(self, connection, reply_to=None):
        self.connection = connection
        self.channel = connection.channel()
        self.reply_to = reply_to or self.channel.queue_declare("", exclusive=True).method.queue
        self.answers = {}
        self.channel.basic_consume(self.reply_to, self.receive, auto_ack=True)

    def receive(self, channel, method, properties, body):
        self.answers[properties.correlation_id] = int(body)

    def square(self, n):
        call = uuid.uuid4().hex
        self.channel.basic_publish("", requests, str(n).encode(),
                                   pika.BasicProperties(reply_to=self.reply_to, correlation_id=call))
        serve_until(self.connection, lambda: call in self.answers, f"no answer for {n}")
        return self.answers.pop(call)


def direct_reply_needs_a_consumer(channel):
    """RabbitMQ's own rule: who asks for direct replies without listening for them is told at once."""
    try:
        channel.basic_publish("", requests, b"1", pika.BasicProperties(reply_to="amq.rabbitmq.reply-to"))
        channel.queue_declare(requests, passive=True)
        raise AssertionError("the broker accepted a request whose answer nobody awaits")
    except ChannelClosedByBroker as closed:
        assert closed.reply_code == 406, closed
        assert "fast reply consumer does not exist" in closed.reply_text, closed


server = Server()
server.start()
try:
    assert server.ready.wait(10)
    with connect() as connection:
        for client in (Client(connection), Client(connection, "amq.rabbitmq.reply-to")):
            assert [client.square(n) for n in range(CALLS)] == [n * n for n in range(CALLS)]
        direct_reply_needs_a_consumer(connection.channel())
finally:
    server.stopping = True
    server.join(10)
print(f"{CALLS} calls by reply queue, {CALLS} by direct reply-to")
