"""The tasks of the Celery round trip.

LEVERET_BROKER is host:port, LEVERET_QUEUE the queue of this run and the stem of its exchanges.
"""
import os
import time

from celery import Celery

app = Celery("tasks", broker=f"amqp://guest:guest@{os.environ['LEVERET_BROKER']}//", backend="rpc://")
run = os.environ["LEVERET_QUEUE"]
app.conf.update(task_default_queue=run, control_exchange=run + ".control", event_exchange=run + ".events")


@app.task
def add(x, y):
    return x + y


@app.task(bind=True, max_retries=5)
def succeed_at_attempt(self, wanted):
    """Each retry is a new message with an ETA."""
    if self.request.retries < wanted:
        raise self.retry(countdown=0.1)
    return self.request.retries


@app.task
def fail(text):
    raise ValueError(text)


@app.task
def started_at():
    return time.time()


@app.task
def hold(seconds):
    time.sleep(seconds)
    return "held"


@app.task(acks_late=True, reject_on_worker_lost=True)
def late(n):
    return n
