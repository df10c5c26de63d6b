"""A conversation in the terminal: one thread, in which a number picks what was offered.

With a keyboard it edits lines and keeps their history under `home`; from a pipe it reads lines and
answers each, so that a conversation can be scripted. `exit`, `quit` or the end of input ends it.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

from bot.ask import Bot
from bot.conversation import wished
from bot.drawing.monospace import wrap
from bot.drawing.spreadsheet import to_csv
from bot.terminal.ask import ask, echo, new_thread, show, window
from bot.terminal.render import numbered
from finops.answer import Answer

WELCOME = "Ask about infrastructure and its cost; a number picks an offer, exit leaves."
OPENERS = (
    "list VMs with CPU < 20% and cost > $100",
    "cost by service last month",
    "which disks are unattached",
)
# A conversation has no options.
EVERY = "“export that” writes all to a file"
ENDINGS = ("exit", "quit", ":q")


def chat(bot: Bot, home: Path) -> int:
    """Answer until the person leaves; 0."""
    is_person = sys.stdin.isatty()
    lines = _typed(home) if is_person else _piped()
    thread = new_thread()
    offered: tuple[str, ...] = ()
    if is_person:
        # While the person reads and types, what takes seconds to load is loaded.
        Thread(target=bot.warm, name="warm", daemon=True).start()
        offered = OPENERS
        sys.stdout.write(welcome(window()))
    for line in lines:
        words = line.strip()
        if words.lower() in ENDINGS:
            break
        if not words:
            continue
        question = picked(words, offered)
        if question != words:
            echo(question)
        answer = _answered(bot, question, thread)
        if answer is not None and answer.columns and wished(question) == "export":
            sys.stdout.write(f"{saved(answer)}\n\n")
        elif answer is not None:
            show(answer, "text", EVERY)
            sys.stdout.write("\n")
            sys.stdout.flush()
            offered = numbered(answer)
    return 0


def welcome(cells: int) -> str:
    """What stands above the first prompt, in lines of at most that width."""
    choices = "\n".join(f"{number}. {opener}" for number, opener in enumerate(OPENERS, 1))
    return "\n".join((*wrap(WELCOME, cells), "", *wrap(choices, cells), "", ""))


def saved(answer: Answer) -> str:
    """Write all rows to a file in the current folder; say where, or why that was not possible."""
    file = Path(f"finops-{answer.id}.csv")
    try:
        file.write_text(to_csv(answer), "utf-8", newline="")
    except OSError as error:
        return f"{file} cannot be written: {error.strerror}"
    return f"{answer.row_count:,} rows are in {file}"


def picked(words: str, offered: tuple[str, ...]) -> str:
    """The offer of that number, else the words themselves.

    >>> picked("2", ("… by team", "… by region"))
    'by region'
    """
    if words.isascii() and words.isdigit() and 0 < int(words[:4]) <= len(offered):
        return offered[int(words[:4]) - 1].removeprefix("…").strip()
    return words


def _answered(bot: Bot, question: str, thread: str) -> Answer | None:
    """None where the person did not want to wait."""
    try:
        return ask(bot, question, thread)
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n\n")
        return None


def _piped() -> Iterator[str]:
    yield from sys.stdin


def _typed(home: Path) -> Iterator[str]:
    prompt = _prompt(home)
    while True:
        try:
            yield prompt()
        except KeyboardInterrupt:
            # At the prompt it drops the line; at an empty one the person finds `exit`.
            continue
        except EOFError:
            return


def _prompt(home: Path) -> Callable[[], str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    history = home / "history"
    history.touch(mode=0o600)
    session: PromptSession[str] = PromptSession(history=FileHistory(str(history)))
    return lambda: session.prompt("finops> ")
