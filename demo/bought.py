"""What the estate has committed to, and its budgets: in neutral terms, as the truth has them.

Commitments are those of the charges (one ends within 90 days, one is in use by two thirds only),
three that the charges of 13 months cannot know (one that is over since before, one that begins next
month, and one plan that was cancelled), and what the lab has for the rules of waste. Budgets are
planted so that one is over, one will be, one is on track, one has ended, and one is of charges that
nobody has: its spend is unknown.

A cloud's budget counts what was billed in its account since its period began; its forecast is that
at an even pace. Amounts are text, in USD, to the cent; days ISO.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from demo import lab, services
from demo.accounts import account_named
from demo.lab.commitment import fact
from demo.ledger import Charge
from demo.plans import RESERVATION, SAVINGS_PLAN
from demo.shape import Estate

Fact = dict[str, object]
D = Decimal
_CENT = D("0.01")
# Of the budgets of our own: name, what it is for, how often it begins anew, amount.
OWN = (
    ("platform", "cost of team platform", "monthly", "7500"),
    ("shop", "cost of account shop-prod", "quarterly", "36000"),
    ("data team", "cost of team data", "yearly", "90000"),
    ("mars rover", "cost of team mars", "monthly", "500"),
)


def commitments(today: date) -> list[Mapping[str, object]]:
    """Every commitment, in the catalog's words; `hourly` is what all of it costs an hour."""
    known = services.commitments(today)
    plan, plan_since = known[SAVINGS_PLAN]
    held, held_since = known[RESERVATION]
    past = today - timedelta(days=800)
    ahead = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return [
        {
            **_whose("shop-prod", plan.id, SAVINGS_PLAN),
            **_what("savings plan", "Compute", hourly=services.PLAN_HOUR),
            **_when(plan_since, "active", "all upfront"),
        },
        {
            **_whose("retail-prod", held.id, RESERVATION),
            **_what("reservation", "VirtualMachines", "Standard_D8s_v5", services.RESERVED_COUNT),
            **_when(held_since, "active", "monthly"),
            "region": "westeurope",
        },
        {
            **_whose("shop-prod", "4b2293b4-5813-4cc8-9ce3-1957fc1dcfc8", "old-web-reservation"),
            **_what("reservation", "EC2", "m5.large", 4, D("0.24")),
            **_when(past, "expired", "no upfront"),
            "region": "us-east-1",
        },
        {
            **_whose("shop-prod", "orders-db-reservation", "orders-db-reservation"),
            **_what("reservation", "RDS", "db.r5.xlarge", 2, D("0.62")),
            **_when(ahead, "queued", "no upfront"),
            "region": "us-east-1",
        },
        {
            **_whose("retail-dev", _AZURE_PLAN, "trial-compute-plan"),
            **_what("savings plan", "Compute", hourly=D("1.5")),
            **_when(past, "cancelled", "monthly"),
        },
        *(fact(one, today) for one in lab.commitments()),
    ]


_AZURE_PLAN = (
    "/providers/Microsoft.BillingBenefits/savingsPlanOrders/7a1b2c3d-5e6f-4708-91a2-b3c4d5e6f708/"
    "savingsPlans/1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9"
)


def _whose(account: str, identity: str, name: str) -> Fact:
    owner = account_named(account)
    return {
        "id": identity,
        "name": name,
        "cloud": owner.cloud,
        "account": account,
        "account_id": owner.id,
    }


def _what(
    kind: str,
    service: str,
    sku: str | None = None,
    quantity: int | None = None,
    hourly: Decimal | None = None,
) -> Fact:
    return {
        "kind": kind,
        "service": service,
        "region": None,
        "sku": sku,
        "quantity": quantity,
        "hourly": str(hourly) if hourly is not None else None,
    }


def _when(since: date, state: str, payment: str) -> Fact:
    """A year from its first day."""
    end = since + timedelta(days=365)
    return {"payment": payment, "state": state, "start": str(since), "end": str(end)}


def budgets(estate: Estate, charges: Iterable[Charge]) -> list[Fact]:
    """The clouds' budgets, with the figures that the clouds give for them."""
    every = tuple(charges)
    today = estate.now.date()
    month = today.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)

    def planned(name: str, account: str, recurs: str, start: date, share: str) -> Fact:
        """`share`: how far the amount lies from what was spent (0) to the forecast (1)."""
        end = _after(start, 1 if recurs == "monthly" else 3)
        spent = _billed(every, account, start, today)
        ahead = (spent / (today - start).days * (end - start).days).quantize(_CENT)
        amount = (spent + (ahead - spent) * D(share)).quantize(D(1))
        return _budget(account, name, recurs, (start, end)) | _figures(amount, spent, ahead)

    first = date(today.year - 1, 1, 1), date(today.year, 1, 1)
    past = _budget("retail-dev", "retail-dev last year", "monthly", first)
    return [
        planned("shop-prod monthly", "shop-prod", "monthly", month, "-0.2"),
        planned("data-platform monthly", "data-platform", "monthly", month, "0.6"),
        planned("shop-staging monthly", "shop-staging", "monthly", month, "1.5"),
        planned("retail-prod quarterly", "retail-prod", "quarterly", quarter, "1.4"),
        {**past, **_figures(D(800), D(0), None), "ended": True},
    ]


def _budget(account: str, name: str, recurs: str, valid: tuple[date, date]) -> Fact:
    identity = f"{account_named(account).id}:{name}"
    return {
        **_whose(account, identity, name),
        "period": recurs,
        "start": str(valid[0]),
        "end": str(valid[1]),
        "ended": False,
    }


def _figures(amount: Decimal, spent: Decimal, ahead: Decimal | None) -> Fact:
    return {
        "amount": str(amount),
        "spent": str(spent),
        "forecast": str(ahead) if ahead is not None else None,
    }


def _after(start: date, months: int) -> date:
    whole = start.year * 12 + start.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def _billed(charges: Iterable[Charge], account: str, start: date, end: date) -> Decimal:
    total = D(0)
    for charge in charges:
        if charge.line.account.name == account:
            for run in charge.runs:
                last = min(end, run.first + timedelta(days=run.days))
                total += run.amounts.billed * max(0, (last - max(run.first, start)).days)
    return total.quantize(_CENT)


def own_budgets() -> list[dict[str, object]]:
    """What `[[budgets]]` says."""
    return [
        {"name": name, "of": of, "period": period, "amount": amount, "currency": "USD"}
        for name, of, period, amount in OWN
    ]
