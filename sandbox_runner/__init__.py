"""Runs untrusted Python in a jail: no network, no files, no processes, no credentials.

    from sandbox_runner import Pool

    with Pool(size=2) as pool:
        outcome = pool.run("result = 1 + 1")

A package of its own: it imports nothing beside the standard library (the broker for clouds' SDKs,
`sandbox_runner.broker`, imports those, and is not loaded from here). Linux, x86_64 and aarch64;
elsewhere every job is refused. How it is built, and what it does not protect: docs/sandbox.md.
"""

from sandbox_runner.job import Answer, Ending, Limits, Outcome
from sandbox_runner.pool import Pool

__all__ = ["Answer", "Ending", "Limits", "Outcome", "Pool"]
