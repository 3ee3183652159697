"""Sends tasks, says so, and waits for what a worker that starts later makes of them: calls.py SCENARIO."""
import sys

import tasks

LIMIT_S = 55


def priorities():
    wanted = [0, 5, 9, 5, 0, 9]
    calls = [tasks.turn.apply_async(priority=priority) for priority in wanted]
    print("sent", flush=True)
    turns = [call.get(timeout=LIMIT_S) for call in calls]
    return " ".join(f"{priority}@{turn}" for turn, priority in sorted(zip(turns, wanted)))


def interrupted():
    call = tasks.interrupted.delay()
    print("sent", flush=True)
    return call.get(timeout=LIMIT_S)


print(globals()[sys.argv[1]]())
