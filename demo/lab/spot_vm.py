"""VMs of groups outside of production; and production's, lone, spot and stateful ones."""

from typing import Any

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("spot-staging", "spot-marked")
SPARED = {
    "spot-prod": "it is production, and nobody marked it as interruptible",
    "spot-alone": "nothing replaces it",
    "spot-already": "it runs on spare capacity",
    "spot-stateful": "it keeps state",
}
# Spot prices are not in the lists that are read.
SAVES = None
GROUP = "aws:autoscaling:groupName"


def _grouped(name: str, **tags: str) -> dict[str, Any]:
    return {
        "scale_set": {"aws": None, "azure": name},
        "tags": {"aws": {GROUP: name, **tags}, "azure": tags},
    }


VMS = (
    *vm("spot-staging", cpu=45.0, **_grouped("spot-web", env="staging")),
    *vm("spot-marked", cpu=45.0, **_grouped("spot-batch", interruptible="yes")),
    *vm("spot-prod", cpu=45.0, **_grouped("spot-shop", env="prod")),
    *vm("spot-alone", cpu=45.0, tags={"env": "dev"}),
    *vm("spot-already", cpu=45.0, spot=True, **_grouped("spot-ci", env="ci")),
    *vm("spot-stateful", cpu=45.0, **_grouped("spot-kafka", env="dev", stateful="true")),
)
