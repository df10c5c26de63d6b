"""Charges of what in the stock has a daily cost of its own: one line a thing, the same each day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from demo import stock
from demo.ledger import Charge, Line, charge, each_day, usage
from demo.shape import Estate
from demo.stock.thing import Thing

# Subject → (service of AWS, service of Azure, FOCUS category, subcategory).
_SERVICES: Mapping[str, tuple[str, str, str, str]] = {
    "database": ("Amazon Relational Database Service", "Azure SQL Database", "Databases",
                 "Relational Databases"),
    "database_snapshot": ("Amazon Relational Database Service", "Azure SQL Database", "Databases",
                          "Relational Databases"),
    "load_balancer": ("Elastic Load Balancing", "Load Balancer", "Networking",
                      "Application Networking"),
    "nat_gateway": ("Amazon Virtual Private Cloud", "Azure NAT Gateway", "Networking",
                    "Network Connectivity"),
    "log_group": ("AmazonCloudWatch", "Azure Monitor", "Management and Governance",
                  "Observability"),
    "snapshot": ("Amazon Elastic Compute Cloud", "Virtual Machines", "Storage", "Backup Storage"),
    "bucket": ("Amazon Simple Storage Service", "Storage Accounts", "Storage", "Object Storage"),
    "function": ("AWS Lambda", "Functions", "Compute", "Serverless Compute"),
    "container_service": ("Amazon Elastic Container Service", "Azure Container Apps", "Compute",
                          "Containers"),
    "app_plan": ("AWS Elastic Beanstalk", "Azure App Service", "Compute", "Other (Compute)"),
    "cache": ("Amazon ElastiCache", "Azure Cache for Redis", "Databases", "Caching"),
    "warehouse_cluster": ("Amazon Redshift", "Azure Synapse Analytics", "Analytics",
                          "Data Warehouses"),
}  # fmt: skip
# What the other charges of its service are counted in, where that is one unit alone.
_UNITS = {"function": "GB-Seconds"}
_OTHER = ("Amazon Virtual Private Cloud", "Virtual Network", "Networking", "Other (Networking)")


def of_stock(estate: Estate, start: date) -> Iterator[Charge]:
    """Over `[start, today)`, from the day on which each was made, where that is known."""
    today = estate.now.date()
    for thing in stock.things(estate):
        if thing.daily is not None:
            # Not every cloud tells when it was made.
            made = thing.facts.get("created_at") or thing.more.get("made")
            first = max(start, made.date()) if isinstance(made, datetime) else start
            amounts = usage(Decimal(1), thing.daily)
            yield charge(_line(thing), ((day, amounts) for day in each_day(first, today)))


def _line(thing: Thing) -> Line:
    aws = thing.place.account.cloud == "aws"
    of_aws, of_azure, category, subcategory = _SERVICES.get(thing.subject, _OTHER)
    own = thing.facts.get("tags")
    tags = own if isinstance(own, dict) else {}
    return Line(
        thing.place.account, thing.place.region, of_aws if aws else of_azure, category,
        subcategory, f"{thing.subject.replace('_', ' ')}, a day of it",
        _UNITS.get(thing.subject, "Days"),
        f"SKU-{thing.subject}",
        resource=thing.id, resource_id=thing.id,
        resource_name=None if aws else str(thing.facts["name"]),
        resource_type=thing.subject,
        meter_category=None if aws else of_azure,
        tags={str(key): str(value) for key, value in tags.items()},
    )  # fmt: skip
