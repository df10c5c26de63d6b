"""What could not be read for many rules at once: told once a place, not once a subject."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from providers.model import Gap

# So many refused reads of a place are named.
MOST_NAMED = 3


def gathered(gaps: Iterable[Gap]) -> Iterator[Gap]:
    """The same gaps, with all that one place refuses as one; others stay as they are."""
    by_place: dict[tuple[str, bool], list[Gap]] = {}
    for number, gap in enumerate(gaps):
        key = gap.where if gap.denied else f"{gap.where}#{number}"
        by_place.setdefault((key, gap.matters), []).append(gap)
    for found in by_place.values():
        yield found[0] if len(found) == 1 else _together(found)


def _together(gaps: list[Gap]) -> Gap:
    """Asked again when the last of them may be."""
    whys = list(dict.fromkeys(gap.why for gap in gaps))
    named, rest = whys[:MOST_NAMED], len(whys) - MOST_NAMED
    said = "; ".join(named) + (f"; and {rest} more" if rest > 0 else "")
    asked = [gap.asked_at for gap in gaps if gap.asked_at is not None]
    fix = gaps[0].fix if len(whys) == 1 else f"{gaps[0].fix}; and what else is named"
    return replace(gaps[0], why=said, fix=fix, asked_at=max(asked, default=None))
