"""VMs that sleep out of hours; and production, ones that are off then, young, or busy once."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("office-day", "office-long")
SPARED = {
    "office-prod": "it is production",
    "office-off": "it is off at night already: these hours are not known, and cost nothing",
    "office-late": "last week it worked at night, too",
    "office-new": "it is younger than the window",
    "office-mute": "nobody measures it",
    "office-asg": "its group decides when it runs",
}
# Ten and sixteen hours on five days are busy, of the 168 of a week.
SAVES = {
    "office-day": Decimal(168 - 50) / 168,
    "office-long": Decimal(168 - 80) / 168,
}
DAY = (8, 18)
VMS = (
    *vm("office-day", cpu=45.0, office=DAY),
    *vm("office-long", cpu=30.0, office=(6, 22)),
    *vm("office-prod", cpu=45.0, office=DAY, tags={"env": "Prod"}),
    *vm("office-off", cpu=45.0, office=(6, 18), hours=12, workdays_only=True),
    *vm("office-late", cpu=45.0, office=DAY, late_days=7),
    *vm("office-new", cpu=45.0, office=DAY, age_days=10),
    *vm("office-mute", cpu=None, office=DAY),
    *vm("office-asg", ("aws",), cpu=45.0, office=DAY,
        tags={"aws:autoscaling:groupName": "office-asg"}),
)  # fmt: skip
