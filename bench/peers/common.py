"""What the Python contenders share: how they are asked, timed and heard. See lib/cli/bench/timing.ts."""
import json
import sys
import time

asked = json.loads(sys.argv[1])
seconds, threads = asked["seconds"], asked["threads"]
clock = time.process_time if threads == 1 else time.perf_counter


def rate_of(step, amount=1):
    """`amount` for each call of `step`, a second; the last and longest run counts."""
    step()
    times = 1
    while True:
        start = clock()
        for _ in range(times):
            step()
        spent = clock() - start
        if spent >= seconds:
            return amount * times / spent
        times = int(times * min(16, max(2, 1.5 * seconds / max(spent, 1e-4)))) + 1


def answer(make):
    """`make(task)` gives a step and the amount that it does, or nothing."""
    rates = {}
    for task in asked["tasks"]:
        made = make(task)
        if made is not None:
            rates[f"{task['task']} {task['dtype']}"] = rate_of(*made)
    print(json.dumps(rates))
