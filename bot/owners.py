"""Whose resources are: the company's mapping file, `[waste] owners` of the settings, TOML or CSV.

    [[owner]]                            owner,people,account,resource,tags.app
    name = "web team"                    web team,slack:U012AB3CD,shop-prod,web-*,
    people = ["slack:U012AB3CD"]         data team,,data-platform,,
    account = "shop-prod"                payments,,,,checkout
    resource = "web-*"
    tags = { app = "shop" }

Every part that is named must hold, and the first entry that fits counts; in a CSV several people
are apart by spaces. The file is read for each question, so a change counts at once; one that cannot
be read is told in every answer that asks for owners, and tags tell them then.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.settings import Waste
from providers.own_waste import Owner, Owners

_TAGS = "tags."
_COLUMNS = ("owner", "people", "account", "resource")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    people: tuple[str, ...] = ()
    account: str = ""
    resource: str = ""
    tags: Mapping[str, str] = {}


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: tuple[_Entry, ...]


def owners(settings: Waste) -> Owners:
    """The mapping as it is now; a file that cannot be read says why, and has no entries."""
    path, tags = settings.owners, tuple(tag.lower() for tag in settings.owner_tags)
    if path is None:
        return Owners(tags=tags)
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        return Owners(tags=tags, unread=f"{path.name}: {error.strerror}")
    except UnicodeDecodeError:
        return Owners(tags=tags, unread=f"{path.name} is no UTF-8")
    entries, why = _read(path.suffix.lower(), text)
    return Owners(entries, tags, f"{path.name}: {why}" if why else "")


def mine(known: Owners, asker: str) -> tuple[str, ...]:
    """The owners that an asker (`slack:U012AB3CD`) is one of."""
    found = (one.owner for one in known.entries
             if asker.lower() in (person.lower() for person in one.people))  # fmt: skip
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2)
def _read(ending: str, text: str) -> tuple[tuple[Owner, ...], str]:
    """The entries, or none and why."""
    try:
        raw = tuple(_rows(text)) if ending == ".csv" else _File.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, csv.Error, ValueError) as error:
        return (), _said(error)
    entries = raw if isinstance(raw, tuple) else raw.owner
    empty = [one.name for one in entries if not (one.account or one.resource or one.tags)]
    if empty:
        return (), f"{empty[0]!r} names no account, resource or tags: it would own everything"
    return tuple(
        Owner(one.name, one.account, one.resource, tuple(sorted(one.tags.items())), one.people)
        for one in entries
    ), ""


def _rows(text: str) -> Iterator[_Entry]:
    reader = csv.DictReader(text.splitlines(), strict=True)
    names = [name for name in reader.fieldnames or () if name]
    strange = [name for name in names if name not in _COLUMNS and not name.startswith(_TAGS)]
    if strange or "owner" not in names:
        known = ", ".join((*_COLUMNS, f"{_TAGS}<key>"))
        raise ValueError(f"its columns are {known}; not {', '.join(strange) or 'without owner'}")
    for row in reader:
        if None in row or None in row.values():
            raise ValueError(f"line {reader.line_num} has more or fewer cells than columns")
        tags = {name.removeprefix(_TAGS): row[name] for name in names
                if name.startswith(_TAGS) and row[name]}  # fmt: skip
        yield _Entry(
            name=row["owner"],
            people=tuple((row.get("people") or "").split()),
            account=row.get("account") or "",
            resource=row.get("resource") or "",
            tags=tags,
        )


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error)
