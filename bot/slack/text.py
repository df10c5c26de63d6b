"""Text on its way into Slack: harmless, and never longer than there is room for.

All data is put where Slack reads no markup (plain_text, rich_text, raw_text). Mentions and links
are broken up all the same, by a character that nobody sees, so that no client and no later change
of Slack's can turn a resource's name into a call to a whole channel.

Lengths are counted as JSON writes them in ASCII: at least as many as Slack can count, however it
does, since an emoji takes twelve.
"""

import json
import re

from bot.drawing.clean import clean

# WORD JOINER: no width, and nothing may break or link across it.
JOINER = "\u2060"
ELLIPSIS = "…"
_LIVE = re.compile(
    r"(?<=<)(?=[!@#])|(?<=@)(?=here|channel|everyone)|(?<=http)(?=s?://)|(?<=mailto)(?=:)",
    re.IGNORECASE,
)


def harmless(text: str) -> str:
    r"""The text without anything that Slack or a screen would obey; its lines stay lines.

    >>> harmless("<!channel>\x07") == "<\u2060!channel>␇"
    True
    """
    return "\n".join(_LIVE.sub(JOINER, clean(line)) for line in text.split("\n"))


def escaped(text: str) -> str:
    """The same for a place where Slack reads markup: the fallback of a message.

    >>> escaped("a < b & c")
    'a &lt; b &amp; c'
    """
    return harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cost(text: str) -> int:
    """How many characters of JSON the text takes."""
    return len(json.dumps(text)) - 2


def clipped(text: str, most: int) -> str:
    """The text, or as much of its beginning as `most` characters of JSON hold, and an ellipsis.

    >>> clipped("abcdefghij", 9)
    'abc…'
    """
    if cost(text) <= most:
        return text
    room = most - cost(ELLIPSIS)
    for count, character in enumerate(text):
        room -= cost(character)
        if room < 0:
            return text[:count] + ELLIPSIS
    raise AssertionError("a text that is too long has an end that does not fit")
