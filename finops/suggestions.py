"""Complete questions that lead on from an answer; every one of them can be read by the rules."""

from intents.catalog import Subject, subject
from intents.query import Query

_BY_SUBJECT = {
    "vm": (
        "top 10 VMs by cost last month",
        "list VMs with CPU < 20% and cost > $100",
        "how many VMs by region",
    ),
    "disk": ("which disks are unattached", "top 10 disks by cost last month"),
    "public_ip": ("unassociated public IPs", "list all public IPs"),
    "network": ("list all subnets", "list all VMs"),
    "subnet": ("list all networks", "list all VMs"),
    "account": ("cost by account last month", "how many VMs by account"),
    "budget": (
        "which budgets will we breach this month",
        "forecast this month's cost",
        "cost by team this month",
    ),
    "commitment": (
        "which commitments expire in the next 90 days",
        "commitment coverage by service last month",
        "savings plan utilisation by month",
        "how much commitment did we waste last month",
    ),
    "price": ("price of m5.large in us-east-1", "cheapest 4 vCPU VM in westeurope"),
    "quota": ("which quotas are more than 80% used", "vCPU quota in us-east-1"),
    "recommendation": (
        "potential savings by account",
        "how many recommendations by category",
        "top 5 recommendations by savings",
        "cost by service last month",
    ),
    "cost": (
        "cost by service last month",
        "cost by team last month",
        "cost by account last month",
        "why did cost go up last month",
        "daily cost for the last 14 days",
        "top 10 VMs by cost last month",
    ),
}
_OF_CHANGE = (
    "what changed last month by account",
    "which resources got more expensive last month",
    "new resources since last month and what they cost",
    "why did cost go up last month",
)
_OF_ANOMALIES = (
    "why did cost go up last month",
    "any anomalies by team last month",
    "daily cost for the last 14 days",
)
_OF_A_FORECAST = (
    "forecast next 3 months by service",
    "what will our bill be at the end of the year",
    "any anomalies this month",
)


def suggestions(query: Query) -> tuple[str, ...]:
    """The best first; among them may be the question itself, which only a reader can tell."""
    if query.analysis == "coverage":
        return _BY_SUBJECT["commitment"]
    if query.analysis == "change" and query.subject == "cost":
        return _OF_CHANGE
    if query.analysis == "anomalies":
        return _OF_ANOMALIES
    if query.analysis == "forecast":
        return _OF_A_FORECAST
    return _BY_SUBJECT.get(query.subject) or _of(subject(query.subject))


def _of(known: Subject) -> tuple[str, ...]:
    """What can be asked about any kind of resource."""
    by = [name for name in ("region", "account") if name in known.fields]
    cost = [f"top 10 {known.plural} by cost last month"] if known.billable else []
    return (f"list all {known.plural}", *(f"how many {known.plural} by {one}" for one in by), *cost)
