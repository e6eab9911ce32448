# Reads a file some times by pandas; prints CPU nanoseconds each, and the peak of memory.
#   python3 bench/csv/pandas_peer.py FILE TIMES default|exact
import json
import resource
import sys
import time

import pandas

path, times, parser = sys.argv[1:]
options = {"float_precision": "round_trip"} if parser == "exact" else {}
if "mixed" in path:
    options["dtype"] = {f"c{j}": "category" for j in range(30, 40)}
    options["parse_dates"] = [f"c{j}" for j in range(40, 45)]
spent = []
for _ in range(int(times)):
    before = time.process_time_ns()
    pandas.read_csv(path, **options)
    spent.append(time.process_time_ns() - before)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"spent": spent, "peak": peak, "version": pandas.__version__}))
