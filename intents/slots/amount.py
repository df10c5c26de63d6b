"""Words that ask for an amount of money and say nothing besides: "how many dollars of", "together".

Dollars are asked for where nothing is billed in another currency. Things of a list are added up
anyway, so that "EC2 and RDS together" says no more than "EC2 and RDS"; beside a word that compares
it would, and is no noise there. Credits are amounts: "how many" asks how much they are.
"""

from collections.abc import Mapping

from intents.slots.claim import Asked, Claim, Phrases

_MONEY: Mapping[str, tuple[str, ...]] = {
    "USD": ("dollars", "usd", "us dollars", "bucks", "$"),
    "EUR": ("euros", "euro", "eur"),
    "GBP": ("pounds", "gbp"),
}
_HOW_MANY: Mapping[str, Phrases[None]] = {
    code: Phrases(
        (f"how {much} {money}{of}", None)
        for money in names
        for much in ("many", "much")
        for of in ("", " of", " in", " worth of", " went to", " go to", " goes to")
    )
    for code, names in _MONEY.items()
}
# Credits are: "applied to our bill".
_APPLIED = Phrases((f"{verb} to", None) for verb in ("applied", "apply", "credited"))
_TOGETHER = Phrases(
    (phrase, None)
    for phrase in (
        "together", "combined", "taken together", "put together", "added together", "added up",
        "summed up", "all together", "all told", "all in all", "as one number", "in one number",
        "as one total", "as a single number", "in aggregate", "in sum",
    )
)  # fmt: skip
_LISTS = frozenset({"and", "+", "plus", "&", ",", "both"})
_COMPARES = frozenset(
    "vs versus compare compared comparing comparison against than each separately respectively "
    "individually difference rest others".split()
)


def read(asked: Asked, at: int) -> Claim | None:
    """Such words at a position."""
    if asked.subject.name != "cost" or asked.words[at].quoted:
        return None
    if applied := _APPLIED.at(asked, at):
        return Claim(at, applied[1], "noise")
    return _dollars(asked, at) or _credits(asked, at) or _together(asked, at)


def _dollars(asked: Asked, at: int) -> Claim | None:
    codes = asked.context.currencies or ("USD",)
    known = _HOW_MANY.get(codes[0]) if len(codes) == 1 else None
    found = known.at(asked, at) if known else None
    return Claim(at, found[1], "noise") if found else None


def _credits(asked: Asked, at: int) -> Claim | None:
    """`how many credits`: as an amount, with a note; "how many refunds" counts them."""
    if (asked.text(at), asked.text(at + 1)) != ("how", "many"):
        return None
    if asked.text(asked.skip(at + 2, "aws", "azure", "cloud")) not in ("credits", "credit"):
        return None
    return Claim(at, at + 2, "included", note="credits are told as an amount of money")


def _together(asked: Asked, at: int) -> Claim | None:
    found = _TOGETHER.at(asked, at)
    said = {word.text for word in asked.words}
    if found is None or said & _COMPARES or not said & _LISTS:
        return None
    return Claim(at, found[1], "noise")
