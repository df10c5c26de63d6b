"""Text that is safe and fits in a terminal: cleaned of what would steer it, measured in its cells.

Names and tags come from whoever made the resource. A terminal obeys escape sequences, and reads
right-to-left marks as orders too, so every such character is shown as a visible sign instead. All
text passes `clean` before it is measured or printed; widths are those of `wcwidth`, since one
character of Chinese takes two cells and an accent none.
"""

import unicodedata
from collections.abc import Iterator

from wcwidth import iter_graphemes, wcswidth

ELLIPSIS = "…"
# Joiners hold emoji and some scripts together, and do nothing else.
JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    r"""The text with control, format and other unprintable characters made visible.

    >>> clean("a\x1b[31m\nb")
    'a␛[31m␊b'
    >>> clean("\u202egnp")
    '<U+202E>gnp'
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    code = ord(character)
    if character in JOINERS:
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    # Cc control, Cf format (bidi, tags), Cs half a pair, Zl and Zp line ends, Co and Cn unknown.
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"):
        return f"<U+{code:04X}>"
    return character


def width(text: str) -> int:
    """How many cells cleaned text takes."""
    cells: int = wcswidth(text)
    return max(cells, 0)


def fit(text: str, cells: int) -> str:
    """Cleaned text in at most that many cells, with … where it was cut.

    >>> fit("payments-production", 9)
    'payments…'
    """
    if width(text) <= cells:
        return text
    kept = ""
    for grapheme in iter_graphemes(text):
        if width(kept + grapheme + ELLIPSIS) > cells:
            break
        kept += grapheme
    return kept + ELLIPSIS if cells else ""


def wrap(text: str, cells: int, *, indent: str = "") -> Iterator[str]:
    """The lines of a text, cleaned, each at most that wide; `indent` leads all but the first.

    Line ends in `text` are kept, so it must be our own: names in it are cleaned before.
    """
    for paragraph in text.split("\n"):
        line = ""
        for word in clean(paragraph).split(" "):
            for piece in _pieces(word, cells - width(indent)):
                joined = f"{line} {piece}" if line.strip() else f"{line}{piece}"
                if width(joined) <= cells:
                    line = joined
                    continue
                yield line
                line = f"{indent}{piece}"
        yield line


def _pieces(word: str, cells: int) -> Iterator[str]:
    """The word, in pieces where it is wider than a line."""
    piece = ""
    for grapheme in iter_graphemes(word):
        if width(piece + grapheme) > cells:
            yield piece
            piece = ""
        piece += grapheme
    yield piece
