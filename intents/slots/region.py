"""Regions: codes (`eu-west-1`, `westeurope`), names ("West Europe") and places ("Frankfurt").

A place with regions in both clouds means all of them, and a note says which. A code that no list
holds is not read: an answer about a region that does not exist would look like an empty estate.
"""

import tomllib
from functools import cache
from importlib.resources import files

from intents.catalog import CLOUDS, Cloud
from intents.slots.claim import Asked, Claim, Phrases, listed

Places = tuple[tuple[Cloud, str], ...]


@cache
def clouds() -> dict[str, Cloud]:
    """Every region's code and the cloud it is part of."""
    return {code: cloud for cloud, code, _ in _entries()}


@cache
def _entries() -> tuple[tuple[Cloud, str, tuple[str, ...]], ...]:
    raw = tomllib.loads(files("intents.slots").joinpath("regions.toml").read_text("utf-8"))
    found: list[tuple[Cloud, str, tuple[str, ...]]] = []
    for cloud in CLOUDS:
        for name, places in raw[cloud].items():
            folded = name.casefold()
            code = folded.replace(" ", "") if cloud == "azure" else folded
            said = {folded, code, folded.replace(" ", "-"), *places}
            found.append((cloud, code, tuple(sorted(said))))
    return tuple(found)


@cache
def _phrases() -> Phrases[Places]:
    by_word: dict[str, list[tuple[Cloud, str]]] = {}
    for cloud, code, said in _entries():
        for word in said:
            by_word.setdefault(word, []).append((cloud, code))
    return Phrases((word, tuple(places)) for word, places in by_word.items())


def cloud_of(code: str) -> Cloud | None:
    """The cloud that a region is part of."""
    return clouds().get(code)


def read(asked: Asked, at: int) -> Claim | None:
    """One or more regions."""
    if asked.subject.name == "account":
        return None
    begin = asked.skip(at, "region", "regions", "location")
    if begin != at:
        begin = asked.skip(begin, "is", "=", "are")
    found = listed(asked, begin, _phrases().at)
    if found is None:
        return None
    groups, end = found
    end += asked.text(end) in ("region", "regions")
    codes = tuple(dict.fromkeys(code for places in groups for _, code in places))
    return Claim(at, end, "scope", regions=codes, note=_note(groups))


def _note(groups: tuple[Places, ...]) -> str | None:
    wide = next((places for places in groups if len(places) > 1), None)
    if wide is None:
        return None
    return "the place is read as " + " and ".join(
        f"{code} ({'AWS' if cloud == 'aws' else 'Azure'})" for cloud, code in wide
    )
