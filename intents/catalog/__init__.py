"""What can be asked about: subjects and their fields, the single source of truth.

One TOML a subject, in this folder. Slots, validation, tool schemas, help, column headings, number
formatting, docs and the adapters' conformance tests are all derived from it. To add a subject,
write its TOML and one file in each cloud; nothing here changes.

A subject's TOML:

    title = "disk"                       one of them, for people
    plural = "disks"
    words = ["disk", "disks", …]         what people call it, lower case; in all words `[a|b|]`
                                         stands for a, b or nothing
    clouds = ["aws", "azure"]            clouds that have it
    default = ["name", …]                columns shown when none are asked for
    shared = ["id", "cloud", …]          fields of `_shared.toml` that it has, too
    [cloud_words]                        words that name the subject *and* one cloud
    aws = ["ebs volume", …]
    [value_words.kind]                   words that name the subject *and* a field's value
    application = ["alb", …]
    [sum_words]                          words that name the subject *and* ask for a field's sum
    monthly_saving = ["potential savings", …]
    [kind_words.category]                words around another subject's (`{}`) that name this one,
    idle = ["idle {}", …]                a field's value, and in `resource_type` that other subject
    loose_words = ["savings", …]         those of its words that name it only where nothing else
                                         that they may mean can be read
    [[meanings]]                         words that name the subject *and* several conditions:
    words = ["what can we delete", …]    field = value, or the begin of one: `old_*`
    where = { category = "unused", … }
    [fields.size_gib]
    type = "number"                      text number money bool datetime tags list
    unit = "GiB"                         see Field.unit
    kind = "fact"                        fact (default), derived, charged, metric or cost
    words = ["size", …]                  what people call the field
    about = "…"                          one line for people
    aws = "Volumes[].Size"               where each cloud says it; left out, or "" where it is
                                         shared: that cloud does not
    agg = "sum"                          a metric's own aggregate; left out: avg
    of = "cpu"                           the metric whose points a metric is worked out from; its
                                         `agg` is then one of WEEKLY
    fraction = true                      a number of GiB and the like that need not be whole
    form = "version"                     a text that is compared part by part: 1.2 is not 1.28
    azure = "diskSizeGB"
    values.stopped = ["stopped", "off"]  a closed vocabulary: value = words for it
    means.eq.0 = ["empty"]               words that mean a comparison: op, value (or the name of
                                         another field of the same type; of
                                         `in`, several apart by commas) = words for it

Invariants: every subject has `id`, `cloud`, `account`, `account_id` but `cost`, whose fields are
FOCUS columns. This package imports nothing of ours.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Literal, get_args

FieldType = Literal["text", "number", "money", "bool", "datetime", "tags", "list"]
FieldKind = Literal["fact", "derived", "charged", "metric", "cost"]
Cloud = Literal["aws", "azure"]
CLOUDS: tuple[Cloud, ...] = get_args(Cloud)
CLOUD_TITLES: Mapping[str, str] = {"aws": "AWS", "azure": "Azure"}
METRIC_AGGS = ("avg", "max", "min", "p95", "sum")
# What hourly points tell of a week: hours that are idle each time, and those that are not, as text.
WEEKLY = ("idle_hours", "busy_hours")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be known about a subject.

    `unit` is `percent` (0 to 100), `GiB`, `days`, `count` … or None; money is in the billing
    currency. `kind` tells where it comes from: `fact` inventory or charge rows, `derived` computed
    from facts and the clock, `charged` computed from charges over the question's period, `metric` a
    time series over a window, `cost` the resource's charges. `agg` is what a metric is asked for
    where nobody says (the mean of a share, the sum of what is counted). `of`: the metric whose
    points it is worked out from; it is asked for in no other way. `fraction`: a fact that need not
    be whole. `form`: `version` where a text holds one.
    """

    name: str
    type: FieldType
    about: str
    unit: str | None = None
    kind: FieldKind = "fact"
    agg: str = "avg"
    of: str = ""
    fraction: bool = False
    form: str | None = None
    words: tuple[str, ...] = ()
    # Operation → value → words.
    means: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The column's heading: `private_ip` is "private IP"."""
        part, _, key = self.name.partition(".")
        if key and part == "tags":
            return key
        if key and part in ("dimensions", "sku_price_details"):
            return key.replace("_", " ")
        words = re.sub(r"_(gib|mib|days|seconds|ms)$", "", part).split("_")
        short = {"ip": "IP", "id": "ID", "cpu": "CPU", "os": "OS", "cidr": "CIDR", "sku": "SKU",
                 "vcpu": "vCPU", "vcpus": "vCPUs"}  # fmt: skip
        return " ".join(short.get(word, word) for word in words) + (f" {key}" if key else "")


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that people ask about."""

    name: str
    title: str
    plural: str
    words: tuple[str, ...]
    clouds: tuple[Cloud, ...]
    default: tuple[str, ...]
    fields: Mapping[str, Field]
    cloud_words: Mapping[str, tuple[str, ...]]
    # Field → value → words.
    value_words: Mapping[str, Mapping[str, tuple[str, ...]]]
    # Field → words.
    sum_words: Mapping[str, tuple[str, ...]]
    # Field → value → words around those of another subject.
    kind_words: Mapping[str, Mapping[str, tuple[str, ...]]]
    # Words, each list with what it means: field → value.
    meanings: tuple[tuple[tuple[str, ...], Mapping[str, str]], ...]
    loose_words: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """All words that name it."""
        of_values = (words for own in self.value_words.values() for words in own.values())
        meant = (words for words, _ in self.meanings)
        sums = self.sum_words.values()
        lists = (self.words, *self.cloud_words.values(), *of_values, *sums, *meant)
        return tuple(dict.fromkeys(word for words in lists for word in words))

    @property
    def nouns(self) -> tuple[str, ...]:
        """Those of them that call it something, and are no sentence about what it is."""
        told = {word for words, _ in self.meanings for word in words}
        for name, own in self.value_words.items():
            if not self.fields[name].values:
                told |= {word for words in own.values() for word in words}
        return tuple(word for word in self.names if word not in told)

    def field(self, name: str) -> Field | None:
        """The field of that name, or None.

        `tags.owner` is a field of what has tags, `sku_price_details.core_count` of a JSON column,
        `cpu.max` (or avg, min, p95) of a metric.
        """
        if known := self.fields.get(name):
            return known
        head, dot, key = name.partition(".")
        whole = self.fields.get(head)
        if not dot or not key or whole is None:
            return None
        if whole.type == "tags":
            return replace(whole, name=name, type="text", about=f"{key}, of its {head}", words=())
        if whole.kind == "metric" and not whole.of and key in METRIC_AGGS:
            return replace(whole, name=name, words=())
        return None

    @property
    def billable(self) -> bool:
        """Whether its own charges can be known."""
        return any(field.kind == "cost" for field in self.fields.values())


@cache
def subjects() -> tuple[Subject, ...]:
    """Every subject, by name."""
    folder = files(__name__)
    raw = {
        item.name.removesuffix(".toml"): tomllib.loads(item.read_text("utf-8"))
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".toml")
    }
    shared = _table(raw.pop("_shared")["fields"])
    return tuple(_subject(name, told, shared) for name, told in raw.items())


@cache
def by_name() -> Mapping[str, Subject]:
    """Every subject, keyed by its name."""
    return {subject.name: subject for subject in subjects()}


def subject(name: str) -> Subject:
    """The subject of that name; KeyError where there is none."""
    return by_name()[name]


def _subject(name: str, raw: Mapping[str, object], shared: Mapping[str, object]) -> Subject:
    own, cloud_words = _table(raw.get("fields", {})), _table(raw.get("cloud_words", {}))
    same = {key: _table(shared[key]) for key in _words(raw.get("shared", []))}
    fields = same | {key: same.get(key, {}) | _table(told) for key, told in own.items()}
    return Subject(
        name=name,
        title=str(raw["title"]),
        plural=str(raw["plural"]),
        words=_words(raw["words"]),
        clouds=tuple(cloud for cloud in CLOUDS if cloud in _words(raw["clouds"])),
        default=_words(raw["default"]),
        fields={key: _field(key, value) for key, value in fields.items()},
        cloud_words={cloud: _words(words) for cloud, words in cloud_words.items()},
        value_words=_of_values(raw.get("value_words", {})),
        kind_words=_of_values(raw.get("kind_words", {})),
        meanings=tuple(_meanings(raw.get("meanings", []))),
        loose_words=frozenset(_words(raw.get("loose_words", []))),
        sum_words={key: _words(told) for key, told in _table(raw.get("sum_words", {})).items()},
    )


def _field(name: str, raw: Mapping[str, object]) -> Field:
    values = _table(raw.get("values", {}))
    unit = raw.get("unit")
    return Field(
        name=name,
        type=next(known for known in get_args(FieldType) if known == raw["type"]),
        about=str(raw["about"]),
        unit=str(unit) if unit is not None else None,
        kind=next(known for known in get_args(FieldKind) if known == raw.get("kind", "fact")),
        agg=next(known for known in (*METRIC_AGGS, *WEEKLY) if known == raw.get("agg", "avg")),
        of=str(raw.get("of", "")),
        fraction=raw.get("fraction") is True,
        form=str(raw["form"]) if "form" in raw else None,
        words=_words(raw.get("words", [])),
        values={key: _words(words) for key, words in values.items()},
        means={
            op: {value: _words(words) for value, words in _table(told).items()}
            for op, told in _table(raw.get("means", {})).items()
        },
        sources={cloud: str(raw[cloud]) for cloud in CLOUDS if raw.get(cloud)},
    )


def _of_values(raw: object) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        field: {value: _words(words) for value, words in _table(told).items()}
        for field, told in _table(raw).items()
    }


def _meanings(raw: object) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    if not isinstance(raw, list):
        raise TypeError(f"catalog: tables were expected, not {raw!r}")
    for one in map(_table, raw):
        where = {field: str(value) for field, value in _table(one["where"]).items()}
        yield _words(one["words"]), where


def _table(raw: object) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise TypeError(f"catalog: a table was expected, not {raw!r}")
    return raw


def _words(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise TypeError(f"catalog: a list of words was expected, not {raw!r}")
    return tuple(dict.fromkeys(one for word in raw for one in _spelled(str(word))))


def _spelled(text: str) -> Iterator[str]:
    """Every text that one with alternatives stands for: `idle [vms|disks]`; one may be empty."""
    parts = [part.split("|") for part in re.split(r"[\[\]]", text)]
    for said in product(*parts):
        yield " ".join("".join(said).split())
