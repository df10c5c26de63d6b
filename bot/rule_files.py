"""The company's folder of rules of waste, read as text: `[waste] rules` of the settings.

It is read for each question, so a file that was changed counts at once. What its files say is read
by `finops.waste.own`.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from finops.waste.own import ENDINGS, read_own
from intents.query import Query
from providers.own_waste import RuleFile


class Unsaveable(ValueError):
    """A question that makes no rule: the message says why."""


def rule_files(folder: Path | None) -> tuple[RuleFile, ...]:
    """The files of rules in it, by name; one that cannot be read says why, as does the folder."""
    if folder is None:
        return ()
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS)
    except OSError as error:
        return (RuleFile(str(folder), "", f"the folder cannot be read: {error.strerror}"),)
    return tuple(map(rule_file, paths))


def rule_file(path: Path) -> RuleFile:
    """One file; one that cannot be read says why."""
    try:
        return RuleFile(path.name, path.read_text("utf-8"))
    except OSError as error:
        return RuleFile(path.name, "", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return RuleFile(path.name, "", "is no UTF-8")


def as_rule(name: str, query: Query, question: str, by: str) -> RuleFile:
    """A question about resources as the file of a rule. Raises Unsaveable, InvalidRule.

    What it cannot say stays out of a rule: a grouping, an order, a limit. Whether it saves anything
    nobody has said, so its saving is `unknown` until somebody writes a way.
    """
    if query.analysis != "list" or query.subject in ("cost", "budget", "finding", "commitment"):
        raise Unsaveable("a rule is made of a question that lists resources")
    if query.limit or not query.where:
        raise Unsaveable("a rule is made of conditions, without a limit: “list disks over 90 days”")
    if query.accounts or query.regions:
        raise Unsaveable("name no account and no region: `only` in the file can narrow the rule")
    data = query.as_said()
    told: dict[str, object] = {
        "title": name.replace("_", " "),
        "subject": query.subject,
        **({"clouds": list(query.clouds)} if query.clouds else {}),
        "category": "governance",
        "effort": "medium",
        "risk": "medium",
        **({"window_days": 14} if _is_measured(query) else {}),
        "where": data["where"],
        "why": f"it is what was asked: {question.replace('{', '(').replace('}', ')')}",
    }
    text = "".join(f"{key} = {_as_toml(value)}\n" for key, value in told.items())
    text += '\n[saving]\nway = "unknown"\n'
    text += f"\n[source]\nname = {_as_toml(by)}\nsays = {_as_toml(question)}\n"
    made = RuleFile(f"{name}.toml", text)
    read_own(made)
    return made


def _is_measured(query: Query) -> bool:
    return any(field.kind == "metric" for field, _ in query.fields())


def _as_toml(value: object) -> str:
    """JSON's texts, numbers and booleans are TOML's too, but for DEL."""
    match value:
        case Mapping():
            pairs = (f"{json.dumps(key)} = {_as_toml(one)}" for key, one in value.items())
            return "{ " + ", ".join(pairs) + " }"
        case list() | tuple():
            return "[" + ", ".join(_as_toml(one) for one in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")
