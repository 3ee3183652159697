"""Calls the tasks of a running worker and checks every result: calls.py SCENARIO."""
import sys
import time
from datetime import datetime, timedelta, timezone

from celery import chain, group

import tasks

LIMIT_S = 30


def results():
    calls = [tasks.add.delay(n, n) for n in range(200)]
    assert [call.get(timeout=LIMIT_S) for call in calls] == [2 * n for n in range(200)]
    assert chain(tasks.add.s(1, 2), tasks.add.s(10), tasks.add.s(100)).delay().get(timeout=LIMIT_S) == 113
    assert group(tasks.late.s(n) for n in range(20)).delay().get(timeout=LIMIT_S) == list(range(20))
    return "221 results"


def failures():
    call = tasks.fail.delay("as told")
    try:
        call.get(timeout=LIMIT_S)
        raise AssertionError("the failure did not come back")
    except ValueError as error:
        assert str(error) == "as told" and call.state == "FAILURE", (error, call.state)
    return "1 failure"


def retries():
    assert tasks.succeed_at_attempt.delay(3).get(timeout=LIMIT_S) == 3
    assert tasks.succeed_at_attempt.delay(0).get(timeout=LIMIT_S) == 0
    return "3 retries"


def delays():
    asked = time.time()
    by_countdown = tasks.started_at.apply_async(countdown=3)
    by_eta = tasks.started_at.apply_async(eta=datetime.now(timezone.utc) + timedelta(seconds=2))
    now = tasks.started_at.delay()
    at_once, at_eta, at_countdown = (call.get(timeout=LIMIT_S) for call in (now, by_eta, by_countdown))
    # A task with an ETA waits unacknowledged in the worker and others overtake it; its timer is good to a second.
    assert at_once < min(at_eta, at_countdown), (at_once, at_eta, at_countdown)
    assert at_eta - asked >= 1 and at_countdown - asked >= 2
    expired = tasks.add.apply_async((1, 1), countdown=1, expires=0.2)
    try:
        expired.get(timeout=LIMIT_S)
        raise AssertionError("an expired task ran")
    except Exception as error:
        assert type(error).__name__ == "TaskRevokedError", repr(error)
    return "countdown, eta, expiry"


def inspection():
    # One worker answers; limit=1 ends each wait with its answer.
    inspect = tasks.app.control.inspect(timeout=5, limit=1)
    ((_, pong),) = inspect.ping().items()
    assert pong == {"ok": "pong"}, pong
    call = tasks.hold.delay(2)
    deadline = time.monotonic() + 3
    active = []
    while not active and time.monotonic() < deadline:
        ((_, active),) = inspect.active().items()
    assert [task["name"] for task in active] == ["tasks.hold"], active
    ((_, registered),) = inspect.registered().items()
    assert "tasks.add" in registered
    assert call.get(timeout=LIMIT_S) == "held"
    return "ping, active, registered"


def backlog():
    for _ in range(8):
        tasks.hold.apply_async((1,), ignore_result=True)
    return "8 calls"


print(globals()[sys.argv[1]]())
