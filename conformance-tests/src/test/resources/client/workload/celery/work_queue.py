"""Calls the 200 tasks and sees to it that each was done once or parked once. A worker of tasks.py must run."""
from celery.result import ResultSet

from tasks import app, failures, parked, retry, retry_50, retry_100, work, work_on

TASKS = 200

with app.connection() as connection:
    for queue in (retry_50, retry_100, parked):
        queue(connection).declare()
    # Left to itself, Celery goes through the default exchange, and dead letters keep the key that they came with.
    results = [work_on.apply_async((n,), exchange=work.name, routing_key="task") for n in range(TASKS)]
    outcomes = {}
    # They come out of order: asking for one after the other would wait a second for each that is there already.
    ResultSet(results).join_native(timeout=30, callback=lambda task_id, outcome: outcomes.update({task_id: outcome}))
    outcomes = [outcomes[result.id] for result in results]
    lot = []
    while message := parked(connection).get(no_ack=True):
        lot.append(message.payload)
    assert sorted(lot) == list(range(0, TASKS, 20)), sorted(lot)
    assert outcomes == ["parked" if failures(n) == 3 else failures(n) for n in range(TASKS)], outcomes
    for queue in (retry_50, retry_100, parked):
        assert queue(connection).delete() == 0, queue
print(f"{TASKS - len(lot)} done, {len(lot)} parked")
