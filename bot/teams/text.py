"""Text inside a card: harmless, and no longer than it may be.

Every text is a TextRun, in which Adaptive Cards read no markdown, so that names and tags cannot
become links, headings or pictures. What cards do read everywhere is `{{DATE(…)}}`; that is undone.

Lengths are counted as Teams counts a message: UTF-16 units of its JSON.
"""

import json
from collections.abc import Iterable
from typing import Any

from bot.drawing.clean import clean

Element = dict[str, Any]
CUT = "…"


def size(part: object) -> int:
    """How much of a message a part takes, in UTF-16 units of JSON."""
    text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def harmless(text: str) -> str:
    r"""The text without what a card would obey.

    >>> harmless("{{DATE(2026-11-18)}}\u202e")
    '{ {DATE(2026-11-18)}}<U+202E>'
    """
    return clean(text).replace("{{", "{ {")


def fit(text: str, most: int) -> str:
    """The harmless text in at most `most` units; where something is cut, it ends with “…”."""
    whole = harmless(text[: most + 1])
    if size(whole) - 2 <= most and len(text) <= most:
        return whole
    # As JSON: a quotation mark takes two units, so the right length is searched for.
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(whole[:middle]) - 2 < most else (low, middle - 1)
    return whole[:low] + CUT


def block(text: str, most: int, **style: object) -> Element:
    """A paragraph of one run; `style` is the run's: weight, size, color, isSubtle, fontType."""
    return {"type": "RichTextBlock", "inlines": [run(text, most, **style)]}


def run(text: str, most: int, **style: object) -> Element:
    """A run of text."""
    return {"type": "TextRun", "text": fit(text, most), **style}


def paragraphs(sentences: Iterable[str], most: int, count: int, **style: object) -> list[Element]:
    """At most `count` paragraphs, and one that says how many more there are."""
    every = list(sentences)
    drawn = [block(sentence, most, **style) for sentence in every[:count]]
    if len(every) > count:
        drawn.append(block(f"… and {len(every) - count:,} more", most, isSubtle=True))
    return drawn
