"""Two or three sentences about an answer's table, by a language model that sees no names.

Off by default. The model is given the table with R1, R2 … in place of every text: names of
resources, accounts, services, tags. What it says is held to the table: a sentence with a number
that the table has not, in digits or in words, or with a placeholder that does not exist, is
dropped; names are put in afterwards. Whatever goes wrong, the answer stays as it is.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from finops.answer import Answer, Cell, Column
from intents.model import Model, Prompt, Said
from intents.query import Spent
from intents.slots.number import WORDS

MOST_ROWS, LEAST_ROWS, MOST_SENTENCES, MOST_CHARACTERS = 30, 2, 3, 500
# Nobody waits longer for what is not needed.
TIMEOUT_S = 8.0
MOST_TOKENS = 1024
NUMERIC = ("number", "money")
SYSTEM = """\
You phrase what stands out in a table, in two or three short, plain sentences for an engineer. \
Names are hidden: R1, R2 … stand for them; write these as they are. Use only numbers that stand in \
the table, as they stand there; compute none, round none, and write none as words. No dates, no \
advice, no causes, no headings, no lists."""
_PLACEHOLDER = re.compile(r"\bR(\d+)\b")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# Numbers in disguise: nobody can look them up in the table.
_DISGUISED = re.compile(
    r"\d\s?(?:k|m|bn|mn|thousand|million|billion)\b|\b(?:half|halves|thirds?|quarters?|double[ds]?|"
    r"twice|triple[ds]?|tenfold|dozens?|hundreds?|thousands?|\w+fold)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentences that hold, with names; empty where none do. `spent` is what they cost."""

    text: str = ""
    spent: Spent | None = None


def summary(answer: Answer, model: Model) -> Summary:
    """A summary of an answer that has a table worth one."""
    if answer.outcome not in ("answered", "partial") or len(answer.rows) < LEAST_ROWS:
        return Summary()
    names: list[str] = []
    told = json.dumps(_hidden(answer, names), ensure_ascii=False)
    prompt = Prompt(SYSTEM, told, max_tokens=MOST_TOKENS, timeout_s=TIMEOUT_S)
    said = model.ask(prompt)
    usage = said.usage
    spent = Spent(model.name, usage.calls, usage.tokens, usage.price) if usage.calls else None
    if not isinstance(said, Said):
        return Summary(spent=spent)
    return Summary(_held(said.text, names, set(_numbers(answer))), spent)


def _hidden(answer: Answer, names: list[str]) -> dict[str, object]:
    """The table without names; these are collected, R1 first."""
    rows = [
        [_shown(row.get(column.name), column, names) for column in answer.columns]
        for row in answer.rows[:MOST_ROWS]
    ]
    columns = [{"name": _title(column), "unit": column.unit} for column in answer.columns]
    totals = [_plain(answer.totals.get(column.name)) for column in answer.columns]
    return {
        "of": (answer.query or {}).get("subject"),
        "columns": columns,
        "rows": rows,
        "row_count": answer.row_count,
        "totals": totals,
    }


def _title(column: Column) -> str:
    """A column's name; a tag's key is the company's own word."""
    return column.name.partition(".")[0]


def _shown(cell: Cell, column: Column, names: list[str]) -> object:
    if cell is None or column.type in (*NUMERIC, "bool"):
        return _plain(cell)
    if not isinstance(cell, str) or column.type in ("date", "datetime"):
        return "…"
    if cell not in names:
        names.append(cell)
    return f"R{names.index(cell) + 1}"


def _plain(cell: Cell) -> object:
    """A number as people see it: money to the cent, the rest to two places."""
    if isinstance(cell, Decimal | float):
        return float(round(Decimal(str(cell)), 2))
    return cell if isinstance(cell, bool | int) else None


def _numbers(answer: Answer) -> Iterator[Decimal]:
    """Every number that a sentence may have: of the rows that were shown, and of the totals."""
    yield Decimal(answer.row_count)
    shown = [*answer.rows[:MOST_ROWS], answer.totals]
    for row in shown:
        for cell in row.values():
            if isinstance(cell, Decimal | float | int) and not isinstance(cell, bool):
                yield Decimal(str(cell))


def _held(text: str, names: list[str], numbers: set[Decimal]) -> str:
    """The sentences that hold, with names in the place of R1, R2 …."""
    said = _SENTENCE.split(" ".join(text.split()))[:MOST_SENTENCES]
    kept = " ".join(one for one in said if _holds(one, len(names), numbers))
    if len(kept) > MOST_CHARACTERS:
        return ""
    return _PLACEHOLDER.sub(lambda found: names[int(found[1]) - 1], kept)


def _holds(sentence: str, names: int, numbers: set[Decimal]) -> bool:
    if _DISGUISED.search(sentence):
        return False
    if not all(0 < int(number) <= names for number in _PLACEHOLDER.findall(sentence)):
        return False
    bare = _PLACEHOLDER.sub("", sentence)
    words = {word for word in re.findall(r"[a-z]+", bare.lower()) if word in WORDS}
    counted = {Decimal(WORDS[word]) for word in words - {"one"}}
    return counted <= numbers and all(_is_there(text, numbers) for text in _NUMBER.findall(bare))


def _is_there(text: str, numbers: set[Decimal]) -> bool:
    """Whether the table has the number, to as many places as it is said."""
    digits = text.replace(",", "")
    places = len(digits.partition(".")[2])
    return any(round(abs(number), places) == Decimal(digits) for number in numbers)
