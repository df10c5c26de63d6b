"""The first of each group: "the largest disk per account", "top 3 most expensive VMs per region".

They are listed one by one, group by group: nothing is added up. In the plural a number must say how
many of each are meant.
"""

from intents.compose import Composed, Misplaced, Parts, is_superlative, order, query

_EACH = frozenset({"per", "each", "every"})
_IDENTITY = ("name", "cloud", "account", "region")


def asked_for(parts: Parts) -> bool:
    """Whether "largest" or "top 3 by cost" stands beside "per account", and nothing is added up."""
    groups = parts.of("group")
    if not groups or parts.of("count", "total", "versus", "trend"):
        return False
    said = [set(parts.cover.text(claim).split()) for claim in groups]
    ranked = is_superlative(parts) or bool(parts.of("order") and parts.of("limit"))
    return ranked and all(words & _EACH for words in said) and not parts.of("cost")


def compose(parts: Parts, shared: dict[str, object], *, one: bool) -> Composed | Misplaced:
    """The list of the first N of each group; `one`: a single thing is named."""
    limit = shared["limit"] or (1 if one else None)
    groups = tuple(dict.fromkeys(name for c in parts.of("group") for name in c.group_by))
    sorted_by = order(parts)
    if limit is None or len(groups) != 1 or parts.of("each", "unsure"):
        return Misplaced(parts.of("order"))
    subject = parts.asked.subject
    said = [name for claim in parts.of("select") for name in claim.select]
    keys = [name.removeprefix("-") for name in sorted_by]
    identity = [name for name in _IDENTITY if name in subject.fields]
    columns = dict.fromkeys((*(identity if said else subject.default), *groups, *said, *keys))
    made = {
        "analysis": "list", "select": tuple(columns), "order_by": sorted_by, "limit": limit,
        "limit_per": groups,
    }  # fmt: skip
    return query(shared | made, parts.notes)
