"""What could be saved, in the words in which people ask: each with the findings that it means."""

from datetime import date
from typing import Any

import pytest

from intents.context import KnownAccount, ReadContext
from intents.query import Query
from intents.router import read

KNOWN = (KnownAccount("azure", "a1", "retail-prod"), KnownAccount("aws", "1", "shop-prod"))
CONTEXT = ReadContext(date(2026, 11, 18), accounts=KNOWN)
STORAGE = ["bucket", "disk", "snapshot", "file_share"]
IDLE = ["idle", "unused"]


def said(question: str) -> dict[str, Any]:
    found = read(question, CONTEXT).reading
    assert isinstance(found, Query), found
    return dict(found.as_said())


def held_by(question: str) -> dict[str, object]:
    """Field → value of its conditions, with its clouds, accounts and regions."""
    query = said(question)
    held = {one["field"]: one["value"] for one in query.get("where", ())}
    return held | {name: query[name] for name in ("clouds", "accounts", "regions") if name in query}


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Find idle databases we can stop to save money",
         {"category": "idle", "resource_type": "database"}),
        ("find idle load balancers we could delete in us-east-1",
         {"category": "idle", "resource_type": "load_balancer", "regions": ["us-east-1"]}),
        ("idle VMs that are wasting money", {"category": "idle", "resource_type": "vm"}),
        ("Which EC2 instances are over-provisioned?",
         {"category": "oversized", "resource_type": "vm", "clouds": ["aws"]}),
        ("are any of my RDS instances overprovisioned",
         {"category": "oversized", "resource_type": "database", "clouds": ["aws"]}),
        ("Which instances should we downsize?", {"category": "oversized", "resource_type": "vm"}),
        ("what databases could be downsized",
         {"category": "oversized", "resource_type": "database"}),
        ("which load balancers can we delete",
         {"category": "unused", "resource_type": "load_balancer"}),
        ("which load balancers can we safely delete",
         {"category": IDLE, "resource_type": "load_balancer", "risk": "low"}),
        ("Do we have any unused EC2 instances?",
         {"category": IDLE, "resource_type": "vm", "clouds": ["aws"]}),
        ("which VMs should we move to spot", {"rule": "spot_vm"}),
        ("which VMs could run on graviton in shop-prod",
         {"rule": "graviton_vm", "accounts": ["shop-prod"]}),
        ("how can I optimize my EC2 costs", {"resource_type": "vm", "clouds": ["aws"]}),
        ("Help me lower my storage costs", {"resource_type": STORAGE}),
        ("what are some easy ways to lower my costs", {"effort": "low"}),
        ("what should I optimize first", {}),
        ("Run a full AWS waste audit", {"clouds": ["aws"]}),
        ("find everything idle in eu-west-1", {"category": "idle", "regions": ["eu-west-1"]}),
        ("which VMs are good candidates for spot", {"rule": "spot_vm"}),
    ],
)  # fmt: skip
def test_what_could_be_done_is_asked_as_what_is_found(
    question: str, held: dict[str, object]
) -> None:
    query = said(question)
    assert (query["subject"], query["analysis"]) == ("finding", "list")
    assert held_by(question) == held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How much can we save by switching to arm64 instances?", {"rule": "graviton_vm"}),
        ("how much could we save if we moved to spot instances", {"rule": "spot_vm"}),
        ("How much could we save by scheduling non-production environments?",
         {"rule": "off_hours_vm", "tags.env": ["prod", "production"]}),
        ("how much could we save by downsizing databases in eu-west-1",
         {"category": "oversized", "resource_type": "database", "regions": ["eu-west-1"]}),
        ("how much would we save by deleting unused load balancers",
         {"category": IDLE, "resource_type": "load_balancer"}),
    ],
)  # fmt: skip
def test_how_much_is_one_amount_of_what_overlaps_counted_once(
    question: str, held: dict[str, object]
) -> None:
    query = said(question)
    saved = {"name": "counted_saving", "agg": "sum", "field": "counted_saving"}
    assert (query["analysis"], query["measures"]) == ("aggregate", [saved])
    assert held_by(question) == held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Should we buy more Savings Plans?", {"action": "buy savings plan"}),
        ("which reservations should we buy", {"action": "buy reservation"}),
        ("Show me EC2 rightsizing recommendations",
         {"action": "rightsize", "resource_type": "Ec2Instance"}),
        ("cost recommendations for storage accounts in retail-prod",
         {"category": "cost", "resource_type": "Microsoft.Storage/storageAccounts",
          "accounts": ["retail-prod"]}),
        ("show all open recommendations", {}),
    ],
)  # fmt: skip
def test_what_the_clouds_recommend(question: str, held: dict[str, object]) -> None:
    assert said(question)["subject"] == "recommendation"
    assert held_by(question) == held


@pytest.mark.parametrize(
    "question",
    [
        "how much could we save by paying later",
        "how much could we save by deleting our logo",
        "which VMs should we paint",
        "find idle databases we can stop on Fridays",
        "how can I reduce my stress",
        "help me lower the tone of this letter",
        "Run a FinOps audit for all my configured subscriptions",
        "which snapshots should we adopt",
    ],
)
def test_what_the_frames_do_not_hold_is_not_read_as_savings(question: str) -> None:
    assert not isinstance(read(question, CONTEXT).reading, Query)
