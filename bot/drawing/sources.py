"""Where an answer's numbers come from, in as few words as it can be said truly.

Sources of one age are one sentence, so that the age is said once; what the money rests on comes
first, and calls that only tell who and where come last.
"""

from finops.answer import Answer, Source
from finops.figures import money

# What only finds out which accounts there are.
WHO_AND_WHERE = ("STS ", "Azure Resources ")


def sources(answer: Answer) -> list[str]:
    """One sentence for each age: `EC2 DescribeInstances (9 calls) – as of 2026-11-18 12:00 UTC`."""
    ages: dict[str, list[str]] = {}
    for source in sorted(answer.sources, key=_rank):
        ages.setdefault(_age(source), []).append(_source(source))
    return [f"{', '.join(names)} – {age}" for age, names in ages.items()]


def _rank(source: Source) -> int:
    if source.name.startswith("FOCUS"):
        return 0
    return 2 if source.name.startswith(WHO_AND_WHERE) else 1


def _age(source: Source) -> str:
    kept = ", kept from before" if source.cached else ""
    return f"as of {source.as_of:%Y-%m-%d %H:%M} UTC{kept}"


def _source(source: Source) -> str:
    calls = f"{source.calls:,} call{'s' if source.calls > 1 else ''}" if source.calls else ""
    tokens = f"{source.tokens:,} tokens" if source.tokens else ""
    taken = ", ".join(part for part in (calls, tokens) if part)
    price = money(source.price, "USD") if source.price else ""
    effort = " for ".join(part for part in (taken, price) if part)
    return f"{source.name} ({effort})" if effort else source.name
