"""The command `finops rules`: which there are, what one says, what a file of them would find.

`open_bot` opens a bot under settings; the command line's own is passed in. Nothing is ever run.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.drawing.clean import clean

if TYPE_CHECKING:
    from bot.ask import Bot
    from bot.settings import Settings
    from finops.waste.own import Known
    from finops.waste.rule import Rule

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 — argparse names its type no other way
    OpenBot = Callable[[Settings], AbstractContextManager[Bot]]

BROKEN = 1
HEADINGS = ("rule", "of", "category", "effort", "risk", "saving", "what")


def add(commands: "Commands") -> argparse.ArgumentParser:
    """The options."""
    parser = commands.add_parser("rules", help="rules of waste: listed, explained, tried, saved")
    parts = parser.add_subparsers(metavar="WHAT", dest="what", required=True)
    parts.add_parser("list", help="all of them, and files that cannot be read")
    explain = parts.add_parser("explain", help="what a rule asks, spares, saves, and whose it is")
    explain.add_argument("name")
    test = parts.add_parser("test", help="what the rule in a file would find")
    test.add_argument("file", type=Path)
    test.add_argument("--demo", action="store_true", help="in the embedded estate")
    save = parts.add_parser("save", help="make a rule of the question of an answer")
    save.add_argument("answer", help="the answer's id")
    save.add_argument("name", help="what to call the rule")
    return parser


def run(
    parser: argparse.ArgumentParser,
    options: argparse.Namespace,
    settings: "Settings",
    open_bot: "OpenBot",
) -> int:
    """Do what is asked; 1 where a file of rules cannot be read."""
    match options.what:
        case "explain":
            return _explain(parser, options.name, settings)
        case "test":
            return _test(parser, options, settings, open_bot)
        case "save":
            return _save(parser, options, settings)
        case _:
            return _list(settings)


def _known(settings: "Settings") -> "Known":
    from bot.rule_files import rule_files
    from finops.waste.own import known

    return known(rule_files(settings.waste.rules))


def _list(settings: "Settings") -> int:
    from tabulate import tabulate

    found = _known(settings)
    rows = [
        (one.name, one.subject, one.category, one.effort, one.risk, one.saving.way, one.title)
        for one in found.rules
    ]
    cells = [tuple(map(clean, row)) for row in rows]
    sys.stdout.write(tabulate(cells, HEADINGS, tablefmt="plain", disable_numparse=True) + "\n")
    for name in found.off:
        sys.stdout.write(f"{clean(name)} is switched off\n")
    for gap in found.gaps:
        sys.stderr.write(f"finops: {clean(gap.where)}: {clean(gap.why)}\n")
    return BROKEN if found.gaps else 0


def _explain(parser: argparse.ArgumentParser, name: str, settings: "Settings") -> int:
    found = _known(settings)
    rule = next((one for one in found.rules if one.name == name), None)
    if rule is None:
        parser.error(f"there is no rule {name}; see finops rules list")
    sys.stdout.write("".join(f"{clean(line)}\n" for line in told(rule)))
    return 0


def told(rule: "Rule") -> Iterator[str]:
    """What a rule says, a line a part."""
    yield f"{rule.name}: {rule.title} ({rule.subject}; {', '.join(rule.of_clouds)})"
    yield f"category {rule.category}, effort {rule.effort}, risk {rule.risk}"
    if rule.window_days:
        yield f"over {rule.window_days} days; younger than {rule.age_days} days is spared"
    elif rule.age_days:
        yield f"younger than {rule.age_days} days is spared"
    for part in rule.where:
        yield f"where {part.model_dump_json(exclude_none=True, exclude_defaults=True)}"
    for spare in rule.spare:
        asked = (
            one.model_dump_json(exclude_none=True, exclude_defaults=True) for one in spare.where
        )
        yield f"spares {spare.why}: {' and '.join(asked)}"
    share = f", {rule.saving.share} of it" if rule.saving.share else ""
    yield f"saving: {rule.saving.way}{share}"
    for cloud, command in rule.act.items():
        yield f"to act ({cloud}): {command}"
    yield f"source: {rule.source.name}: {rule.source.says}"
    for also in rule.also:
        yield f"also flagged by {also.name}"


def _test(
    parser: argparse.ArgumentParser,
    options: argparse.Namespace,
    settings: "Settings",
    open_bot: "OpenBot",
) -> int:
    from bot.rule_files import rule_file
    from bot.terminal.render import render
    from finops.waste.own import read_own
    from finops.waste.rule import InvalidRule
    from intents.query import parse

    file = rule_file(options.file)
    try:
        rule = read_own(file)
    except InvalidRule as error:
        parser.error(str(error))
    if rule is None:
        sys.stdout.write(f"{clean(options.file.stem)} is switched off: it finds nothing\n")
        return 0
    where = [{"field": "rule", "op": "eq", "value": rule.name}]
    with _estate(settings, demo=options.demo) as there, open_bot(there) as bot:
        answer = bot.trying(file).query(parse({"subject": "finding", "where": where}))
    sys.stdout.write(render(answer, 100, colour=False) + "\n")
    return BROKEN if answer.outcome == "failed" else 0


@contextmanager
def _estate(settings: "Settings", *, demo: bool) -> "Iterator[Settings]":
    if not demo:
        yield settings
        return
    from bot.embedded import embedded

    with embedded() as there:
        yield there


def _save(
    parser: argparse.ArgumentParser, options: argparse.Namespace, settings: "Settings"
) -> int:
    from bot.rule_files import Unsaveable, as_rule
    from bot.state import State
    from finops.waste.rule import InvalidRule, own_rules

    folder = settings.waste.rules
    if folder is None:
        parser.error('name a folder for your rules first: rules = "…" in [waste] of the settings')
    asked = State(settings.home).asked(options.answer)
    if asked is None or asked.query is None:
        parser.error(f"no answer {options.answer} was given here that has a query")
    if options.name in {rule.name for rule in own_rules()}:
        parser.error(f"{options.name} is a rule of the product; choose another name")
    try:
        made = as_rule(options.name, asked.query, asked.question, asked.asker)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / made.name).open("x", encoding="utf-8") as file:
            file.write(made.text)
    except (Unsaveable, InvalidRule) as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"{folder / f'{options.name}.toml'} cannot be written: {error.strerror}")
    sys.stdout.write(f"{folder / made.name}: say there what it saves; then finops rules test\n")
    return 0
