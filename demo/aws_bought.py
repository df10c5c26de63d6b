"""AWS's answers about reservations and savings plans, which moto has none of; and its budgets.

Each service in its own protocol: EC2 and RDS, ElastiCache and Redshift in XML, OpenSearch and
Savings Plans in JSON. What an account has not is an empty list. Budgets are put into moto itself.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from moto.budgets.models import budgets_backends

Fact = Mapping[str, object]
# (content type, body)
Answer = tuple[str, str]
_XML, _JSON = "text/xml;charset=UTF-8", "application/json"
_YEAR = 365 * 24 * 3600
_UNITS = {"monthly": "MONTHLY", "quarterly": "QUARTERLY", "yearly": "ANNUALLY"}
_FOREVER = datetime(2087, 6, 15, tzinfo=UTC)


def answer(
    service: str, action: str, account: str, region: str, facts: Iterable[Fact]
) -> Answer | None:
    """The answer to one signed request; None where it is moto's."""
    make = _ANSWERS.get((service, action))
    own = [one for one in facts if one["account_id"] == account]
    return make(own, region) if make else None


def _of(facts: Iterable[Fact], kind: str, service: str, region: str) -> list[Fact]:
    return [
        one
        for one in facts
        if (one["kind"], one["service"], one["region"]) == (kind, service, region)
    ]


def _ec2(facts: Iterable[Fact], region: str) -> Answer:
    items = "".join(
        _tags(
            "item",
            reservedInstancesId=one["id"],
            instanceType=one["sku"],
            instanceCount=one["quantity"],
            start=f"{one['start']}T00:00:00.000Z",
            end=f"{one['end']}T00:00:00.000Z",
            duration=_YEAR,
            usagePrice="0.0",
            fixedPrice="0.0",
            productDescription="Linux/UNIX",
            state="retired" if one["state"] == "expired" else one["state"],
            currencyCode="USD",
            offeringClass="standard",
            offeringType="No Upfront",
            scope="Region",
            recurringCharges={"item": {"frequency": "Hourly", "amount": _each(one)}},
            tagSet={"item": {"key": "Name", "value": one["name"]}},
        )
        for one in _of(facts, "reservation", "EC2", region)
    )
    body = f"<requestId>1</requestId><reservedInstancesSet>{items}</reservedInstancesSet>"
    return _XML, _enclosed("DescribeReservedInstances", "ec2", "2016-11-15", body)


def _rds(facts: Iterable[Fact], region: str) -> Answer:
    items = "".join(
        _tags(
            "ReservedDBInstance",
            ReservedDBInstanceId=one["id"],
            ReservedDBInstanceArn=f"arn:aws:rds:{region}:{one['account_id']}:ri:{one['id']}",
            DBInstanceClass=one["sku"],
            DBInstanceCount=one["quantity"],
            StartTime=f"{one['start']}T00:00:00.000Z",
            Duration=_YEAR,
            FixedPrice="0.0",
            UsagePrice="0.0",
            CurrencyCode="USD",
            OfferingType="No Upfront",
            ProductDescription="postgresql",
            MultiAZ="false",
            State=one["state"],
            RecurringCharges={
                "RecurringCharge": {
                    "RecurringChargeAmount": _each(one),
                    "RecurringChargeFrequency": "Hourly",
                }
            },
        )
        for one in _of(facts, "reservation", "RDS", region)
    )
    return _XML, _result("DescribeReservedDBInstances", "ReservedDBInstances", items, "rds",
                         "2014-10-31")  # fmt: skip


def _elasticache(_: Iterable[Fact], __: str) -> Answer:
    return _XML, _result(
        "DescribeReservedCacheNodes", "ReservedCacheNodes", "", "elasticache", "2015-02-02"
    )


def _redshift(_: Iterable[Fact], __: str) -> Answer:
    return _XML, _result("DescribeReservedNodes", "ReservedNodes", "", "redshift", "2012-12-01")


def _opensearch(_: Iterable[Fact], __: str) -> Answer:
    return _JSON, json.dumps({"ReservedInstances": []})


def _savings_plans(facts: Iterable[Fact], _: str) -> Answer:
    plans = [
        {
            "savingsPlanId": str(one["id"]).rpartition("/")[2],
            "savingsPlanArn": one["id"],
            "description": "1 year compute savings plan",
            "start": f"{one['start']}T00:00:00.000Z",
            "end": f"{one['end']}T00:00:00.000Z",
            "state": one["state"],
            "savingsPlanType": one["service"],
            "paymentOption": str(one["payment"]).title(),
            "currency": "USD",
            "commitment": one["hourly"],
            "termDurationInSeconds": _YEAR,
            "tags": {"Name": one["name"]},
        }
        for one in facts
        if one["kind"] == "savings plan"
    ]
    return _JSON, json.dumps({"savingsPlans": plans})


_ANSWERS: Mapping[tuple[str, str], Callable[[Iterable[Fact], str], Answer]] = {
    ("ec2", "DescribeReservedInstances"): _ec2,
    ("rds", "DescribeReservedDBInstances"): _rds,
    ("elasticache", "DescribeReservedCacheNodes"): _elasticache,
    ("redshift", "DescribeReservedNodes"): _redshift,
    ("es", "/2021-01-01/opensearch/reservedInstances"): _opensearch,
    ("savingsplans", "/DescribeSavingsPlans"): _savings_plans,
}
# Services that are asked here at all: only their requests are looked into.
SERVICES = frozenset(service for service, _ in _ANSWERS)


def _each(one: Fact) -> str:
    """What one of several costs an hour: the clouds price them one by one."""
    return str(float(str(one["hourly"])) / int(str(one["quantity"])))


def _tags(name: str, **parts: object) -> str:
    return f"<{name}>{''.join(_tag(key, part) for key, part in parts.items())}</{name}>"


def _tag(name: str, part: object) -> str:
    if isinstance(part, Mapping):
        return _tags(name, **{str(key): inner for key, inner in part.items()})
    return f"<{name}>{escape(str(part))}</{name}>"


def _result(action: str, held: str, items: str, service: str, version: str) -> str:
    inner = f"<{action}Result><{held}>{items}</{held}></{action}Result>"
    return _enclosed(
        action, service, version,
        f"{inner}<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>",
    )  # fmt: skip


def _enclosed(action: str, service: str, version: str, body: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{action}Response '
        f'xmlns="http://{service}.amazonaws.com/doc/{version}/">{body}</{action}Response>'
    )


def fill_budgets(facts: Iterable[Fact]) -> None:
    """Put the budgets into moto, and one of hours beside them, which is no budget of money."""
    own = [one for one in facts if one["cloud"] == "aws"]
    for one in own:
        spends = {"ActualSpend": _spend(one["spent"]), "ForecastedSpend": _spend(one["forecast"])}
        _put(str(one["account_id"]), {
            "BudgetName": one["name"],
            "BudgetType": "COST",
            "TimeUnit": _UNITS[str(one["period"])],
            "BudgetLimit": _spend(one["amount"]),
            "CalculatedSpend": spends,
            "TimePeriod": {"Start": _epoch(one["start"]), "End": _FOREVER.timestamp()},
        })  # fmt: skip
    hours = {"Amount": "5000", "Unit": "Hrs"}
    _put(str(own[0]["account_id"]), {
        "BudgetName": "instance hours",
        "BudgetType": "USAGE",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": hours,
        "CalculatedSpend": {"ActualSpend": hours},
        "TimePeriod": {"Start": _epoch(own[0]["start"]), "End": _FOREVER.timestamp()},
    })  # fmt: skip


def _put(account: str, budget: dict[str, object]) -> None:
    backend = budgets_backends[account]["aws"]
    backend.budgets[account].pop(str(budget["BudgetName"]), None)
    backend.create_budget(account, budget, [])


def _spend(amount: object) -> dict[str, str]:
    return {"Amount": str(amount), "Unit": "USD"}


def _epoch(day: object) -> float:
    return datetime.fromisoformat(str(day)).replace(tzinfo=UTC).timestamp()
