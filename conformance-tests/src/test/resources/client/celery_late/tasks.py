"""An application that acknowledges late and has priorities, as CeleryLateTest runs it.

LEVERET_BROKER is host:port, LEVERET_QUEUE the queue of this run.
"""
import itertools
import os
import time

from celery import Celery
from kombu import Queue

name = os.environ["LEVERET_QUEUE"]

app = Celery("tasks", broker=f"amqp://guest:guest@{os.environ['LEVERET_BROKER']}//", backend="rpc://")
app.conf.update(
    task_queues=[Queue(name, routing_key=name, max_priority=9)], task_default_queue=name,
    task_default_exchange="", task_default_routing_key=name,
    task_acks_late=True, task_reject_on_worker_lost=True, worker_prefetch_multiplier=1, worker_send_task_events=False,
    event_queue_prefix=f"{name}.events", event_exchange=f"{name}.events", control_exchange=f"{name}.control",
    worker_enable_remote_control=False, broker_transport_options={"confirm_publish": True})

turns = itertools.count()


@app.task
def turn():
    """In which place this worker does it."""
    return next(turns)


@app.task(bind=True)
def interrupted(self):
    """Hangs, unless another worker has had it."""
    if not self.request.delivery_info["redelivered"]:
        print("hanging", flush=True)
        time.sleep(600)
    return "redelivered"
