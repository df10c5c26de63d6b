"""Words with a meaning of their own, which therefore are never a name, a tag's key or its value.

"with tag owner last month" has no tag value "last". No slot itself.
"""

import re
from functools import cache

from intents import catalog
from intents.slots.claim import SEPARATORS, Asked
from intents.slots.noise import JOINTS, NOISE

_GRAMMAR = frozenset(
    "not no without except excluding exclude only but never neither nor other than unless "
    "ignoring last past previous prior trailing this next current since until before after today "
    "yesterday month-to-date mtd qtd ytd day days week weeks month months quarter quarters year "
    "years daily weekly monthly quarterly yearly annual by per each grouped group sorted sort "
    "order ordered top bottom first most least highest lowest more less fewer greater above below "
    "at least vs versus compare compared tag tags tagged untagged key value named called is are "
    "with and or missing lacking older newer larger bigger smaller cheaper expensive cheapest "
    "largest smallest oldest newest biggest costliest priciest dearest same right wrong new old "
    "p95 p99 percentile average avg mean median max maximum min minimum peak "
    "other entire main next total whole responsible owning over under exactly equals equal = != < "
    "> <= >= analyze analyse summarize summarise".split()
)
_NAME = re.compile(r"[\w*][\w.:/@+*-]{0,252}")


# Words of subjects' names that teams and applications are called by, too.
_ALSO_NAMES = frozenset(
    "analytics app application classic content core customer data delivery door event front "
    "gallery management performance private public reliability security web".split()
)


@cache
def _subjects() -> frozenset[str]:
    names = (name for known in catalog.subjects() for name in known.nouns)
    return frozenset(word for name in names for word in name.split()) - _ALSO_NAMES


def is_grammar(text: str) -> bool:
    """Whether it is a word that every question may have, whatever it is about."""
    return text in _GRAMMAR or text in NOISE or text in JOINTS


# "Our GCP project" is none of a tag's: what is not ours has no name here.
_OTHER_CLOUDS = frozenset({"gcp", "google", "gke", "bigquery", "snowflake", "databricks"})


def is_plain(asked: Asked, at: int) -> bool:
    """Whether the word at a position may be a name: quoted, or nothing of the grammar."""
    if not 0 <= at < len(asked.words):
        return False
    word = asked.words[at]
    if word.quoted:
        return True
    return (
        not is_grammar(word.text)
        and word.text not in SEPARATORS
        and word.text not in _subjects()
        and word.text not in _OTHER_CLOUDS
        and _NAME.fullmatch(word.text) is not None
    )


def is_piece(asked: Asked, at: int) -> bool:
    """Whether the word may be a piece of a name, as after "starts with": a subject's noun, too."""
    return is_plain(asked, at) or (
        0 <= at < len(asked.words) and asked.words[at].text in _subjects()
    )


def looks_named(asked: Asked, at: int) -> bool:
    """Whether a word has the shape of a resource's name: quoted, or letters with marks or digits.

    A common word ("painted") has not: it must never be taken for a name.
    """
    if not is_plain(asked, at):
        return False
    word = asked.words[at]
    if word.quoted:
        return True
    marked = any(letter in "-_*./" or letter.isdigit() for letter in word.text)
    return marked and any(letter.isalpha() for letter in word.text)
