"""The main question on the embedded estate: time and API calls, cold and warm.

Cold: nothing cached, SDKs not imported, charges not yet read. Preloaded: SDKs imported and charges
read, as a running server has them. Warm: asked again. The clouds are stand-ins on loopback in the
same process, so their work is in these times and the network's is not.
"""

import os
import shutil
import statistics
import sys
import tempfile
from contextlib import closing
from time import perf_counter

from bot.ask import Bot
from bot.clock import clock
from bot.embedded import embedded

QUESTION = "list VMs with CPU < 20% and cost > $100"
ROUNDS = 20


def asked(bot: Bot) -> tuple[float, int, int]:
    started = perf_counter()
    answer = bot.ask(QUESTION)
    calls = sum(source.calls for source in answer.sources)
    return (perf_counter() - started) * 1000, calls, answer.row_count


def main() -> int:
    home = tempfile.mkdtemp(prefix="finops-bench-")
    os.environ["FINOPS_HOME"] = home
    try:
        with embedded() as settings:
            with closing(Bot(settings, clock(settings.now))) as bot:
                cold, calls, rows = asked(bot)
                print(f"{'cold':<12}{cold:8.0f} ms  {calls:3} calls  {rows} rows")
            shutil.rmtree(settings.home / "cache")
            with closing(Bot(settings, clock(settings.now))) as bot:
                bot.warm()
                loaded, calls, rows = asked(bot)
                print(f"{'preloaded':<12}{loaded:8.0f} ms  {calls:3} calls  {rows} rows")
                warm = [asked(bot) for _ in range(ROUNDS)]
            middle = statistics.median(ms for ms, _, _ in warm)
            print(f"{'warm':<12}{middle:8.0f} ms  {warm[-1][1]:3} calls  median of {ROUNDS}")
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
