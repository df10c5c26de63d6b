"""What usage is of, and what it runs on, where no column of FOCUS says it: tables of patterns.

`SkuMeter` and `ChargeDescription` are free text of the clouds, so that egress, requests or gp3
storage are told by what they say. The text that is looked at is the service, the description and
the meter, in lower case. The first line of a table that fits decides, so that each charge is of one
kind at most and kinds never overlap; what none fits is unknown.

Sources: descriptions and usage types in FOCUS's sample data and in Cost and Usage Reports ("USW2-
DataTransfer-Out-Bytes"), meter names of Azure's price sheet ("Standard Data Transfer Out").

To add a kind, write a line here and its words in the catalog (`cost.toml`). `%` stands for anything
between, an underscore for any one letter.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A value, the texts of which any tells it, and units of use, in lower case, that do so too."""

    value: str
    said: tuple[str, ...]
    units: tuple[str, ...] = ()


USAGE_KINDS = (
    # To its own CDN a cloud's data goes free: no egress.
    Told("CDN origin transfer", ("% to cloudfront", "%from cloudfront", "cloudfront-out-bytes",
                                 "cloudfront-in-bytes")),
    Told("inter-zone transfer", ("regional data transfer", "datatransfer-regional",
                                 "inter-availability zone", "inter-az ")),
    Told("inter-region transfer", ("inter-region", "data transfer to ", "data transfer from ",
                                   "aws-out-bytes", "aws-in-bytes")),
    Told("internet egress", ("data transfer out", "datatransfer-out-bytes")),
    Told("data transfer in", ("data transfer in", "datatransfer-in-bytes")),
    Told("other data transfer", ("data transfer", "datatransfer", "| bandwidth ")),
    Told("NAT data processing", ("nat gateway%data processed", "data processed by nat",
                                 "natgateway-bytes")),
    Told("NAT gateway hours", ("nat gateway hour", "natgateway-hours", "nat gateway%gateway hours",
                               "nat gateway | nat gateway - % gateway")),
    Told("load balancer capacity", ("capacity unit-hour", "capacity units", "lcuusage")),
    Told("load balancer data processing", ("load balanc%data processed",
                                           "load balanc%dataprocessing-bytes")),
    Told("snapshots", ("snapshot",)),
    Told("backup storage", ("backup storage", "backupusage", "backup%data stored")),
    Told("log ingestion", ("log data ingested", "logs ingested", "log ingestion",
                           "logs data ingestion", "log analytics%ingestion",
                           "cloudwatch%dataprocessing-bytes", "vendedlog-bytes")),
    Told("log storage", ("log storage", "cloudwatch%timedstorage", "log analytics%retention")),
    Told("public IPv4 addresses", ("public ipv4", "publicipv4", "ipv4 static public ip",
                                   "ipv4 dynamic public ip", "elasticip:")),
    Told("provisioned IOPS", ("iops-mo", "volumep-iops", "provisioned iops-"),
         ("iops-month", "iops-months", "iops-mo")),
    Told("provisioned throughput", ("mibps-mo", "volumep-throughput"), ("gib/second-months",)),
    Told("tokens", ("input token", "output token", " tokens", "inputtoken", "outputtoken"),
         ("tokens", "token", "1k tokens", "1m tokens")),
    Told("data scanned", ("data scanned", "datascanned")),
    Told("request units", ("request unit", "requestunits", " ru/s")),
    Told("I/O requests", ("i/o request", "iousage", "storageio")),
    Told("requests", (" requests", "per request", "-requests-", "storage accounts%operations"),
         ("requests", "request", "api requests", "api calls")),
    Told("storage", ("provisioned storage", "data stored", "storage used", "of storage",
                     "timedstorage", "volumeusage"),
         ("gb-months", "gb-month", "gb-mo", "gb/month", "gib-months", "gib-mo")),
)  # fmt: skip
# Azure tells a Linux machine by saying nothing: it is unknown there, unless the SKU's details do.
OPERATING_SYSTEMS = (
    Told("Windows", ("windows",)),
    Told("RHEL", ("red hat", "rhel")),
    Told("SUSE", ("suse",)),
    Told("Linux", ("linux",)),
)
DISK_TYPES = (
    Told("gp3", ("gp3",)),
    Told("gp2", ("gp2",)),
    Told("io2", ("io2",)),
    Told("io1", ("io1", "piops")),
    Told("st1", ("st1", "throughput optimized hdd")),
    Told("sc1", ("sc1", "cold hdd")),
    Told("Premium SSD v2", ("premiumv2", "premium ssd v2")),
    Told("Premium SSD", ("premium_lrs", "premium_zrs", "premium ssd")),
    Told("Standard SSD", ("standardssd", "standard ssd")),
    Told("Standard HDD", ("standard_lrs provisioned", "standard hdd")),
    Told("Ultra Disk", ("ultra disk", "ultrassd")),
)
