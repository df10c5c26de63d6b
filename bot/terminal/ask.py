"""Questions from the command line, answered in order: as text, JSON or CSV.

With `--file` each line is a question, and line N of the output answers line N of the file: an empty
line is an empty question, which is answered as such. Each JSON line is flushed at once, so that
what reads them need not wait for the last.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import get_terminal_size
from typing import Literal, TextIO
from uuid import uuid4

from bot.ask import Bot, Person
from bot.conversation import wished
from bot.drawing.clean import clean
from bot.drawing.spreadsheet import to_csv
from bot.terminal.progress import progress
from finops.answer import Answer

Form = Literal["text", "json", "csv"]
# Where the window cannot be known, as in a pipe.
USUAL_WINDOW = (100, 24)


def new_thread() -> str:
    """The name of a conversation that nobody else has."""
    return uuid4().hex[:12]


def questions(file: Path) -> Iterator[str]:
    """The lines of a file, or of standard input for `-`. Raises OSError."""
    source = sys.stdin.fileno() if str(file) == "-" else file
    # Bytes that are no UTF-8 spoil their own line alone; only a line feed ends a line.
    return _lines(open(source, encoding="utf-8-sig", errors="replace", newline="\n"))  # noqa: PTH123 — may be a descriptor; `_lines` closes it


def _lines(opened: TextIO) -> Iterator[str]:
    with opened:
        for line in opened:
            yield line.removesuffix("\n").removesuffix("\r")


def ask_each(bot: Bot, asked: Iterable[str], form: Form, thread: str | None) -> int:
    """Answer the questions on stdout; 1 if any answer failed, else 0."""
    ending = 0
    for number, question in enumerate(asked):
        answer = ask(bot, question, thread)
        if form == "text" and number:
            sys.stdout.write("\n")
        exports = form == "text" and wished(question) == "export" and bool(answer.columns)
        show(answer, "csv" if exports else form)
        ending |= answer.outcome == "failed"
    return ending


def ask(bot: Bot, question: str, thread: str | None) -> Answer:
    """One answer, with progress on stderr meanwhile."""
    # Bytes of the command line that are no UTF-8 come as half surrogates, which nothing can write.
    words = question.encode("utf-8", "replace").decode("utf-8")
    with progress() as tell:
        return bot.ask(words, Person(surface="terminal", thread=thread, tell=tell))


def show(answer: Answer, form: Form, every: str | None = None) -> None:
    """Write one answer to stdout; of a CSV, what is no table goes to stderr.

    `every` says how to see what the text leaves out; left out, by `--csv`.
    """
    match form:
        case "json":
            sys.stdout.write(answer.to_json() + "\n")
        case "csv":
            sys.stdout.write(to_csv(answer) if answer.columns else "")
            bare = answer.model_copy(update={"columns": (), "rows": (), "totals": {}})
            sys.stderr.write(drawn(bare) + "\n")
        case "text":
            sys.stdout.write(drawn(answer, every) + "\n")
    sys.stdout.flush()


def drawn(answer: Answer, every: str | None = None) -> str:
    """The answer as text for this terminal."""
    from bot.drawing.sketch import BLOCKS, LETTERS
    from bot.terminal.render import BY_CSV, render

    signs = BLOCKS if _can_write(BLOCKS.steps) else LETTERS
    return render(answer, window(), colour=wants_colour(), every=every or BY_CSV, signs=signs)


def window() -> int:
    """How many cells wide the terminal is."""
    return get_terminal_size(USUAL_WINDOW).columns


def _can_write(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def wants_colour() -> bool:
    """See no-color.org; a pipe gets none either."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def echo(question: str) -> None:
    """Repeat a question that was picked by its number."""
    sys.stdout.write(f"{clean(question)}\n\n")
