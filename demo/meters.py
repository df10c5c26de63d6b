"""Platform services that are charged by the meter, and the one that ran wild for three days."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Meter:
    """A platform service's use: `base` units a day at `price`, growing by `growth` a month."""

    account: str
    region: str
    service: str
    category: str
    subcategory: str
    what: str
    unit: str
    resource: str | None
    base: float
    price: Decimal
    growth: float = 0.0
    team: str | None = None


D = Decimal
S3, RDS = "Amazon Simple Storage Service", "Amazon Relational Database Service"
CLOUDWATCH, LAMBDA = "AmazonCloudWatch", "AWS Lambda"
VPC, KMS = "Amazon Virtual Private Cloud", "AWS Key Management Service"
SQL, BLOB, MONITOR = "Azure SQL Database", "Storage Accounts", "Azure Monitor"
_OBJECT = ("Storage", "Object Storage")
_DB = ("Databases", "Relational Databases")
_WATCH = ("Management and Governance", "Observability")
_FUNCTION = ("Compute", "Serverless Compute")
_NET = ("Networking", "Network Connectivity")

METERS = (
    Meter("shop-prod", "us-east-1", S3, *_OBJECT, "storage", "GB-Months", "shop-assets",
          310, D("0.023"), 0.02, "web"),
    Meter("shop-prod", "us-east-1", S3, *_OBJECT, "storage", "GB-Months", "shop-backups",
          520, D("0.0125"), 0.03, "platform"),
    Meter("shop-prod", "eu-west-1", S3, *_OBJECT, "storage", "GB-Months", "shop-assets-eu",
          140, D("0.025"), 0.015, "web"),
    Meter("shop-staging", "us-east-1", S3, *_OBJECT, "storage", "GB-Months", "shop-staging-dump",
          90, D("0.023"), 0.0),
    Meter("data-platform", "us-east-1", S3, *_OBJECT, "storage", "GB-Months", "lake-raw",
          2100, D("0.023"), 0.04, "data"),
    Meter("data-platform", "us-east-1", S3, *_OBJECT, "requests", "Requests", "lake-raw",
          900000, D("0.000005"), 0.03, "data"),
    Meter("data-platform", "eu-west-1", S3, *_OBJECT, "storage", "GB-Months", "lake-eu",
          800, D("0.025"), 0.03, "data"),
    Meter("shop-prod", "us-east-1", RDS, *_DB, "db.r6g.xlarge Multi-AZ", "Hours", "orders",
          24, D("0.958"), 0.0, "payments"),
    Meter("shop-prod", "eu-west-1", RDS, *_DB, "db.r6g.large", "Hours", "orders-eu",
          24, D("0.252"), 0.0, "payments"),
    Meter("shop-prod", "us-east-1", RDS, *_DB, "backup storage", "GB-Months", "orders",
          22, D("0.095"), 0.02, "payments"),
    Meter("shop-staging", "us-east-1", RDS, *_DB, "db.t4g.medium", "Hours", "orders-staging",
          24, D("0.065"), 0.0, "payments"),
    Meter("data-platform", "us-east-1", RDS, *_DB, "db.m6g.large", "Hours", "metastore",
          24, D("0.168"), 0.0, "data"),
    Meter("shop-prod", "us-east-1", LAMBDA, *_FUNCTION, "duration", "GB-Seconds", "checkout-hook",
          420000, D("0.0000166667"), 0.03, "payments"),
    Meter("shop-prod", "us-east-1", LAMBDA, *_FUNCTION, "duration", "GB-Seconds", "thumbnailer",
          260000, D("0.0000166667"), 0.02, "web"),
    Meter("data-platform", "us-east-1", LAMBDA, *_FUNCTION, "duration", "GB-Seconds", "ingest",
          780000, D("0.0000166667"), 0.05, "data"),
    Meter("shop-prod", "us-east-1", CLOUDWATCH, *_WATCH, "log ingestion", "GB", "/shop/app",
          24, D("0.50"), 0.01, "platform"),
    Meter("shop-prod", "eu-west-1", CLOUDWATCH, *_WATCH, "log ingestion", "GB", "/shop/app-eu",
          9, D("0.57"), 0.01, "platform"),
    Meter("shop-staging", "us-east-1", CLOUDWATCH, *_WATCH, "log ingestion", "GB", "/staging",
          4, D("0.50")),
    Meter("data-platform", "us-east-1", CLOUDWATCH, *_WATCH, "log ingestion", "GB", "/spark",
          28, D("0.50"), 0.01, "data"),
    Meter("shop-prod", "us-east-1", CLOUDWATCH, *_WATCH, "GetMetricData requests", "Requests",
          None, 21000, D("0.00001")),
    Meter("shop-prod", "us-east-1", VPC, *_NET, "NAT gateway hours", "Hours", "nat-use1",
          24, D("0.045"), 0.0, "platform"),
    Meter("shop-prod", "us-east-1", VPC, *_NET, "NAT gateway data processed", "GB", "nat-use1",
          130, D("0.045"), 0.01, "platform"),
    Meter("data-platform", "us-east-1", VPC, *_NET, "NAT gateway hours", "Hours", "nat-data",
          24, D("0.045"), 0.0, "data"),
    Meter("shop-prod", "us-east-1", "AWS Data Transfer", *_NET, "data transfer out to internet",
          "GB", None, 95, D("0.09"), 0.02),
    Meter("data-platform", "us-east-1", "AWS Data Transfer", *_NET, "inter-region transfer",
          "GB", None, 160, D("0.02"), 0.02),
    Meter("shop-prod", "us-east-1", KMS, "Security", "Security", "customer keys", "Keys",
          None, 0.6, D("1")),
    Meter("retail-prod", "westeurope", SQL, *_DB, "vCore General Purpose", "Hours", "crm-sql",
          96, D("0.1285"), 0.0, "sales"),
    Meter("retail-prod", "northeurope", SQL, *_DB, "DTU Standard S3", "Hours", "web-sql",
          24, D("0.2016"), 0.0, "web"),
    Meter("retail-prod", "westeurope", BLOB, *_OBJECT, "Hot LRS data stored", "GB/Month",
          "stretailassets", 240, D("0.0196"), 0.02, "web"),
    Meter("retail-dev", "eastus", BLOB, *_OBJECT, "Hot LRS data stored", "GB/Month",
          "stretaildev", 60, D("0.0184")),
    Meter("legacy-erp", "westeurope", BLOB, *_OBJECT, "Cool LRS data stored", "GB/Month",
          "sterparchive", 900, D("0.01"), 0.005, "finance"),
    Meter("retail-prod", "westeurope", MONITOR, *_WATCH, "Log Analytics ingestion", "GB",
          "law-retail", 11, D("2.76"), 0.01, "platform"),
    Meter("legacy-erp", "westeurope", SQL, *_DB, "vCore Business Critical", "Hours", "erp-sql",
          96, D("0.3472"), 0.0, "finance"),
    Meter("retail-prod", "westeurope", "Load Balancer", "Networking", "Application Networking",
          "Standard rules", "Hours", "lb-crm", 24, D("0.025"), 0.0, "sales"),
    Meter("retail-prod", "northeurope", "Azure NAT Gateway", *_NET, "gateway hours", "Hours",
          "nat-northeurope", 24, D("0.045"), 0.0, "platform"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A few days on which one service of one account cost many times its usual."""

    account: str
    service: str
    resource: str
    days_ago: tuple[int, ...]
    times: int


ANOMALY = Anomaly("data-platform", CLOUDWATCH, "/spark", (9, 8, 7), 18)
