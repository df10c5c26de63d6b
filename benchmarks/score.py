"""The score: questions in plain words over the embedded estate, right, declined or wrong.

Each is answered by `finops ask --json --file` in one process, and compared with the estate's truth
by code that shares nothing with the engine. `--all` also prints the questions that are right.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.scored.questions import CASES
from tests.scored.run import Scored, score


def line(one: Scored) -> str:
    mark = {"right": " ", "declined": "-", "wrong": "!"}[one.verdict.score]
    why = "".join(f"\n      {reason}" for reason in one.verdict.why)
    return f"{mark} {one.answer['elapsed_ms']:6} ms  {one.case.question or '(empty)'}{why}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        scored, seconds = score(CASES, Path(home))
    for one in scored:
        if options.all or one.verdict.score != "right":
            print(line(one))
    found = Counter(one.verdict.score for one in scored)
    listed = [one for one in scored if one.case.listed]
    right = sum(one.verdict.score == "right" for one in listed)
    print(
        f"{len(scored)} questions in {seconds:.1f} s: {found['right']} right, "
        f"{found['declined']} declined, {found['wrong']} wrong; "
        f"{right} of the {len(listed)} that must be answered"
    )
    return 1 if found["wrong"] or right < len(listed) else 0


if __name__ == "__main__":
    sys.exit(main())
