"""What people call things of both clouds: plurals, abbreviations, and typos with an echo."""

from intents import catalog
from intents.query import Query
from tests.intents.reading import asked

from .tables import differing, query

SAID = (
    ("EC2s", "vm aws"),
    ("ec2 instances", "vm aws"),
    ("ec2 instance", "vm aws"),
    ("ec2 intsances", "vm aws"),
    ("instances", "vm"),
    ("virtual machines", "vm"),
    ("virtul machines", "vm"),
    ("vms", "vm"),
    ("VM", "vm"),
    ("virtual machine", "vm"),
    ("azure vms", "vm azure"),
    ("machines", "vm"),
    ("servers", "vm"),
    ("databases", "database"),
    ("rds databses", "database aws"),
    ("RDS instances", "database aws"),
    ("rds", "database aws"),
    ("db instances", "database"),
    ("azure sql databases", "database azure"),
    ("lambdas", "function aws"),
    ("lamdas", "function aws"),
    ("lambda functions", "function aws"),
    ("azure functions", "function azure"),
    ("buckets", "bucket"),
    ("s3 buckets", "bucket aws"),
    ("S3", "bucket aws"),
    ("storage accounts", "bucket azure"),
    ("disks", "disk"),
    ("volumes", "disk"),
    ("ebs volumes", "disk aws"),
    ("ebs", "disk aws"),
    ("managed disks", "disk azure"),
    ("snapshots", "snapshot"),
    ("ebs snapshots", "snapshot aws"),
    ("snapsots", "snapshot"),
    ("load balancers", "load_balancer"),
    ("ELBs", "load_balancer aws"),
    ("albs", "load_balancer aws"),
    ("lbs", "load_balancer"),
    ("clusters", "cluster"),
    ("eks clusters", "cluster"),
    ("aks clusters", "cluster"),
    ("kubernetes clusters", "cluster"),
    ("k8s clusters", "cluster"),
    ("elastic ips", "public_ip aws"),
    ("eips", "public_ip aws"),
    ("public ips", "public_ip"),
    ("NAT gateways", "nat_gateway"),
    ("vpcs", "network aws"),
    ("VNets", "network azure"),
    ("subnets", "subnet"),
    ("security groups", "security_group"),
    ("nsgs", "security_group azure"),
    ("images", "image"),
    ("AMIs", "image aws"),
    ("log groups", "log_group"),
    ("queues", "queue"),
    ("sqs queues", "queue aws"),
    ("secrets", "secret"),
    ("topics", "topic"),
    ("sns topics", "topic aws"),
    ("redis caches", "cache"),
    ("elasticache clusters", "cache aws"),
    ("api gateways", "api_gateway"),
    ("budgets", "budget"),
    ("recommendations", "recommendation"),
    ("reservations", "commitment"),
    ("savings plans", "commitment"),
    ("unicorns", "Unread"),
    ("instnaces in us-east-1", "vm"),
    ("dsiks", "disk"),
    ("bukets", "bucket"),
    ("databse", "database"),
    ("clustres", "cluster"),
)
MISSPELT = (
    ("instnaces", "instances"), ("intsances", "instances"), ("instnces", "instances"),
    ("databse", "database"), ("databses", "databases"),
    ("snapsots", "snapshots"), ("snapshotss", "snapshots"), ("clustres", "clusters"),
    ("bukets", "buckets"), ("dsiks", "disks"), ("lamdas", "lambdas"),
    ("virtul machines", "virtual"), ("fucntions named a-1", "functions"),
)  # fmt: skip


def kind(words: str) -> str:
    """The subject, and the clouds that its word says."""
    found = query(words)
    return found if isinstance(found, str) else " ".join([found.subject, *found.clouds])


def test_a_kind_of_things_is_found_by_every_word_for_it() -> None:
    assert not differing(SAID, kind)


def test_every_plural_of_the_catalog_names_its_subject() -> None:
    for subject in catalog.subjects():
        found = query(f"how many {subject.plural} do we have")
        if not isinstance(found, str):
            assert found.subject == subject.name, subject.plural


def test_a_misspelt_word_is_read_and_echoed() -> None:
    for words, right in MISSPELT:
        found = asked(words)
        assert isinstance(found.reading, Query), words
        assert any(note.endswith(f"is read as {right!r}") for note in found.notes), words
