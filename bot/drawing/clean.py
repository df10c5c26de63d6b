"""Text from a cloud, made harmless before any surface shows it.

Names and tags come from whoever made the resource. Terminals obey escape sequences, and screens
obey right-to-left marks, so each such character is shown as a visible sign instead.
"""

import unicodedata

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
