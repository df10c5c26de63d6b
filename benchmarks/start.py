"""How long the command takes to start: `finops --help`, its imports, and a first answer.

Each is a process of its own, run several times; the median counts, in milliseconds. `ask` has both
clouds switched off and no charges, so that what remains is ours. `--runs N` for more than 11.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter

COMMANDS = {
    "python alone": ["-c", "pass"],
    "finops --help": ["-m", "bot", "--help"],
    "import bot.settings": ["-c", "import bot.settings"],
    "import bot.ask": ["-c", "import bot.ask"],
    "import bot.server": ["-c", "import bot.server"],
    "finops ask": ["-m", "bot", "ask", "--json", "how many vms"],
}


def milliseconds(arguments: list[str], environment: dict[str, str], runs: int) -> float:
    times = []
    for _ in range(runs + 1):
        started = perf_counter()
        subprocess.run(
            [sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True
        )
        times.append((perf_counter() - started) * 1000)
    return median(times[1:])  # the first one warms the disk cache


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "FINOPS_HOME": home,
            "FINOPS_AWS_ENABLED": "false",
            "FINOPS_AZURE_ENABLED": "false",
        }
        for name, arguments in COMMANDS.items():
            print(f"{name:<22} {milliseconds(arguments, environment, runs):7.0f} ms")


if __name__ == "__main__":
    main()
