"""All that a top N leaves out, as one row: "top 5 services and the rest"."""

from intents.slots.claim import Asked, Claim, Phrases

_PHRASES = Phrases(
    (f"{lead}{noun}{tail}", None)
    for lead in ("and the ", "and ", "and all ", "and all the ", "with the ", "with ", "plus the ",
                 "plus ", "")
    for noun in ("rest", "others", "remainder", "everything else", "all others", "remaining ones")
    for tail in ("", " as one row", " as one", " as a single row", " in one row", " together",
                 " combined", " grouped", " as other", " as others", " summed up")
    if lead or tail
)  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """The rest; of resources nothing is added up to one row."""
    found = _PHRASES.at(asked, at) if asked.subject.name == "cost" else None
    return Claim(at, found[1], "rest") if found else None
