"""What usage is of, told by the text of charges, on descriptions that both clouds write."""

from datetime import date

import duckdb
import pytest
from sqlglot import exp

from finops.derived import CHARGE_TEXT, charge_text, derived
from finops.plan import Plan
from intents import catalog
from intents.catalog import Field
from intents.period import Calendar
from intents.query import Condition, Query


def told(field: str, **charge: str) -> str | None:
    """The value of a derived field of one charge of use; what is not given is null."""
    cells = {"charge_category": "Usage", **charge}

    def spell(of: Field, _: Condition | None) -> exp.Expr:
        known = cells.get(of.name)
        return exp.cast(exp.null() if known is None else exp.convert(known), "text")

    known = catalog.subject("cost").fields[field]
    plan = Plan(Query(subject="cost"), date(2026, 11, 18), Calendar())
    text = exp.select(exp.alias_(charge_text(spell), CHARGE_TEXT)).subquery("told")
    sql = exp.select(derived(known, plan, spell)).from_(text).sql("duckdb")
    with duckdb.connect() as connection:
        found = connection.execute(sql).fetchall()
    return None if found[0][0] is None else str(found[0][0])


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("$0.090 per GB - first 10 TB / month data transfer out beyond the global free tier",
         "internet egress"),
        ("Rtn Preference: MGN - Standard Data Transfer Out", "internet egress"),
        ("$0.00 per GB data transfer out of US East (Northern Virginia) to CloudFront",
         "CDN origin transfer"),
        ("$0.02 per GB - US West (Oregon) data transfer to EU (Germany)", "inter-region transfer"),
        ("Bandwidth Inter-Region - Intra Continent Data Transfer Out - North America",
         "inter-region transfer"),
        ("$0.010 per GB - regional data transfer - in/out/between EC2 AZs or using elastic IPs",
         "inter-zone transfer"),
        ("$0.000 per GB - data transfer in per month", "data transfer in"),
        ("$0.045 per GB Data Processed by NAT Gateways", "NAT data processing"),
        ("$0.045 per NAT Gateway Hour", "NAT gateway hours"),
        ("$0.008 per used Application load balancer capacity unit-hour (or partial hour)",
         "load balancer capacity"),
        ("Load Balancer - Standard Data Processed", "load balancer data processing"),
        ("$0.05 per GB-Month of snapshot data stored - US West (Oregon)", "snapshots"),
        ("$0.50 per GB custom log data ingested in Standard log class", "log ingestion"),
        ("$0.03 per GB-mo of log storage - US West (Oregon)", "log storage"),
        ("$0.005 per In-use public IPv4 address per hour", "public IPv4 addresses"),
        ("$0.005 per provisioned IOPS-month of gp3 - US West (Oregon)", "provisioned IOPS"),
        ("$0.20 per RDS million I/O requests (Aurora PostgreSQL)", "I/O requests"),
        ("$0.25 per million write request units (Oregon)", "request units"),
        ("$0.004 per 10,000 GET and all other requests", "requests"),
        ("AWS Lambda - Total Requests - US East (Ohio)", "requests"),
        ("$0.125 per GB-month of Provisioned IOPS SSD (io1) provisioned storage", "storage"),
        ("$1.624 per On Demand Linux g5.4xlarge Instance Hour", None),
    ],
)  # fmt: skip
def test_descriptions_tell_what_usage_is_of(description: str, kind: str | None) -> None:
    assert told("usage_kind", charge_description=description) == kind


@pytest.mark.parametrize(
    ("meter", "kind"),
    [
        ("USW2-DataTransfer-Out-Bytes", "internet egress"),
        ("USW2-USE1-AWS-Out-Bytes", "inter-region transfer"),
        ("USW2-DataTransfer-Regional-Bytes", "inter-zone transfer"),
        ("NatGateway-Bytes", "NAT data processing"),
        ("LCUUsage", "load balancer capacity"),
        ("EBS:SnapshotUsage", "snapshots"),
        ("EBS:VolumeUsage.gp3", "storage"),
    ],
)
def test_usage_types_tell_it_too(meter: str, kind: str) -> None:
    assert told("usage_kind", sku_meter=meter) == kind


def test_only_usage_is_of_a_kind() -> None:
    credit = {"charge_category": "Credit", "charge_description": "credit for data transfer out"}
    assert told("usage_kind", **credit) is None


def test_a_charge_without_any_text_is_of_no_known_kind() -> None:
    assert told("usage_kind") is None


def test_a_disk_and_what_was_provisioned_for_it_have_its_type() -> None:
    assert told("disk_type", sku_meter="EBS:VolumeUsage.gp3") == "gp3"
    assert told("disk_type", charge_description="per provisioned IOPS-month of gp3") == "gp3"
    assert told("disk_type", charge_description="Premium SSD Managed Disks - P6 LRS") == (
        "Premium SSD"
    )


def test_what_a_machine_runs_is_unknown_where_nothing_tells_it() -> None:
    windows = "Virtual Machines Dv2 Series Windows - D11 v2"
    assert told("operating_system", charge_description=windows) == "Windows"
    assert told("operating_system", charge_description="Virtual Machines Dv2 - D11 v2") is None


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [("2026-10-30", "weekday", "Friday"), ("2026-10-31", "weekend", "Saturday"),
     ("2026-11-01", "weekend", "Sunday"), ("2026-11-02", "weekday", "Monday")],
)  # fmt: skip
def test_the_day_on_which_a_charge_begins_is_a_weekday_or_not(
    day: str, kind: str, name: str
) -> None:
    assert told("day_type", charge_period_start=day) == kind
    assert told("day_of_week", charge_period_start=day) == name
