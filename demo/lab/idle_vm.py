"""Idle VMs: quiet ones; and ones that send, wake up, are new, grouped, or measured by nobody."""

from decimal import Decimal

from demo.lab.vm import QUIET, vm

SUBJECT = "vm"
FLAGGED = ("idle-quiet", "idle-still")
SPARED = {
    "idle-sends": "its CPU is low, and it sends and receives",
    "idle-awake": "its CPU rises above 5% at times",
    "idle-new": "it is younger than the window",
    "idle-mute": "nobody measures it",
    "idle-asg": "it is part of a group",
}
SAVES = Decimal(1)
VMS = (
    *vm("idle-quiet", cpu=1.5, traffic=QUIET),
    *vm("idle-still", cpu=1.6, traffic=QUIET, age_days=40),
    *vm("idle-sends", cpu=1.5, traffic=2.0),
    *vm("idle-awake", cpu=4.9, traffic=QUIET),
    *vm("idle-new", cpu=1.5, traffic=QUIET, age_days=9),
    *vm("idle-mute", cpu=None),
    *vm("idle-asg", ("aws",), cpu=1.5, traffic=QUIET,
        tags={"aws:autoscaling:groupName": "idle-asg"}),
)  # fmt: skip
