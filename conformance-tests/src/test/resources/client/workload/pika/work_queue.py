"""A work queue: 200 durable tasks, two workers, and retries that wait 50 and then 100 ms.

A worker that fails rejects the task. The broker dead-letters it to a retry queue, whose TTL sends it back with a routing
key that names its next step. The third failure parks the task. See work_queue.md.
"""
import threading

import pika

from client import connect, prefix, serve_until

TASKS = 200
work, retry = f"{prefix}.work", f"{prefix}.retry"
tasks, retry_50, retry_100, parked = f"{prefix}.tasks", f"{prefix}.retry.50", f"{prefix}.retry.100", f"{prefix}.parked"


def declare(channel):
    channel.exchange_declare(work, "direct", durable=True)
    channel.exchange_declare(retry, "direct", durable=True)
    channel.queue_declare(tasks, durable=True, arguments={"x-dead-letter-exchange": retry})
    for key in ("task", "task.1", "task.2"):
        channel.queue_bind(tasks, work, key)
    for queue, ttl, key, next_key in ((retry_50, 50, "task", "task.1"), (retry_100, 100, "task.1", "task.2")):
        channel.queue_declare(queue, durable=True, arguments={
            "x-message-ttl": ttl, "x-dead-letter-exchange": work, "x-dead-letter-routing-key": next_key})
        channel.queue_bind(queue, retry, key)
    channel.queue_declare(parked, durable=True)


def delete(channel):
    left = [channel.queue_delete(queue).method.message_count for queue in (tasks, retry_50, retry_100, parked)]
    channel.exchange_delete(work)
    channel.exchange_delete(retry)
    assert left == [0, 0, 0, 0], left


def publish():
    with connect() as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for n in range(TASKS):
            channel.basic_publish(work, "task", str(n).encode(), mandatory=True,
                                  properties=pika.BasicProperties(delivery_mode=2, message_id=f"task-{n}"))


def failures(n):
    """How often a task fails: every 20th always, every 20th from 10 on twice."""
    return {0: 3, 10: 2}.get(n % 20, 0)


def rejections(properties):
    """How often the task has been rejected, by its x-death header, which must tell its whole way, latest death first.

    Only the latest has a fixed place: RabbitMQ up to 3.12 turns the others round with every death.
    """
    deaths = [(death["queue"], death["reason"], death["count"])
              for death in (properties.headers or {}).get("x-death", [])]
    times = next((count for queue, reason, count in deaths if (queue, reason) == (tasks, "rejected")), 0)
    expected = [
        [],
        [(retry_50, "expired", 1), (tasks, "rejected", 1)],
        [(retry_100, "expired", 1), (retry_50, "expired", 1), (tasks, "rejected", 2)]]
    assert deaths[:1] + sorted(deaths[1:]) == expected[times], deaths
    return times


class Worker(threading.Thread):
    """One connection and one channel of its own, as pika wants it."""

    def __init__(self, done):
        super().__init__()
        self.done = done
        self.retries = 0
        self.stopping = False
        self.failure = None

    def run(self):
        try:
            with connect() as connection:
                channel = connection.channel()
                channel.basic_qos(prefetch_count=10)
                channel.basic_consume(tasks, self.work)
                while not self.stopping:
                    connection.process_data_events(time_limit=0.05)
        except BaseException as failure:
            self.failure = failure

    def work(self, channel, method, properties, body):
        n, attempt = int(body), rejections(properties)
        assert method.routing_key == ("task", "task.1", "task.2")[attempt], method.routing_key
        assert properties.message_id == f"task-{n}" and properties.delivery_mode == 2
        if attempt == failures(n):
            self.done.append((n, attempt))
            channel.basic_ack(method.delivery_tag)
        elif attempt == 2:
            channel.basic_publish("", parked, body, properties)
            channel.basic_ack(method.delivery_tag)
        else:
            self.retries += 1
            channel.basic_nack(method.delivery_tag, requeue=False)


def main():
    with connect() as connection:
        channel = connection.channel()
        declare(channel)
        done, lot = [], []
        workers = [Worker(done), Worker(done)]
        for worker in workers:
            worker.start()
        publish()

        def park(channel, method, properties, body):
            assert rejections(properties) == 2
            lot.append(int(body))
            channel.basic_ack(method.delivery_tag)

        tag = channel.basic_consume(parked, park)
        try:
            serve_until(connection, lambda: len(done) + len(lot) >= TASKS or any(w.failure for w in workers),
                        lambda: (len(done), sorted(lot)))
        finally:
            for worker in workers:
                worker.stopping = True
                worker.join(10)
        assert [w.failure for w in workers] == [None, None], [w.failure for w in workers]
        channel.basic_cancel(tag)
        delete(channel)
        assert sorted(lot) == list(range(0, TASKS, 20)), sorted(lot)
        assert sorted(done) == [(n, failures(n)) for n in range(TASKS) if n % 20], sorted(done)
        print(f"{len(done)} done, {len(lot)} parked, {sum(w.retries for w in workers)} retries")


main()
