"""What a person wrote in Slack, as the words they meant.

Slack sends `&`, `<` and `>` escaped and wraps people, channels and links in angle brackets. It does
not say whether it escapes what stands after a command or in a pressed button, so a bare "<" there
means less than: only what Slack itself wraps is unwrapped.
"""

import re

# Longer ones are not questions.
MOST_CHARACTERS = 10_000
_WRAPPED = re.compile(r"<([@#!][^<>|\s]+|[a-z]+:[^<>|\s]+)(?:\|([^<>]*))?>", re.IGNORECASE)


def question(text: str, bot: str | None = None) -> str:
    """The words, without the mention of the bot (the first one where its id is not known).

    >>> question("<@U0BOT> vms with cpu &lt; 20% in <#C1|prod> see <http://x.io|x.io>", "U0BOT")
    'vms with cpu < 20% in #prod see x.io'
    >>> question("vms with cpu < 20% and cost > $100")
    'vms with cpu < 20% and cost > $100'
    """
    if bot is None:
        text = re.sub(r"^\s*<@[^<>]*>", "", text)
    words = _WRAPPED.sub(lambda wrapped: _said(wrapped[1], wrapped[2], bot), text)
    return unescaped(words).replace("\u00a0", " ").strip()


def unescaped(text: str) -> str:
    """The text as it was before Slack escaped it, if it did."""
    for escape, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escape, character)
    return text


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
