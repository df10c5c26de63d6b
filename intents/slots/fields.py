"""The words for a subject's fields, from the catalog; no slot itself, but what several share.

`tag_key` knows keys that companies commonly tag by: "by team" means the tag `team` although no
catalog lists it. A word that is neither a field nor such a key is never guessed to be one.
"""

import re
from functools import cache

from intents import catalog
from intents.catalog import Field
from intents.slots.claim import Asked, Phrases

# Keys people ask by without saying "tag". Source: the FinOps Foundation's and both clouds' tagging
# guides (owner, team, environment, application, project, cost center, department, business unit).
TAG_KEYS = {
    "team": "team", "teams": "team", "owner": "owner", "owners": "owner", "env": "env",
    "envs": "env", "environment": "environment", "environments": "environment",
    "application": "application", "applications": "application", "app": "app", "apps": "app",
    "project": "project", "projects": "project", "department": "department",
    "departments": "department", "cost-center": "cost-center", "cost-centre": "cost-center",
    "cost center": "cost-center", "cost centre": "cost-center", "cost centers": "cost-center",
    "costcenter": "costcenter", "business unit": "business-unit", "business units": "business-unit",
    "business-unit": "business-unit", "squad": "squad", "squads": "squad", "stage": "stage",
    "workload": "workload", "workloads": "workload", "lob": "lob", "lobs": "lob", "bu": "bu",
    "line of business": "line-of-business", "lines of business": "line-of-business",
    "tribe": "tribe", "tribes": "tribe", "division": "division", "divisions": "division",
}  # fmt: skip
_HOSTS = frozenset({"cluster", "app_plan", "scaling_group"})
_RUN = frozenset({"workload", "app", "application"})
_KEYS = Phrases(TAG_KEYS.items())
_EXPLICIT = re.compile(r"tags?[.:](?P<key>[\w.:/+@-]{1,127})")

# Subjects that are known by what they run: "mysql 5.7", "aks 1.28".
NAMED_BY = {"database": "engine", "cache": "engine", "cluster": "kind"}
# Words for fields that are said in the plural, too: "on what plans".
_SEVERAL = frozenset(
    "sku tier plan kind edition engine redundancy licence license runtime architecture type size "
    "version owner class model family orchestrator platform address name".split()
)
# What says how big a thing is, where it is not called its size.
_SIZES = ("size_gib", "stored_gib", "storage_gib", "memory_mib", "monthly_saving")


def is_run(asked: Asked, at: int) -> bool:
    """Whether the subject is named at a position by what it runs: "postgres", "EKS"."""
    field = NAMED_BY.get(asked.subject.name)
    values = asked.subject.fields[field].values.values() if field else ()
    return any(asked.text(at) in words for words in values)


def measured_by(subject: catalog.Subject, name: str) -> str:
    """The field that is meant by `name`: how big a log group is, what is stored in it tells."""
    if name == "cost" and "resource_cost" in subject.fields:
        return "resource_cost"
    if name != "size_gib":
        return name
    return next((one for one in _SIZES if one in subject.fields), name)


@cache
def phrases(subject: str) -> Phrases[str]:
    """The words for every field of a subject: phrase to field name."""
    fields = catalog.subject(subject).fields.values()
    # What a field is called most precisely comes first, its own name before borrowed words.
    own = [(field.name.replace("_", " "), field.name) for field in fields]
    said = [(word, field.name) for field in fields for word in field.words]
    said += [
        (f"{word}s", field.name)
        for field in fields
        for word in field.words
        if subject != "cost" and word.split()[-1] in _SEVERAL
    ]
    written = [(field.name, field.name) for field in fields]
    return Phrases(said + own + written)


# Properties of a SKU that FOCUS 1.2 names, as people say them.
_DETAILS = Phrases(
    (phrase, f"sku_price_details.{key}")
    for key in (
        "core_count", "disk_max_iops", "disk_space", "disk_type", "gpu_count", "instance_series",
        "instance_type", "memory_size", "network_max_iops", "network_max_throughput",
        "operating_system", "redundancy", "storage_class",
    )
    for phrase in (key.replace("_", " "), f"{key.replace('_', ' ')}s", f"sku_price_details.{key}")
)  # fmt: skip


def sku_detail(asked: Asked, at: int) -> tuple[str, int] | None:
    """A property of the SKU that is charged for: "instance series"."""
    return _DETAILS.at(asked, at) if "sku_price_details" in asked.subject.fields else None


def field_at(asked: Asked, at: int) -> tuple[Field, int] | None:
    """The field named at a position, and the position after it."""
    found = phrases(asked.subject.name).at(asked, at)
    if found is None:
        return None
    known = asked.subject.field(found[0])
    return (known, found[1]) if known else None


def tag_key(asked: Asked, at: int) -> tuple[str, int] | None:
    """`tags.<key>` named at a position: "team", "cost center", "tags.foo", "tag foo", "foo tag"."""
    if "tags" not in asked.subject.fields:
        return None
    if explicit := _EXPLICIT.fullmatch(asked.text(at)):
        return f"tags.{explicit['key']}", at + 1
    if asked.text(at) == "tag" and _plain(asked, at + 1):
        return f"tags.{asked.words[at + 1].raw}", at + 2
    if (found := _KEYS.at(asked, at)) and not (_is_counted(asked, at) or _runs(asked, found)):
        return f"tags.{found[0]}", asked.skip(found[1], "tag", "tags")
    if asked.text(at + 1) in ("tag", "tags") and _plain(asked, at):
        return f"tags.{asked.words[at].raw}", at + 2
    return None


def _is_counted(asked: Asked, at: int) -> bool:
    """Whether the subject itself has a number of them: "apps" of a plan are no tag."""
    known = field_at(asked, at)
    return known is not None and known[0].type == "number"


def _runs(asked: Asked, found: tuple[str, int]) -> bool:
    """Whether it is what such a thing runs: "clusters with no workload" lack no tag.

    An API has stages of its own: "API gateways per stage" asks for no tag.
    """
    if asked.text(found[1]) in ("tag", "tags"):
        return False
    staged = asked.subject.name == "api_gateway" and found[0] == "stage"
    return staged or (asked.subject.name in _HOSTS and found[0] in _RUN)


def _plain(asked: Asked, at: int) -> bool:
    from intents.slots.vocabulary import is_plain

    return is_plain(asked, at)
