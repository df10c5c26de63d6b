"""Which VMs the embedded estate has: planted ones, each with its facts, and fleets.

A planted VM is one line here; its `facts` are the keys under `planted` in the truth. The fleets are
filler: none of them is both below 25% CPU and dearer than `DEAR_PER_DAY`, so that the planted ones
are the whole answer to "low CPU and expensive".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Literal

from demo.prices import vm_hour
from demo.shape import State

# 30 days of it come near $90, well below the $100 that people ask about.
DEAR_PER_DAY = Decimal(3)
OLD_DAYS = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """A VM to be. `cpu` is its mean in percent, None: it reports none; `steady`: exactly that.

    Days count back from today: `age_days` since it was made, `off_days` since it was stopped,
    `gone_days` since it was deleted, `silent_days` without metrics. `traffic` is how much it sends
    and receives beside what is usual for its CPU. With `office` it is busy from the one hour to the
    other on workdays alone, and in the last `late_days` at all hours. `scale_set` is of Azure.
    It stands in the first subnet of `network`, or in any of its place's own.
    `tags` are laid over what its role and account give; a value of None takes a tag away.
    """

    name: str
    account: str
    region: str
    size: str
    cpu: float | None
    facts: tuple[str, ...] = ()
    steady: bool = False
    state: State = "running"
    age_days: int = OLD_DAYS
    off_days: int = 0
    gone_days: int = 0
    silent_days: int = 0
    os: Literal["linux", "windows"] = "linux"
    spot: bool = False
    hours: int = 24
    workdays_only: bool = False
    commitment: str | None = None
    public: bool = False
    traffic: float = 1.0
    office: tuple[int, int] | None = None
    late_days: int = 0
    own_licence: bool = False
    scale_set: str | None = None
    network: str = ""
    tags: Mapping[str, str | None] = field(default_factory=dict)


SAVINGS_PLAN = "prod-compute-plan"
RESERVATION = "d8s-v5-reservation"
_BARE: Mapping[str, str | None] = dict.fromkeys(
    ("env", "team", "owner", "app", "cost-center", "Name")
)
_LOW = ("low_cpu_high_cost",)


def planted(today: date) -> tuple[Plan, ...]:
    """The VMs that stand for something."""
    whole_month = (today.day - 1) + 25  # 25 days of it fall into last month
    return (
        Plan("report-1", "shop-prod", "us-east-1", "m5.2xlarge", 6.1, _LOW),
        Plan("search-legacy-1", "shop-prod", "eu-west-1", "c5.2xlarge", 14.8, _LOW,
             commitment=SAVINGS_PLAN, public=True),
        Plan("staging-db-1", "shop-staging", "us-east-1", "r5.xlarge", 4.2, _LOW),
        Plan("etl-legacy-1", "data-platform", "us-east-1", "r5.2xlarge", 11.4, _LOW),
        Plan("gpu-dev-1", "data-platform", "eu-west-1", "g4dn.xlarge", 1.7, (*_LOW, "idle")),
        Plan("crm-app-1", "retail-prod", "westeurope", "Standard_D8s_v5", 9.3, _LOW),
        Plan("win-report-1", "retail-prod", "northeurope", "Standard_E8s_v5", 17.9, _LOW,
             os="windows"),
        Plan("dev-sql-1", "retail-dev", "eastus", "Standard_E4s_v5", 12.6, _LOW),
        # Data on 7 of the last 14 days is half of them, and enough; on 5 it is not.
        Plan("half-1", "shop-prod", "us-east-1", "m5.xlarge", 10.2,
             (*_LOW, "metrics_on_half_of_days"), silent_days=7),
        Plan("flaky-1", "shop-prod", "eu-west-1", "m5.2xlarge", 5.5, ("sparse_metrics",),
             silent_days=9),
        Plan("flaky-2", "retail-prod", "westeurope", "Standard_D4s_v5", 8.8, ("sparse_metrics",),
             silent_days=10),
        Plan("blackbox-1", "data-platform", "us-east-1", "m5.2xlarge", None,
             ("no_metrics_expensive",)),
        Plan("noagent-1", "retail-prod", "westeurope", "Standard_D8s_v5", None,
             ("no_metrics_expensive",), os="windows"),
        Plan("quiet-1", "shop-staging", "eu-west-1", "t3.micro", None, ("no_metrics_cheap",)),
        Plan("pivot-1", "shop-prod", "us-east-1", "m5.2xlarge", 20.0, ("cpu_exactly_20",),
             steady=True),
        Plan("pivot-2", "retail-dev", "eastus", "Standard_D8s_v5", 20.0, ("cpu_exactly_20",),
             steady=True),
        # 20 hours at $0.20 are $4 a day: 25 days of it are $100.00 to the cent.
        Plan("ledger-1", "shop-prod", "us-east-1", "m6i.xlarge", 8.0,
             ("cost_exactly_100_last_30_days",), age_days=25, hours=20),
        Plan("ledger-2", "shop-prod", "us-east-1", "m6i.xlarge", 7.0,
             ("cost_exactly_100_last_month", "low_cpu_high_cost_last_30_days_only"),
             age_days=whole_month, hours=20),
        Plan("cron-1", "shop-prod", "us-east-1", "t3.micro", 2.3, ("low_cpu_cheap", "idle")),
        Plan("cron-2", "shop-staging", "us-east-1", "t3.medium", 3.1, ("low_cpu_cheap",)),
        Plan("jump-1", "retail-prod", "westeurope", "Standard_B2s", 1.9,
             ("low_cpu_cheap", "idle"), public=True),
        Plan("busy-1", "shop-prod", "us-east-1", "c5.2xlarge", 83.0, ("busy_expensive",)),
        Plan("busy-2", "retail-prod", "westeurope", "Standard_F8s_v2", 77.5,
             ("busy_expensive",)),
        Plan("checkout-1", "shop-prod", "us-east-1", "c5.2xlarge", 55.0, ("committed",),
             commitment=SAVINGS_PLAN),
        Plan("checkout-2", "shop-prod", "us-east-1", "c5.2xlarge", 51.0, ("committed",),
             commitment=SAVINGS_PLAN),
        Plan("crm-db-1", "retail-prod", "westeurope", "Standard_D8s_v5", 46.0, ("committed",),
             commitment=RESERVATION),
        Plan("crm-db-2", "retail-prod", "westeurope", "Standard_D8s_v5", 41.0, ("committed",),
             commitment=RESERVATION),
        Plan("bridge-1", "shop-prod", "eu-west-1", "t3.large", 33.0, ("same_name_in_both_clouds",)),
        Plan("bridge-1", "retail-prod", "westeurope", "Standard_D2s_v5", 35.0,
             ("same_name_in_both_clouds",)),
        Plan("old-report-1", "shop-prod", "us-east-1", "m5.xlarge", 5.0, ("stopped",),
             state="stopped", off_days=40),
        Plan("old-report-2", "shop-staging", "us-east-1", "t3.large", 9.0, ("stopped",),
             state="stopped", off_days=75),
        Plan("old-etl-1", "data-platform", "us-east-1", "r5.xlarge", 12.0, ("stopped",),
             state="stopped", off_days=20),
        Plan("parked-1", "retail-prod", "westeurope", "Standard_D4s_v5", 4.0,
             ("stopped", "stopped_still_billed"), state="stopped", off_days=21),
        Plan("parked-2", "retail-dev", "eastus", "Standard_B4ms", 6.0,
             ("stopped", "stopped_still_billed"), state="stopped", off_days=16),
        Plan("idle-vdi-1", "retail-dev", "eastus", "Standard_D4s_v5", 3.0, ("deallocated",),
             state="deallocated", off_days=33, os="windows"),
        Plan("idle-vdi-2", "retail-dev", "eastus", "Standard_D4s_v5", 3.5, ("deallocated", *_LOW),
             state="deallocated", off_days=3, os="windows"),
        Plan("new-1", "shop-prod", "eu-west-1", "m5.2xlarge", 9.0, ("recent",), age_days=3),
        Plan("new-2", "retail-prod", "northeurope", "Standard_D8s_v5", 7.0, ("recent",),
             age_days=3),
        Plan("win-app-1", "shop-prod", "eu-west-1", "m5.large", 37.0, ("windows_on_aws",),
             os="windows"),
        Plan("ghost-1", "shop-prod", "us-east-1", "m5.xlarge", None, ("deleted",), gone_days=14),
        Plan("spark-spot-1", "data-platform", "us-east-1", "r5.2xlarge", 62.0, ("spot",),
             spot=True),
        Plan("spark-spot-2", "data-platform", "us-east-1", "r5.2xlarge", 58.0, ("spot",),
             spot=True),
        Plan("ci-spot-1", "retail-dev", "eastus", "Standard_F4s_v2", 44.0, ("spot",), spot=True),
        *(
            Plan("web-asg", "shop-prod", "us-east-1", "t3.large", 38.0 + n, ("autoscaling",),
                 age_days=6 + n, tags={"aws:autoscaling:groupName": "web-asg"})
            for n in range(4)
        ),
        Plan("kiosk-1", "shop-staging", "eu-west-1", "t3.medium", 21.5, ("hostile_tags",),
             tags={"owner": "<script>alert(1)</script>", "app": "=cmd|' /C calc'!A0",
                   "team": "*bold* <!channel>"}),
        Plan("kiosk-2", "retail-dev", "westeurope", "Standard_B2s", 24.0, ("hostile_tags",),
             tags={"owner": "Zoë Ñandú 🚀", "app": "@everyone [x](http://x)", "team": "платежи"}),
        Plan("<!channel> *web*", "shop-staging", "eu-west-1", "t3.medium", 27.0,
             ("hostile_name",)),
        Plan("", "data-platform", "eu-west-1", "t3.large", 31.0, ("untagged",), tags=_BARE),
        Plan("bare-1", "retail-prod", "northeurope", "Standard_D2s_v5", 29.0, ("untagged",),
             tags=_BARE),
        Plan("blank-1", "shop-prod", "eu-west-1", "t3.large", 26.0, ("empty_tag",),
             tags={"team": "", "owner": ""}),
        Plan("Mixed-Case-1", "shop-prod", "us-east-1", "t3.large", 30.0, ("odd_case_tag",),
             tags={"env": None, "Env": "PROD", "team": None, "Team": "Payments"}),
        Plan("mixed-case-2", "retail-prod", "westeurope", "Standard_D2s_v5", 32.0,
             ("odd_case_tag",), tags={"team": "PAYMENTS", "env": "Prod"}),
        # Behind places that refuse to be read: their charges are known, they themselves are not.
        Plan("risk-model-1", "data-platform", "ap-southeast-1", "r5.2xlarge", 5.0,
             ("denied_low_cpu_high_cost",)),
        Plan("erp-core-1", "legacy-erp", "westeurope", "Standard_E8s_v5", 7.2,
             ("denied_low_cpu_high_cost",)),
    )  # fmt: skip


_SMALL = ("t3.medium", "t3.large", "m5.large")
_LARGE = ("m5.xlarge", "c5.xlarge", "m5.2xlarge")
_MEMORY = ("r5.xlarge", "r5.2xlarge", "m5.2xlarge")
_SMALL_AZURE = ("Standard_B2s", "Standard_D2s_v5", "Standard_B4ms")
_LARGE_AZURE = ("Standard_D4s_v5", "Standard_F4s_v2", "Standard_D4s_v5")
_MEMORY_AZURE = ("Standard_E4s_v5", "Standard_E8s_v5", "Standard_D8s_v5")

# (account, region, role, how many, sizes)
FLEETS = (
    ("shop-prod", "us-east-1", "web", 7, _SMALL),
    ("shop-prod", "us-east-1", "api", 5, _LARGE),
    ("shop-prod", "us-east-1", "db", 2, _MEMORY),
    ("shop-prod", "us-east-1", "cache", 2, _SMALL),
    ("shop-prod", "eu-west-1", "web", 3, _SMALL),
    ("shop-prod", "eu-west-1", "api", 2, _LARGE),
    ("shop-prod", "eu-west-1", "search", 3, _LARGE),
    ("shop-prod", "ap-southeast-1", "web", 3, _SMALL),
    ("shop-prod", "ap-southeast-1", "api", 2, _LARGE),
    ("shop-staging", "us-east-1", "web", 2, _SMALL),
    ("shop-staging", "us-east-1", "api", 2, _SMALL),
    ("shop-staging", "eu-west-1", "ci", 3, _LARGE),
    ("data-platform", "us-east-1", "batch", 4, _LARGE),
    ("data-platform", "us-east-1", "spark", 3, _MEMORY),
    ("data-platform", "eu-west-1", "batch", 2, _LARGE),
    ("data-platform", "ap-southeast-1", "batch", 2, _LARGE),
    ("data-platform", "ap-southeast-1", "spark", 2, _MEMORY),
    ("retail-prod", "westeurope", "web", 5, _SMALL_AZURE),
    ("retail-prod", "westeurope", "api", 3, _LARGE_AZURE),
    ("retail-prod", "westeurope", "db", 2, _MEMORY_AZURE),
    ("retail-prod", "northeurope", "web", 3, _SMALL_AZURE),
    ("retail-prod", "northeurope", "ad", 2, _SMALL_AZURE),
    ("retail-dev", "eastus", "api", 2, _SMALL_AZURE),
    ("retail-dev", "eastus", "vdi", 3, _LARGE_AZURE),
    ("retail-dev", "westeurope", "ci", 2, _SMALL_AZURE),
    ("legacy-erp", "westeurope", "erp", 3, _MEMORY_AZURE),
    ("legacy-erp", "northeurope", "file", 2, _SMALL_AZURE),
)
WINDOWS_ROLES = frozenset({"ad", "vdi", "file"})
# Machines that people switch off for the night and the weekend.
OFFICE_ROLES = frozenset({"ci", "vdi"})


def fleets(random: Random) -> Iterator[Plan]:
    """The filler; numbers run through the whole estate, so that a name is one machine."""
    count: dict[str, int] = {}
    for account, region, role, many, sizes in FLEETS:
        for _ in range(many):
            count[role] = count.get(role, 0) + 1
            size = random.choice(sizes)
            windows = role in WINDOWS_ROLES
            os: Literal["linux", "windows"] = "windows" if windows else "linux"
            dear = vm_hour(size, region, os) * 24 > DEAR_PER_DAY
            yield Plan(
                f"{role}-{count[role]}",
                account,
                region,
                size,
                round(random.uniform(28, 72) if dear else random.uniform(5, 70), 1),
                age_days=random.randint(60, 900),
                os=os,
                hours=12 if role in OFFICE_ROLES else 24,
                workdays_only=role in OFFICE_ROLES,
                public=role == "web" and random.random() < 0.5,
            )
