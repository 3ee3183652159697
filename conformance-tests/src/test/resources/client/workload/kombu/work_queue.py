"""The work queue of work_queue.md with kombu's ConsumerMixin."""
import threading

from kombu import Exchange, Queue, binding
from kombu.mixins import ConsumerProducerMixin

from client import connect, prefix, serve_until

TASKS = 200
work = Exchange(f"{prefix}.work", "direct")
retry = Exchange(f"{prefix}.retry", "direct")
tasks = Queue(f"{prefix}.tasks", [binding(work, key) for key in ("task", "task.1", "task.2")],
              queue_arguments={"x-dead-letter-exchange": retry.name})
retry_50 = Queue(f"{prefix}.retry.50", retry, "task", message_ttl=0.05, queue_arguments={
    "x-dead-letter-exchange": work.name, "x-dead-letter-routing-key": "task.1"})
retry_100 = Queue(f"{prefix}.retry.100", retry, "task.1", message_ttl=0.1, queue_arguments={
    "x-dead-letter-exchange": work.name, "x-dead-letter-routing-key": "task.2"})
parked = Queue(f"{prefix}.parked")
queues = (tasks, retry_50, retry_100, parked)


def failures(n):
    """How often a task fails: every 20th always, every 20th from 10 on twice."""
    return {0: 3, 10: 2}.get(n % 20, 0)


def rejections(message):
    """How often the task has been rejected, by its x-death header, which must tell its whole way, latest death first."""
    deaths = [(death["queue"], death["reason"], death["count"]) for death in message.headers.get("x-death", [])]
    times = next((count for queue, reason, count in deaths if (queue, reason) == (tasks.name, "rejected")), 0)
    expected = [
        [],
        [(retry_50.name, "expired", 1), (tasks.name, "rejected", 1)],
        [(retry_100.name, "expired", 1), (retry_50.name, "expired", 1), (tasks.name, "rejected", 2)]]
    assert deaths[:1] + sorted(deaths[1:]) == expected[times], deaths
    return times


class Worker(ConsumerProducerMixin):
    def __init__(self, done):
        self.connection = connect()
        self.done = done
        self.retries = 0
        self.failure = None
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        try:
            for _ in self.consume(limit=None, timeout=0.2, safety_interval=0):
                if self.should_stop:
                    break
        except BaseException as failure:
            self.failure = failure
        finally:
            self.connection.release()

    def get_consumers(self, consumer_class, channel):
        return [consumer_class([tasks], callbacks=[self.work], prefetch_count=10, accept=["json"])]

    def work(self, body, message):
        n, attempt = body["task"], rejections(message)
        assert message.delivery_info["routing_key"] == ("task", "task.1", "task.2")[attempt]
        assert message.properties["delivery_mode"] == 2
        if attempt == failures(n):
            self.done.append((n, attempt))
            message.ack()
        elif attempt == 2:
            self.producer.publish(body, routing_key=parked.name, serializer="json", delivery_mode=2)
            message.ack()
        else:
            self.retries += 1
            message.reject()


def main():
    with connect() as connection:
        for queue in queues:
            queue(connection).declare()
        done, lot = [], []
        workers = [Worker(done), Worker(done)]
        producer = connection.Producer(exchange=work, serializer="json")
        for n in range(TASKS):
            producer.publish({"task": n}, routing_key="task", mandatory=True)

        def park(body, message):
            lot.append(body["task"])
            message.ack()

        try:
            with connection.Consumer([parked], callbacks=[park], accept=["json"]):
                serve_until(connection, lambda: len(done) + len(lot) >= TASKS or any(w.failure for w in workers),
                            lambda: (len(done), sorted(lot)))
        finally:
            for worker in workers:
                worker.should_stop = True
                worker.thread.join(10)
        assert [w.failure for w in workers] == [None, None], [w.failure for w in workers]
        left = [queue(connection).delete() for queue in queues]
        work(connection).delete()
        retry(connection).delete()
        assert left == [0, 0, 0, 0], left
        assert sorted(lot) == list(range(0, TASKS, 20)), sorted(lot)
        assert sorted(done) == [(n, failures(n)) for n in range(TASKS) if n % 20], sorted(done)
        print(f"{len(done)} done, {len(lot)} parked, {sum(w.retries for w in workers)} retries")


main()
