"""How long rules and classifier take to read a question: median and p99, over the phrases.

Run `python -m benchmarks.reader [FILE]`; FILE is a gold file, or holds one question a line (or is a
TSV whose first column is the question), and replaces the phrases. Process time, so that a busy
machine does not count.
"""

import sys
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import process_time_ns

from intents.context import ReadContext
from intents.gold import read_gold
from intents.phrases import phrases
from intents.router import read

ROUNDS = 5


def questions(arguments: list[str]) -> list[str]:
    if not arguments:
        return [phrase.ask for phrase in phrases()]
    if arguments[0].endswith(".toml"):
        return [question.ask for question in read_gold(Path(arguments[0])).questions]
    lines = Path(arguments[0]).read_text("utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line.strip()]


def main() -> None:
    asked = questions(sys.argv[1:])
    context = ReadContext(date(2026, 11, 18))
    for question in asked:
        read(question, context)
    taken = []
    for question in asked:
        best = []
        for _ in range(ROUNDS):
            started = process_time_ns()
            read(question, context)
            best.append((process_time_ns() - started) / 1e6)
        taken.append(median(best))
    print(f"{len(asked)} questions, milliseconds of CPU each")
    p99 = quantiles(taken, n=100)[98]
    print(f"median {median(taken):.2f}  p99 {p99:.2f}  max {max(taken):.2f}")


if __name__ == "__main__":
    main()
