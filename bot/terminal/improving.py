"""The commands `finops eval` and `finops train`: how well questions are read, and making it better.

`open_bot` opens a bot under settings; the command line's own is passed in.
"""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ask import Bot
    from bot.settings import Settings

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 — argparse names its type no other way
    OpenBot = Callable[[Settings], AbstractContextManager[Bot]]


def add_eval(commands: "Commands") -> argparse.ArgumentParser:
    """The options of `finops eval`."""
    parser = commands.add_parser("eval", help="how well questions are read, by a gold file")
    parser.add_argument("file", type=Path, help="questions with their right readings, as TOML")
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument("--results", action="store_true", help="compare rows where Queries differ")
    parser.add_argument("--curve", type=Path, metavar="PNG", help="draw the classifier's curve")
    return parser


def add_train(commands: "Commands") -> argparse.ArgumentParser:
    """The options of `finops train`."""
    parser = commands.add_parser("train", help="make the classifier anew; decide on corrections")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--candidates", action="store_true", help="corrections nobody decided on")
    choice.add_argument("--confirm", metavar="ID", help="take a correction as an example")
    choice.add_argument("--reject", metavar="ID", help="never take it")
    choice.add_argument("--into", type=Path, metavar="FOLDER", help="without confirmed examples")
    parser.add_argument("--meaning", metavar="QUESTION", help="with --confirm: what was meant")
    return parser


def run_eval(
    parser: argparse.ArgumentParser, options: argparse.Namespace, open_bot: "OpenBot"
) -> int:
    """Score the readers on the embedded estate, at the file's own time."""
    from bot.embedded import embedded
    from bot.evaluation import evaluate
    from bot.terminal.evaluated import as_json, as_png, as_text
    from intents.classifier import THRESHOLD
    from intents.gold import GoldError, read_gold

    try:
        gold = read_gold(options.file)
    except GoldError as error:
        parser.error(str(error))
    os.environ["FINOPS_NOW"] = gold.now.isoformat()
    with embedded() as settings, open_bot(settings) as bot:
        found = evaluate(gold, bot.knowledge(), bot.query if options.results else None)
    if options.curve:
        options.curve.write_bytes(as_png(found.curve, THRESHOLD))
    sys.stdout.write(as_json(found) if options.json else as_text(found))
    return 0


def run_train(
    parser: argparse.ArgumentParser,
    options: argparse.Namespace,
    settings: "Settings",
    open_bot: "OpenBot",
) -> int:
    """List, decide, or train."""
    from bot.learning import Undecidable, retrain
    from bot.terminal.candidates import as_text
    from intents.training import NotInstalled

    if options.meaning and not options.confirm:
        parser.error("--meaning goes with --confirm")
    try:
        if not (options.candidates or options.confirm or options.reject):
            sys.stdout.write(retrain(settings.home, options.into) + "\n")
            return 0
        with open_bot(settings) as bot:
            if options.candidates:
                sys.stdout.write(as_text(bot.candidates()))
            else:
                bot.decide(options.confirm or options.reject, confirm=bool(options.confirm),
                           meaning=options.meaning)  # fmt: skip
    except (Undecidable, NotInstalled) as error:
        parser.error(str(error))
    return 0
