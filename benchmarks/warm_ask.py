"""What a question costs at the command line when everything it needs is cached.

The embedded estate runs here; `finops ask` is a process of its own that asks it, once to fill the
cache and then RUNS times. Its CPU is the user and system time of the whole process (the bar is
BAR_S), the median of the runs; memory is the most that it held. It is asked of the regions that may
be read, and of all, of which one is denied. Beside it stand floors: Python alone, and with the
libraries that compute an answer, doing nothing; an answer that is kept needs none of them.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from demo.run import running

QUESTION = "list VMs with CPU < 20% and cost > $100"
BAR_S = 0.5
RUNS = 11
ASK = ("-m", "bot", "ask", "--json", QUESTION)
LIBRARIES = "pydantic", "duckdb", "pyarrow.compute", "sqlglot.dialects.duckdb"
FLOORS = {
    "python": ("-c", "pass"),
    "python and libraries": ("-c", f"import {', '.join(LIBRARIES)}"),
}
# Regions that every account may read.
READABLE = {"FINOPS_AWS_REGIONS": "eu-west-1,us-east-1"}
HIDDEN = ("AWS_", "AZURE_", "FINOPS_")
# Runs a command, and tells its own use on stderr: what this process holds is not counted in it.
TIMER = """
import json, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stderr.write(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def spent(arguments: tuple[str, ...], environment: dict[str, str]) -> tuple[float, int, bytes]:
    """CPU seconds, peak KiB and output of one process."""
    done = subprocess.run(
        [sys.executable, "-c", TIMER, sys.executable, *arguments],
        env=environment,
        capture_output=True,
        check=True,
    )
    seconds, memory = json.loads(done.stderr)
    return seconds, memory, done.stdout


def measured(name: str, arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    runs = [spent(arguments, environment) for _ in range(RUNS)]
    seconds, memory = median(run[0] for run in runs), max(run[1] for run in runs)
    print(f"{name:<26}{seconds:7.3f} s CPU {memory / 1024:6.0f} MiB")
    return seconds


def asked(name: str, environment: dict[str, str]) -> float:
    spent(ASK, environment)
    answer = json.loads(spent(ASK, environment)[2])
    calls = sum(source["calls"] for source in answer["sources"])
    return measured(f"{name}, {calls} calls", ASK, environment)


def main() -> int:
    own = {key: value for key, value in os.environ.items() if not key.startswith(HIDDEN)}
    with tempfile.TemporaryDirectory() as place, running(Path(place)) as estate:
        file = Path(place) / "finops.toml"
        estate.write_settings(file)
        environment = own | dict(estate.env) | {"FINOPS_CONFIG": str(file)}
        for name, arguments in FLOORS.items():
            measured(name, arguments, own)
        asked("one region denied", environment)
        return int(asked("warm", environment | READABLE) > BAR_S)


if __name__ == "__main__":
    sys.exit(main())
