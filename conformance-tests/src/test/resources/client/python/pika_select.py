"""A round trip with pika's callback-driven SelectConnection: pika_select.py HOST PORT SCENARIO.

Steps follow each other through callbacks; nothing waits. Whatever is wrong ends the loop with the reason.
"""
import sys
import uuid

import pika
from pika.exceptions import ChannelClosedByBroker

host, port, scenario = sys.argv[1], int(sys.argv[2]), sys.argv[3]
MESSAGES = 1000


class RoundTrip:
    """Publishes with confirms and consumes the same messages on a second channel of the connection."""

    def __init__(self):
        self.queue = f"pika.select.{uuid.uuid4().hex}"
        self.unconfirmed = set(range(1, MESSAGES + 2))
        self.returned = []
        self.received = []
        self.failure = "the time is up"
        parameters = pika.ConnectionParameters(host, port, heartbeat=10)
        self.connection = pika.SelectConnection(
            parameters, on_open_callback=self.opened,
            on_open_error_callback=lambda _, error: self.stop(repr(error)),
            on_close_callback=lambda _, reason: self.connection.ioloop.stop())

    def run(self):
        self.connection.ioloop.call_later(30, lambda: self.stop("the time is up"))
        self.connection.ioloop.start()
        assert self.failure is None, self.failure

    def stop(self, failure=None):
        self.failure = failure
        if self.connection.is_open:
            self.connection.close()
        else:
            self.connection.ioloop.stop()

    def opened(self, connection):
        connection.channel(on_open_callback=self.publisher_opened)

    def publisher_opened(self, channel):
        self.publisher = channel
        channel.add_on_return_callback(lambda _, method, __, body: self.returned.append((method.reply_code, body)))
        channel.queue_declare(self.queue, callback=self.declared)

    def declared(self, _):
        self.connection.channel(on_open_callback=self.consumer_opened)

    def consumer_opened(self, channel):
        self.consumer = channel
        channel.basic_qos(prefetch_count=100, callback=lambda _: channel.basic_consume(
            self.queue, self.delivered, callback=self.consuming))

    def consuming(self, _):
        self.publisher.confirm_delivery(self.confirm, callback=self.publish)

    def publish(self, _):
        for n in range(MESSAGES):
            self.publisher.basic_publish("", self.queue, b"%d" % n)
        self.publisher.basic_publish("", self.queue + ".nowhere", b"lost", mandatory=True)

    def confirm(self, frame):
        tag, multiple = frame.method.delivery_tag, frame.method.multiple
        if not isinstance(frame.method, pika.spec.Basic.Ack) or tag not in self.unconfirmed:
            self.stop(f"unexpected confirm {frame}")
        self.unconfirmed -= {t for t in self.unconfirmed if t == tag or multiple and t < tag}
        self.done_when_complete()

    def delivered(self, channel, method, _, body):
        self.received.append(int(body))
        channel.basic_ack(method.delivery_tag)
        self.done_when_complete()

    def done_when_complete(self):
        if not self.unconfirmed and len(self.received) == MESSAGES:
            self.consumer.basic_cancel(self.consumer.consumer_tags[0], callback=self.cancelled)

    def cancelled(self, _):
        self.publisher.queue_delete(self.queue, callback=self.deleted)

    def deleted(self, frame):
        wrong = []
        if self.received != list(range(MESSAGES)):
            wrong.append(f"received {self.received}")
        if self.returned != [(312, b"lost")]:
            wrong.append(f"returned {self.returned}")
        if frame.method.message_count != 0:
            wrong.append(f"left over {frame.method.message_count}")
        self.stop("; ".join(wrong) or None)


class ChannelError(RoundTrip):
    """A channel exception closes its channel and leaves the connection and its other channels alone."""

    def publisher_opened(self, channel):
        self.publisher = channel
        channel.queue_declare(self.queue, exclusive=True, callback=self.declared)

    def declared(self, _):
        self.connection.channel(on_open_callback=self.doomed_opened)

    def doomed_opened(self, channel):
        self.doomed = channel
        channel.add_on_close_callback(self.doomed_closed)
        channel.queue_declare(self.queue, exclusive=True, auto_delete=True)

    def doomed_closed(self, _, reason):
        if not isinstance(reason, ChannelClosedByBroker) or reason.reply_code != 406:
            self.stop(f"closed with {reason!r}")
        else:
            self.publisher.queue_delete(self.queue, callback=lambda _: self.stop())


def round_trip():
    RoundTrip().run()
    return f"{MESSAGES} messages in order, all confirmed"


def channel_error():
    ChannelError().run()
    return "406 on one channel only"


print(globals()[scenario]())
