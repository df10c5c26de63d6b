"""What a job has used: calls, bytes and money, taken before they are spent.

Shared by the threads of one job, and by nothing else.
"""

from decimal import Decimal
from threading import Lock

from sandbox_runner.broker.grant import Denied, Limits, TooLarge


class Budget:
    """One job's. What is refused is not taken."""

    def __init__(self, limits: Limits) -> None:
        """Nothing is used yet."""
        self.limits = limits
        self._lock = Lock()
        self.calls = 0
        self.bytes = 0
        self.money = Decimal(0)

    def take_call(self) -> None:
        """Count a call, denied ones too: asking what is denied costs time as well."""
        with self._lock:
            if self.calls >= self.limits.calls:
                raise Denied(f"a job makes at most {self.limits.calls} calls")
            self.calls += 1

    def take_money(self, price: Decimal) -> None:
        """Reserve what a request costs; it is spent whether or not an answer comes."""
        with self._lock:
            if self.money + price > self.limits.money:
                raise Denied(
                    f"this request costs {price} USD; {self.money} of the job's "
                    f"{self.limits.money} USD are spent"
                )
            self.money += price

    def take_bytes(self, count: int) -> None:
        """Count what an answer weighs. Raises TooLarge, and the answer is not handed on."""
        with self._lock:
            if self.bytes + count > self.limits.all_bytes:
                raise TooLarge(f"a job reads at most {self.limits.all_bytes} bytes in all")
            self.bytes += count
