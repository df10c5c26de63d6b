"""What can go wrong when a cloud is asked, and how it becomes a Gap.

    CloudError            where, why, fix
    ├── Denied            the credential may not do this: a permission is missing
    ├── NoCredentials     there is no credential at all
    ├── Expired           there is one, and it is no longer (or was never) good
    ├── Throttled         the cloud asked us to slow down, and went on asking
    ├── Unreachable       no connection: name, network, TLS, or an endpoint we do not talk to
    ├── Unavailable       the account has not switched this region or service on
    ├── TimedOut          it did not answer in time, or nobody waits any more
    └── Odd               the cloud answered something that we cannot read, or failed itself

Raised only inside a cloud's folder, and turned into a Gap before it leaves: `gather` does that for
whatever its jobs raise. `providers/<cloud>/errors.py` is the one place that translates an SDK's
exceptions into these; anything that it does not know is a bug and rises.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from providers.model import Gap

# What reading raises where an answer has not the form that it should have.
ILLEGIBLE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)


class CloudError(Exception):
    """A read that a cloud did not answer.

    `where` is the place ("aws 222222222222 eu-west-1"), `why` the cloud's own code and the
    operation ("UnauthorizedOperation: ec2:DescribeInstances"), `fix` what a person can do.
    """

    def __init__(self, where: str, why: str, fix: str) -> None:
        """Keep the three apart; the message joins them."""
        super().__init__(f"{where}: {why}; {fix}")
        self.where, self.why, self.fix = where, why, fix


class Denied(CloudError):
    """The credential may not do this."""


class NoCredentials(CloudError):
    """There is no credential at all."""


class Expired(CloudError):
    """The credential is no longer good, or never was."""


class Throttled(CloudError):
    """The cloud asked us to slow down, and went on asking after the retries."""


class Unreachable(CloudError):
    """No connection."""


class Unavailable(CloudError):
    """The account has not switched this region or service on."""


class TimedOut(CloudError):
    """No answer in time, or nobody waits any more."""


class Odd(CloudError):
    """An answer that we cannot read, or the cloud's own failure."""


@contextmanager
def legible(where: str, source: str) -> Iterator[None]:
    """Raise Odd for an answer of `source` that lacks what it must have; for its reading alone."""
    try:
        yield
    except ILLEGIBLE as error:
        raise illegible(error, where, source) from error


def illegible(error: Exception, where: str, source: str) -> Odd:
    """What is told of an answer of `source` whose reading raised one of ILLEGIBLE."""
    why = f"{type(error).__name__}: the answer of {source} cannot be read"
    return Odd(where, why, "ask again; if it stays, tell us")


def gap(error: CloudError) -> Gap:
    """What the person who asked is told."""
    return Gap(error.where, error.why, error.fix, denied=isinstance(error, Denied))
