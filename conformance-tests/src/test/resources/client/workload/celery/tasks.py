"""The work queue of work_queue.md with Celery: the application, for the worker and for work_queue.py.

LEVERET_BROKER is host:port, LEVERET_QUEUE the prefix of all names.
"""
import os

from celery import Celery
from celery.exceptions import Reject
from kombu import Exchange, Queue, binding

prefix = os.environ["LEVERET_QUEUE"]
work, retry = Exchange(f"{prefix}.work"), Exchange(f"{prefix}.retry")
tasks = Queue(f"{prefix}.tasks", [binding(work, key) for key in ("task", "task.1", "task.2")],
              queue_arguments={"x-dead-letter-exchange": retry.name})
retry_50 = Queue(f"{prefix}.retry.50", retry, "task", message_ttl=0.05, queue_arguments={
    "x-dead-letter-exchange": work.name, "x-dead-letter-routing-key": "task.1"})
retry_100 = Queue(f"{prefix}.retry.100", retry, "task.1", message_ttl=0.1, queue_arguments={
    "x-dead-letter-exchange": work.name, "x-dead-letter-routing-key": "task.2"})
parked = Queue(f"{prefix}.parked")

app = Celery("tasks", broker=f"amqp://guest:guest@{os.environ['LEVERET_BROKER']}//", backend="rpc://")
app.conf.update(
    task_queues=[tasks], task_default_queue=tasks.name, task_default_exchange=work.name,
    task_default_routing_key="task", task_acks_late=True, worker_prefetch_multiplier=5, worker_send_task_events=False,
    event_queue_prefix=f"{prefix}.events", event_exchange=f"{prefix}.events", control_exchange=f"{prefix}.control",
    broker_transport_options={"confirm_publish": True})


def failures(n):
    """How often a task fails: every 20th always, every 20th from 10 on twice."""
    return {0: 3, 10: 2}.get(n % 20, 0)


def rejections(deaths):
    """How often the task has been rejected, by its x-death header, which must tell its whole way, latest death first."""
    deaths = [(death["queue"], death["reason"], death["count"]) for death in deaths or []]
    times = next((count for queue, reason, count in deaths if (queue, reason) == (tasks.name, "rejected")), 0)
    expected = [
        [],
        [(retry_50.name, "expired", 1), (tasks.name, "rejected", 1)],
        [(retry_100.name, "expired", 1), (retry_50.name, "expired", 1), (tasks.name, "rejected", 2)]]
    assert deaths[:1] + sorted(deaths[1:]) == expected[times], deaths
    return times


@app.task(bind=True, name="work")
def work_on(self, n):
    attempt = rejections(self.request.get("x-death"))
    if attempt == failures(n):
        return attempt
    if attempt == 2:
        with self.app.producer_or_acquire() as producer:
            producer.publish(n, exchange="", routing_key=parked.name, delivery_mode=2)
        return "parked"
    raise Reject("not this time", requeue=False)
