"""The command `finops scripts`: those that were promoted, those that wait, and what they say.

`open_bot` opens a bot; the command line's own is passed in. Whoever holds the machine may decide.
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.drawing.clean import clean

if TYPE_CHECKING:
    from bot.ask import Bot
    from bot.scripts.promoted import Promoted
    from bot.state import Asked

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 — argparse names its type no other way
    OpenBot = Callable[[], AbstractContextManager[Bot]]


def add(commands: "Commands") -> argparse.ArgumentParser:
    """The options."""
    parser = commands.add_parser("scripts", help="scripts that are run again without a model")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--show", metavar="ID", help="the text of a script")
    choice.add_argument("--promote", metavar="ID", help="run it whenever its question recurs")
    choice.add_argument("--revoke", metavar="ID", help="run it no more")
    parser.add_argument("--code", type=Path, metavar="FILE", help="with --promote: as reviewed")
    return parser


def run(parser: argparse.ArgumentParser, options: argparse.Namespace, open_bot: "OpenBot") -> int:
    """Do what is asked; a list without options."""
    from bot.learning import Undecidable

    if options.code and not options.promote:
        parser.error("--code goes with --promote")
    try:
        reviewed = options.code.read_text("utf-8") if options.code else None
    except (OSError, UnicodeDecodeError) as error:
        parser.error(f"{options.code} cannot be read: {error}")
    try:
        with open_bot() as bot:
            sys.stdout.write(_done(bot, options, reviewed))
    except Undecidable as error:
        parser.error(str(error))
    return 0


def _done(bot: "Bot", options: argparse.Namespace, reviewed: str | None) -> str:
    if options.promote:
        one = bot.promote(options.promote, reviewed=reviewed)
        return f"promoted {one.answer}: {clean(one.template)} (sha256 {one.sha256})\n"
    if options.revoke:
        bot.revoke(options.revoke)
        return f"revoked {options.revoke}\n"
    promoted, waiting = bot.scripts()
    if options.show:
        return _text(bot, options.show, promoted)
    return as_text(promoted, waiting)


def _text(bot: "Bot", answer: str, promoted: "tuple[Promoted, ...]") -> str:
    from bot.learning import Undecidable

    code = next((one.code for one in promoted if one.answer == answer), None)
    shown = None if code else bot.code(answer)
    code = shown.script.code if shown and shown.script else code
    if code is None:
        raise Undecidable(f"no script gave an answer {answer}")
    return "".join(f"{clean(line)}\n" for line in code.strip("\n").split("\n"))


def as_text(promoted: "tuple[Promoted, ...]", waiting: "tuple[Asked, ...]") -> str:
    """Two tables; what people wrote cannot steer the terminal."""
    from tabulate import tabulate

    rows = [
        (one.answer, f"revoked by {one.revoked_by}" if one.revoked_at else f"by {one.by}",
         f"{one.at:%Y-%m-%d}", one.template, one.sha256[:12])
        for one in promoted
    ] + [(one.id, "confirmed by a 👍", f"{one.asked_at:%Y-%m-%d}", one.question, "")
         for one in waiting]  # fmt: skip
    if not rows:
        return "no script was promoted, and none that people confirmed waits\n"
    cells = [tuple(clean(str(cell)) for cell in row) for row in rows]
    headings = ("id", "promoted", "when", "question", "sha256")
    return tabulate(cells, headings, tablefmt="plain", disable_numparse=True) + "\n"
