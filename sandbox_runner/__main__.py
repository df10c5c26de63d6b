"""`python -m sandbox_runner [--json] [--timeout S] [--tier A|B|C] FILE…` and `--doctor`.

Runs scripts one after the other in one warm pool. With `--json` one JSON object a line and file;
without, what a person wants to see. The exit code is 0 if every script finished (with `--doctor`:
if a tier holds that need not be asked for).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox_runner.job import LONGEST_SECONDS, Limits, Outcome
from sandbox_runner.pool import Pool
from sandbox_runner.tiers import doctor
from sandbox_runner.walls import TIERS, UNASKED


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; gives its exit code."""
    parser = argparse.ArgumentParser(prog="python -m sandbox_runner", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--timeout", type=_seconds, default=Limits().seconds, metavar="S")
    parser.add_argument("--tier", choices=sorted(TIERS), help="this tier or none")
    parser.add_argument("--doctor", action="store_true", help="which tiers hold here, and why not")
    asked = parser.parse_args(arguments)
    if asked.doctor:
        return _examine()
    if not asked.files:
        parser.error("name a script, or --doctor")
    with Pool(size=1, tier=asked.tier) as pool:
        outcomes = [_run(pool, path, asked.timeout, as_json=asked.json) for path in asked.files]
    return 0 if all(outcome.ending == "finished" for outcome in outcomes) else 1


def _run(pool: Pool, path: Path, timeout: float, *, as_json: bool) -> Outcome:
    try:
        outcome = pool.run(path.read_text("utf-8"), timeout=timeout)
    except (OSError, UnicodeDecodeError) as error:
        outcome = Outcome("refused", reason=f"cannot read it: {error}")
    (_print_json if as_json else _print)(path, outcome)
    return outcome


def _print_json(path: Path, outcome: Outcome) -> None:
    told = {
        "file": str(path),
        "ending": outcome.ending,
        "result": outcome.result,
        "stdout": outcome.stdout,
        "stderr": outcome.stderr,
        "tier": outcome.tier,
        "calls": [],
        "wall_ms": round(outcome.wall_ms, 3),
        "reason": outcome.reason,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _print(path: Path, outcome: Outcome) -> None:
    """What it printed, then what it left. Control characters must not reach the terminal."""
    for text in (outcome.stdout, outcome.stderr):
        sys.stdout.write(
            "".join(c if c.isprintable() or c in "\n\t" else repr(c)[1:-1] for c in text)
        )
    reason = f": {outcome.reason!r}" if outcome.reason else ""
    sys.stdout.write(f"{path}: {outcome.ending}{reason} ({outcome.wall_ms:.1f} ms)\n")
    if outcome.ending == "finished":
        sys.stdout.write(json.dumps(outcome.result, indent=2) + "\n")


def _examine() -> int:
    found = doctor()
    for name, why in found.items():
        sys.stdout.write(
            f"tier {name}  {'holds' if why is None else 'refused'}  {TIERS[name].told}\n"
        )
        if why is not None:
            sys.stdout.write(f"        {why}\n")
    chosen = next((tier.name for tier in UNASKED if found[tier.name] is None), None)
    if chosen is None:
        sys.stdout.write("scripts are refused here\n")
        return 1
    sys.stdout.write(f"scripts run in tier {chosen}\n")
    return 0


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= LONGEST_SECONDS:
        raise argparse.ArgumentTypeError(f"more than 0 and at most {LONGEST_SECONDS:g} seconds")
    return value


if __name__ == "__main__":
    sys.exit(main())
