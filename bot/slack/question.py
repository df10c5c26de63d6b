"""What a person wrote in Slack, as the words they meant.

Slack sends `&`, `<` and `>` escaped and wraps people, channels and links in angle brackets.
"""

import re

# Longer ones are not questions.
MOST_CHARACTERS = 10_000
_WRAPPED = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def question(text: str, bot: str | None = None) -> str:
    """The words, without the mention of the bot (the first one where its id is not known).

    >>> question("<@U0BOT> vms with cpu &lt; 20% in <#C1|prod> see <http://x.io|x.io>", "U0BOT")
    'vms with cpu < 20% in #prod see x.io'
    """
    if bot is None:
        text = re.sub(r"^\s*<@[^<>]*>", "", text)
    words = _WRAPPED.sub(lambda wrapped: _said(wrapped[1], wrapped[2], bot), text)
    for escape, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        words = words.replace(escape, character)
    return words.replace("\u00a0", " ").strip()


def _said(target: str, label: str | None, bot: str | None) -> str:
    match target[:1]:
        case "@":
            return "" if target[1:] == bot else f"@{label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:]}"
        case _:
            return label or target.removeprefix("mailto:")
