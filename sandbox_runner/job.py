"""What a job may use, and how it ended: what passes between the sandbox and who calls it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Ending = Literal[
    "finished",  # the script came to its end; `result` is what it left
    "failed",  # it raised, left what is not JSON, or ended its process itself
    "timed_out",
    "out_of_memory",
    "too_much_output",
    "killed",  # by the kernel or by us, for what it did
    "refused",  # it never ran; `reason` says why
]
# A request of a script and the reply to it, as JSON objects.
Answer: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]

LONGEST_SECONDS = 30.0
LONGEST_CODE = 1_000_000  # characters; a model writes a few thousand


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use. Raises ValueError for more than the sandbox ever gives."""

    seconds: float = 5.0  # by the clock, whatever the job waits for
    memory_mb: int = 512  # beside what the libraries take, which all jobs share
    output_bytes: int = 1_000_000  # of stdout, stderr and result together

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= LONGEST_SECONDS:
            raise ValueError(f"a job has at most {LONGEST_SECONDS:g} seconds, not {self.seconds:g}")
        if self.memory_mb < 1 or not 0 < self.output_bytes <= 2_000_000:
            raise ValueError("a job has at least 1 MB of memory and at most 2 MB of output")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended. `reason` is for people; None where there is nothing to explain.

    `result` is the JSON value that the script left in the global `result`; it, `stdout` and
    `stderr` come from the script and are to be treated like anything from outside.
    """

    ending: Ending
    result: Any = None
    stdout: str = ""
    stderr: str = ""
    reason: str | None = None
    tier: str | None = None
    wall_ms: float = 0.0
