"""Every question of the scored run, one file a matter."""

from .addresses import CASES as ADDRESSES
from .costs import CASES as COSTS
from .declined import CASES as DECLINED
from .disks import CASES as DISKS
from .networks import CASES as NETWORKS
from .vms import CASES as VMS
from .vms_by_number import CASES as VMS_BY_NUMBER
from .vms_by_tag import CASES as VMS_BY_TAG

CASES = (
    *VMS, *VMS_BY_NUMBER, *VMS_BY_TAG, *DISKS, *ADDRESSES, *NETWORKS, *COSTS, *DECLINED,
)  # fmt: skip
