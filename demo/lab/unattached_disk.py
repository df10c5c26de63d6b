"""Disks that nothing holds: old ones; and a new one, replicas, a volume of Kubernetes."""

from decimal import Decimal

from demo.lab.disk import disk

SUBJECT = "disk"
FLAGGED = ("loose-data", "loose-scratch")
SPARED = {
    "loose-new": "it was made less than 32 days ago",
    "loose-replica": "a replica of Site Recovery",
    "loose-pvc": "a volume of Kubernetes",
    "loose-seed": "a seed of Site Recovery",
}
SAVES = Decimal(1)
DISKS = (
    *disk("loose-data", gib=300, age=200, free=100),
    *disk("loose-scratch", gib=64, age=33, free=33),
    *disk("loose-new", age=20, free=20),
    *disk("loose-replica", clouds=("azure",), suffix="-ASRReplica"),
    *disk("loose-pvc", tags={"kubernetes.io/created-for/pvc/name": "data-0"}),
    *disk("loose-seed", clouds=("azure",), tags={"asrseeddisk": "true"}),
)
