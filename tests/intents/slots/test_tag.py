"""Tags in every way that they are written: pairs, keys that are there or not, environments."""

from hypothesis import given
from hypothesis import strategies as st

from tests.intents.reading import asked

from .tables import conditions, differing, query

SAID = (
    ("VMs with env=prod", "tags.env eq prod"),
    ("VMs tagged env=prod", "tags.env eq prod"),
    ("VMs tagged env:prod", "tags.env eq prod"),
    ("VMs tagged with env=prod", "tags.env eq prod"),
    ("VMs tagged with env prod", "tags.env eq prod"),
    ("VMs with tag env=prod", "tags.env eq prod"),
    ("VMs with the tag env=prod", "tags.env eq prod"),
    ("VMs with tag env prod", "tags.env eq prod"),
    ("VMs with tag env:prod", "tags.env eq prod"),
    ("VMs with tags env=prod", "Clarify"),
    ("VMs where env=prod", "tags.env eq prod"),
    ("VMs where env = prod", "tags.env eq prod"),
    ("VMs where env is prod", "tags.env eq prod"),
    ("VMs where env equals prod", "tags.env eq prod"),
    ("VMs where tag env is prod", "tags.env eq prod"),
    ("VMs whose env tag is prod", "tags.env eq prod"),
    ("VMs with team:payments", "tags.team eq payments"),
    ("VMs of team payments", "tags.team eq payments"),
    ("VMs for team payments", "tags.team eq payments"),
    ("VMs owned by team payments", "tags.team eq payments"),
    ("VMs belonging to team payments", "tags.team eq payments"),
    ("VMs of the payments team", "tags.team eq payments"),
    ("the payments team's VMs", "tags.team eq payments"),
    ('VMs with tag key="Application", value="web"', "tags.Application eq web"),
    ("VMs with tag key Application value web", "tags.Application eq web"),
    ("VMs with tag key=Application value=web", "tags.Application eq web"),
    ("VMs tagged Application=web", "tags.Application eq web"),
    ('VMs tagged "Application"="web"', "tags.Application eq web"),
    ("VMs tagged with Application web", "tags.Application eq web"),
    ("VMs tag:Application=web", "tags.Application eq web"),
    ("VMs with tag.Application=web", "tags.Application eq web"),
    ("VMs with tags.Application = web", "tags.Application eq web"),
    ("VMs with label app=web", "tags.app eq web"),
    ("VMs labelled app=web", "tags.app eq web"),
    ("VMs labeled env=prod", "tags.env eq prod"),
    ("VMs with env=prod and team=payments", "tags.env eq prod; tags.team eq payments"),
    ("VMs with env=prod, team=payments", "tags.env eq prod; tags.team eq payments"),
    ("VMs with env=prod or env=staging", "tags.env in prod,staging"),
    ("VMs where env in prod, staging", "tags.env in prod,staging"),
    ("VMs where env is one of prod, staging", "tags.env in prod,staging"),
    ("VMs where env is either prod or staging", "tags.env in prod,staging"),
    ("VMs where env is neither prod nor staging", "tags.env not_in prod,staging"),
    ("VMs where env is not prod or staging", "tags.env not_in prod,staging"),
    ("VMs with team=web*", "tags.team starts_with web"),
    ("VMs with team=*web*", "tags.team contains web"),
    ("VMs with cost-center=4711", "tags.cost-center eq 4711"),
    ("VMs with owner alice", "tags.owner eq alice"),
    ("VMs owned by alice", "tags.owner eq alice"),
    ("VMs with owner=alice@example.com", "tags.owner eq alice@example.com"),
    ("VMs where owner is alice", "tags.owner eq alice"),
    ("VMs with an owner tag", "tags.owner exists"),
    ("VMs with owner tag", "tags.owner exists"),
    ("VMs that have an owner", "tags.owner exists"),
    ("VMs having an owner tag", "tags.owner exists"),
    ("VMs missing owner", "tags.owner missing"),
    ("VMs missing an owner tag", "tags.owner missing"),
    ("VMs missing the owner tag", "tags.owner missing"),
    ("VMs lacking an owner tag", "tags.owner missing"),
    ("VMs with missing owner", "tags.owner missing"),
    ("VMs where owner is missing", "tags.owner missing"),
    ("VMs where owner is empty", "tags.owner missing"),
    ("VMs where owner is not set", "tags.owner missing"),
    ("VMs where the owner tag is missing", "tags.owner missing"),
    ("VMs whose owner tag is empty", "tags.owner missing"),
    ("VMs without owner", "tags.owner missing"),
    ("VMs without the env tag", "tags.env missing"),
    ("VMs without env tag", "tags.env missing"),
    ("VMs with no env tag", "tags.env missing"),
    ("VMs that have no env tag", "tags.env missing"),
    ("VMs not tagged with owner", "tags.owner missing"),
    ("VMs not tagged owner", "tags.owner missing"),
    ("VMs that are not tagged", "tags missing"),
    ("VMs that are untagged", "tags missing"),
    ("VMs untagged", "tags missing"),
    ("untagged VMs", "tags missing"),
    ("untagged disks", "tags missing"),
    ("untagged buckets", "tags missing"),
    ("tagged VMs", "tags exists"),
    ("VMs that are tagged", "tags exists"),
    ("VMs with tags", "Clarify"),
    ("VMs with no tags at all", "tags missing"),
    ("VMs without any tags", "tags missing"),
    ("prod VMs", "tags.env eq prod"),
    ("VMs in prod", "tags.env eq prod"),
    ("VMs in production", "tags.env eq production"),
    ("production VMs", "tags.env eq production"),
    ("dev and test VMs", "tags.env in dev,test"),
    ("VMs in dev or test", "tags.env in dev,test"),
    ("staging VMs", "tags.env eq staging"),
    ("VMs in the prod env", "tags.env eq prod"),
    ("sandbox VMs", "tags.env eq sandbox"),
    ("VMs in qa", "tags.env eq qa"),
    ("prod databases", "tags.env eq prod"),
    ("cost of prod last month", "tags.env eq prod"),
    ("cost in prod last month", "tags.env eq prod"),
    ("prod cost last month", "tags.env eq prod"),
    ("cost with env=prod last month", "tags.env eq prod"),
    ("cost tagged env=prod last month", "tags.env eq prod"),
    ("cost for team payments last month", "tags.team eq payments"),
    ("cost of team payments last month", "tags.team eq payments"),
    ("cost of the payments team last month", "tags.team eq payments"),
    ("cost where tag team is payments last month", "tags.team eq payments"),
    ("cost with tag team=payments last month", "tags.team eq payments"),
    ("cost without team tag last month", "tags.team missing"),
    ("cost missing a team tag last month", "tags.team missing"),
    ("untagged spend last month", "tags missing"),
    ("tagged spend last month", "tags exists"),
    ("cost of untagged resources last month", "tags missing; resource_id exists"),
    ("how many VMs are untagged", "tags missing"),
    ("how many VMs have an owner tag", "tags.owner exists"),
    ("VMs tagged", "tags exists"),
)
# Half a tag, or a word of which nobody knows whether it is one.
UNREAD = ("VMs with tag", "VMs with team", "VMs with env=", "VMs with =prod",
          "VMs with env tag prod",
          "VMs with env prod or staging", "payments team VMs",
          "VMs tagged env=prod or")  # fmt: skip
GROUPS = (
    ("tag team", "tags.team"), ("team tag", "tags.team"), ("team", "tags.team"),
    ("env", "tags.env"), ("environment", "tags.environment"), ("tag:team", "tags.team"),
    ("the owner tag", "tags.owner"), ("cost center", "tags.cost-center"), ("owner", "tags.owner"),
    ("tag Project-Code", "tags.Project-Code"), ("application", "tags.application"),
    ("app", "tags.app"), ("project", "tags.project"), ("business unit", "tags.business-unit"),
    ("department", "tags.department"), ("squad", "tags.squad"), ("tag.app", "tags.app"),
)  # fmt: skip
KEYS = ("env", "team", "owner", "app", "project", "cost-center", "department")
VALUES = ("web", "Payments", "alpha-7", "x.y", "a/b", "4711", "under_score", "ops@example.com")
# A pair in every spelling; the key of the first group needs not be known.
ANY_KEY = ("tagged {k}={v}", "tagged with {k}={v}", "with tag {k}={v}", "with the tag {k}={v}",
           'with tag key="{k}", value="{v}"', 'tagged "{k}"="{v}"', "with tags.{k}={v}",
           "tag:{k}={v}", "with label {k}={v}", "tagged {k}:{v}")  # fmt: skip
KNOWN_KEY = ("with {k}={v}", "where {k}={v}", "where {k} = {v}", "with {k}:{v}", "where {k} is {v}",
             "having {k}={v}")  # fmt: skip
PRESENT = ("with an {k} tag", "with a {k} tag", "that have a {k} tag", "having an {k} tag")
ABSENT = ("without a {k} tag", "without an {k} tag", "missing a {k} tag", "with no {k} tag",
          "lacking a {k} tag", "missing the {k} tag", "not tagged with {k}", "where {k} is missing",
          "where {k} is empty", "where {k} is not set", "that have no {k} tag",
          "that don't have a {k} tag")  # fmt: skip
DIFFERENT = ("not tagged {k}={v}", "where {k} is not {v}", "where {k} != {v}", "where {k} <> {v}",
             "not tagged with {k}={v}", "where {k} does not equal {v}")  # fmt: skip


def shaped(shapes: tuple[str, ...], op: str, keys: tuple[str, ...] = KEYS) -> list[tuple[str, str]]:
    """Every key and value in every shape, with the condition that it is."""
    return [(f"VMs {shape.format(k=k, v=v)}", f"tags.{k} {op} {v}")
            for shape in shapes for k in keys for v in VALUES]  # fmt: skip


def test_a_tag_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, conditions)


def test_half_a_tag_is_not_read() -> None:
    assert not differing(((words, "Unread") for words in UNREAD), conditions)


def test_a_pair_is_read_in_every_spelling() -> None:
    assert not differing(shaped(ANY_KEY, "eq", (*KEYS[:2], "Zone-Code")), conditions)
    assert not differing(shaped(KNOWN_KEY, "eq"), conditions)


def test_a_pair_that_must_not_be_is_read_in_every_spelling() -> None:
    assert not differing(shaped(DIFFERENT, "ne", KEYS[:4]), conditions)


def test_a_key_is_there_or_not_in_every_wording() -> None:
    for shapes, op in ((PRESENT, "exists"), (ABSENT, "missing")):
        table = [(f"VMs {shape.format(k=k)}", f"tags.{k} {op}") for shape in shapes for k in KEYS]
        assert not differing(table, conditions)


def test_cost_is_grouped_by_a_tag_however_it_is_called() -> None:
    def groups(words: str) -> str:
        found = query(f"cost by {words} last month")
        return found if isinstance(found, str) else ",".join(found.group_by)

    assert not differing(GROUPS, groups)


def test_a_bare_environment_is_told_to_be_a_tag() -> None:
    for name in ("prod", "dev", "staging", "qa", "uat", "sandbox", "preprod", "test"):
        assert f"{name} is read as the tag env={name}" in asked(f"{name} VMs").notes


@given(st.from_regex(r"[a-z][a-z0-9_]{2,12}-[0-9]{1,3}", fullmatch=True), st.sampled_from(KEYS))
def test_any_value_after_an_equals_sign_is_the_value(value: str, key: str) -> None:
    assert conditions(f"VMs with {key}={value}") == f"tags.{key} eq {value}"
