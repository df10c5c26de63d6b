"""What is kept of each call: who was asked what, what was decided and why, and how long it took.

Parameters are kept as a hash: enough to tell two calls apart or to find a known one again, and no
second place where what a script sent can be read.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Literal

Decision = Literal["allowed", "denied"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a job.

    `reason` says why it was denied, or what the cloud said instead of an answer; empty where all
    went well. `bytes` are those of the cloud's answer, `usd` what the request costs.
    """

    service: str
    operation: str
    account: str
    region: str
    params: str
    decision: Decision
    reason: str
    ms: float
    bytes: int = 0
    usd: str = "0"

    def told(self) -> dict[str, object]:
        """As JSON."""
        return asdict(self)


def fingerprint(params: object) -> str:
    """16 hex digits of the parameters' hash; of nothing where they are not JSON."""
    try:
        text = json.dumps(params, sort_keys=True, default=str)
    except (ValueError, TypeError, RecursionError):
        return ""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
