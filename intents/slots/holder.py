"""Names that only their place tells: "secrets in kv-shop", "storage account stlogs".

What is in, of or on something with a name's shape is in the one thing that can hold it. Azure's
storage accounts and registries are named by letters and digits alone: a word that begins as
Microsoft's guide says is such a name, where nothing else follows the singular.
"""

import re

from intents.query import Condition
from intents.slots import region, scope
from intents.slots.called import may_name
from intents.slots.claim import Asked, Claim
from intents.slots.subject import phrases
from intents.slots.vocabulary import is_plain

# The field of each subject that names what holds it, and the words before the holder.
_HOLDERS = {
    "secret": ("vault", ("in", "of", "from")),
    "key": ("vault", ("in", "of", "from")),
    "elastic_pool": ("server", ("in", "of", "on")),
    "snapshot": ("disk", ("of", "from")),
}
_DISK = re.compile(r"disk|vol|data")
_BARE = frozenset({"bucket", "registry"})
# How Microsoft's guide lets them begin, and English words that begin so.
_LETTERS = re.compile(r"(?:st|sa|acr|cr)[a-z0-9]{4,22}")
_WORDS = frozenset(
    "status state states stale standard standards stopped static statistics storage still start "
    "started store stored stores stuff staging stability stable stack standing stats steady "
    "strategy street strict string strong structure create created creation critical cross credit "
    "credits credentials criteria crowded saving savings safety satisfied sample samples sandbox "
    "saturated scaling stopping stages".split()
)
_AFTER = frozenset({"", "in", "please", ","})


def held_by(asked: Asked, at: int) -> Claim | None:
    """`in kv-shop`, `of disk-web-01`."""
    holder, leads = _HOLDERS.get(asked.subject.name, ("", ()))
    if asked.text(at) not in leads or not may_name(asked, at + 1):
        return None
    if "*" in asked.text(at + 1) or asked.text(at + 1).startswith("rg-"):
        return None
    if region.read(asked, at + 1) or scope.account(asked, at + 1):
        return None
    if holder == "disk" and not _DISK.search(asked.text(at + 1)):
        # "Snapshots of web-01": a machine, perhaps.
        return None
    raw = asked.words[at + 1].raw
    test = Condition(field=holder, op="eq", value=raw)
    note = f"{raw} is read as a {holder}"
    return Claim(at, at + 2, "name", where=(test,), note=note)


def unmarked(asked: Asked, at: int) -> Claim | None:
    """`stlogs`, right behind "storage account" or "container registry"."""
    if asked.subject.name not in _BARE or asked.words[at].quoted or not is_plain(asked, at):
        return None
    known = phrases(asked.subject.name)
    starts = range(max(0, at - 3), at)
    behind = any((one := known.at(asked, start)) and one[1] == at for start in starts)
    if not behind or asked.text(at - 1).endswith("s") or asked.text(at + 1) not in _AFTER:
        return None
    if asked.text(at - 1) not in ("account", "registry", "acr"):
        return None
    if not _LETTERS.fullmatch(asked.text(at)) or asked.text(at) in _WORDS:
        return None
    raw = asked.words[at].raw
    test = Condition(field="name", op="eq", value=raw)
    return Claim(at, at + 1, "name", where=(test,), note=f"{raw} is read as a name")
