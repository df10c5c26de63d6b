"""Whose a name in a request is: nothing may be asked of what belongs to others.

A bucket or a resource of a stranger carries data out in a request that is signed here, since its
owner reads in the log what was asked, even where it was refused. So a bucket must be one that the
account itself lists, an account in an ARN one that is granted, and a queue's URL the account's own.
Text is bounded and has no control characters, so that no header can be made of it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from sandbox_runner.broker.grant import Denied

# AWS's longest names have 2,048 characters, filters fewer; what a page is continued with has more.
LONGEST, LONGEST_TOKEN = 2048, 16_384
# 500 metrics with their dimensions have about 150 kB.
LONGEST_IN_ALL = 512 * 1024
_ARN = re.compile(r"arn:[\w-]*:(?P<service>[^:\s]*):[^:\s]*:(?P<account>[^:\s]*):(?P<name>[^\s]*)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_BUCKETS = frozenset({"bucket", "bucketname", "s3bucket", "s3bucketname"})
_TOKENS = ("token", "marker", "continuation")
# AWS's names for where queues are, old ones too. The URL is a parameter: it is never connected to.
_QUEUES = re.compile(r"(sqs\.[a-z0-9-]+|queue|[a-z0-9-]+\.queue)\.amazonaws\.com(\.cn)?")
# AWS's own policies and images, and what belongs to no account.
_NOBODY = frozenset({"", "aws"})


def check(
    params: Mapping[str, object],
    accounts: frozenset[str],
    own_buckets: Callable[[], frozenset[str]],
    queue_host: str = "",
) -> None:
    """Raise Denied for what is not the accounts' own. `own_buckets` is asked only if need be."""
    total = 0
    for name, text in _texts(params, ""):
        total += len(text)
        if len(text) > _longest(name):
            raise Denied(f"{name or 'a value'} is longer than {_longest(name)} characters")
        if total > LONGEST_IN_ALL:
            raise Denied(f"the parameters are longer than {LONGEST_IN_ALL} characters")
        if _CONTROL.search(text):
            raise Denied(f"{name or 'a value'} has control characters")
        _check_arns(text, accounts, own_buckets)
        for bucket in _buckets(name, text):
            _check_bucket(bucket, own_buckets)
        if name == "QueueUrl":
            _check_queue(text, accounts, queue_host)


def _texts(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Every text with the name of the member that it stands in; keys of maps as well."""
    match value:
        case str():
            yield name, value
        case bytes():
            yield name, value.decode("latin-1")
        case dict():
            for key, one in value.items():
                yield "", key
                yield from _texts(one, key)
        case list():
            for one in value:
                yield from _texts(one, name)


def _longest(name: str) -> int:
    return LONGEST_TOKEN if name.lower().endswith(_TOKENS) else LONGEST


def _check_arns(
    text: str, accounts: frozenset[str], own_buckets: Callable[[], frozenset[str]]
) -> None:
    if "arn:" not in text.lower():
        return
    found = list(_ARN.finditer(text))
    if not found:
        raise Denied("an ARN that cannot be read")
    for arn in found:
        if arn["account"] not in accounts | _NOBODY:
            raise Denied(f"account {arn['account'][:40]} is not granted")
        if arn["service"] == "s3" and arn["name"]:
            _check_bucket(arn["name"].partition("/")[0], own_buckets)


def _buckets(name: str, text: str) -> Iterator[str]:
    if name.lower() in _BUCKETS:
        yield text
    if text.lower().startswith("s3:"):
        yield urlsplit(text).netloc


def _check_bucket(name: str, own_buckets: Callable[[], frozenset[str]]) -> None:
    if name not in own_buckets():
        raise Denied(f"bucket {name[:80]} is not one of the account's own")


def _check_queue(url: str, accounts: frozenset[str], host: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Denied("a queue's URL that cannot be read") from error
    path = parts.path.split("/")
    known = parts.netloc == host or _QUEUES.fullmatch(parts.netloc)
    if not known or parts.query or parts.fragment:
        raise Denied("a queue's URL has the host of its service, and nothing more")
    if len(path) != 3 or path[1] not in accounts:
        raise Denied("a queue of another account")
