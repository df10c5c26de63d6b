"""A question as words with their places, so that every one of them can be accounted for.

`split` cuts text into Words. It folds case and typographic quotes, opens contractions ("what's" is
what + is, "don't" is do + not: a negation must never hide inside a word), drops possessive
endings, and keeps as one word what people mean as one: `us-east-1`, `10.0.0.0/16`, `web-*`,
`$1,500.50`, `'a quoted name'`, `<@U123>`. Marks that say nothing (`? ! . ( )`) are left out; commas
and operators are words of their own.

Every pattern here runs in time linear in the text: none can backtrack into itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What a chat message may hold; a question is far shorter.
MOST_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `text` as compared (folded), `raw` as typed, at `[start, end)` of the question."""

    text: str
    raw: str
    start: int
    end: int
    quoted: bool = False


_FOLDED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
# The same thing written otherwise: Slack's entities, mathematicians' signs, dashes between phrases.
_SAID = {
    "&lt;": "<", "&gt;": ">", "&lt;=": "<=", "&gt;=": ">=", "≥": ">=", "≤": "<=", "==": "=",
    "<>": "!=", "≠": "!=", "&": "and", "&amp;": "and", ";": ",", "-": ",",
    "w/": "with", "w/o": "without", "w/out": "without", "+": "plus",
}  # fmt: skip
_TOKEN = re.compile(
    r"""
      (?P<mention> <[@!\#][^<>\s]{1,80}> )
    | (?P<quoted> (?<![^\s=(,:\[]) (?: "[^"\n]{1,200}" | '[^'\n]{1,200}'(?!\w) | `[^`\n]{1,200}` ) )
    | (?P<operator> &(?:[lg]t;=?|amp;) | [<>!=]= | <> | [<>=≥≤≠] )
    | (?P<number> (?:(?i:us)?[$€£])?\d{1,3}(?:,\d{3})+(?:\.\d+)?[%$€£\w]* )
    | (?P<word> [^\s,;?!()<>="`\[\]{}|\u200b-\u200f\u2060\ufeff]+ )
    | (?P<comma> [,;] )
    """,
    re.VERBOSE,
)
_ASKS = frozenset({"what", "where", "that", "who", "how", "let", "it", "there", "which", "here"})
_ENDINGS = {"'re": "are", "'ve": "have", "'m": "am", "'d": "would", "'ll": "will"}
_OPENED = {"can't": ("can", "not"), "won't": ("will", "not"), "cannot": ("can", "not"),
           "whats": ("what", "is"), "dont": ("do", "not"), "isnt": ("is", "not"),
           "arent": ("are", "not"), "doesnt": ("does", "not"), "havent": ("have", "not"),
           "hasnt": ("has", "not"), "didnt": ("did", "not"), "wont": ("will", "not"),
           "gonna": ("going", "to")}  # fmt: skip
# Marks that part a list where they stand alone, but not before a unit: "cost / month".
_SLASHED = re.compile(
    r"(?<=\s)/(?=\s+(?!(?:month|mo|day|week|year|hour|hr|gb|gib|tb|vcpu|core|vm)\b))", re.IGNORECASE
)
_TRAILING = ".:…'!"
_SILENT = _TRAILING + '"_~^*'
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_MONTHS = re.compile(rf"({_MONTH})-({_MONTH})")
_RATE = re.compile(r"([$€£]?\d[\d.,]{0,20}[km]?)(/(?:month|mo|mth|day|year|yr|hour|hr|h))")
_ALTERNATIVES = re.compile(r"[a-z]{2,}(?:/[a-z]{2,}){1,3}")


def split(question: str) -> tuple[Word, ...]:
    """The words of a question, in order.

    >>> [word.text for word in split("What's our AWS cost, excluding tax?")]
    ['what', 'is', 'our', 'aws', 'cost', ',', 'excluding', 'tax']
    """
    text = _SLASHED.sub(",", question.translate(_FOLDED))
    return tuple(word for found in _TOKEN.finditer(text) for word in _words(found))


def _words(found: re.Match[str]) -> Iterator[Word]:
    raw, start, end = found[0], found.start(), found.end()
    match found.lastgroup:
        case "quoted":
            yield Word(raw[1:-1].casefold(), raw[1:-1], start, end, quoted=True)
        case "word":
            yield from _opened(raw, start)
        case _:
            folded = raw.casefold()
            yield Word(_SAID.get(folded, folded), raw, start, end)


def _opened(raw: str, start: int) -> Iterator[Word]:
    """A word without its trailing marks, contractions opened."""
    bare = raw.removeprefix("**").removesuffix("**").rstrip(_TRAILING)
    if not bare.strip(_SILENT):
        return
    end = start + len(raw)
    raw, text = bare, bare.casefold()
    for part in _parts(text):
        yield Word(part, raw if part in (text, _SAID.get(text)) else part, start, end)


def _parts(text: str) -> tuple[str, ...]:
    if text in _OPENED:
        return _OPENED[text]
    if text.endswith("n't"):
        return (text[:-3], "not")
    if text.endswith("'s"):
        base = text[:-2]
        return (base, "is") if base in _ASKS else (base,)
    if text.startswith("per-"):
        return ("per", text.removeprefix("per-"))
    for ending, word in _ENDINGS.items():
        if text.endswith(ending):
            return (text.removesuffix(ending), word)
    if _ALTERNATIVES.fullmatch(text):
        return tuple(part for piece in text.split("/") for part in (",", piece))[1:]
    if rate := _RATE.fullmatch(text):
        return (rate[1], rate[2])
    if months := _MONTHS.fullmatch(text):
        return (months[1], "to", months[2])
    return (_SAID.get(text, text),)
