"""Each kind of call of a subject, refused at once or halfway: the unseen is unknown, and said.

The law: a row is as it is when all is allowed, but that fields may be unknown; and where anything
is unknown or missing there is a gap. So nothing is a zero, a "no" or a "none" for want of a look.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.run import Running
from demo.stock import SUBJECTS
from intents.catalog import subject as catalog_subject
from providers.aws.provider import AwsProvider
from providers.azure.provider import AzureProvider
from providers.base import Provider, Scope
from providers.cache import Cache
from providers.context import Context
from providers.settings import Aws, Azure
from tests.demo.passing import Passing, passing

Row = dict[str, Any]
# The caller's own account in one region, and one subscription: each kind of call is there.
SCOPES = {
    "aws": Scope(accounts=("111111111111",), regions=("us-east-1",)),
    "azure": Scope(),
}


@pytest.fixture(scope="module")
def doors(served: Running) -> Iterator[dict[str, Passing]]:
    """The proxies before both clouds, with AWS's in the environment."""
    azure: Any = served.settings["azure"]
    with (
        pytest.MonkeyPatch.context() as patch,
        passing(served.env["AWS_ENDPOINT_URL"]) as aws_door,
        passing(azure["endpoint"]) as azure_door,
    ):
        for name, value in {**served.env, "AWS_ENDPOINT_URL": aws_door.url}.items():
            patch.setenv(name, value)
        patch.setenv("AWS_MAX_ATTEMPTS", "1")
        yield {"aws": aws_door, "azure": azure_door}


def _provider(cloud: str, served: Running, door: Passing, folder: Path) -> Provider:
    cache = Cache(folder)
    if cloud == "aws":
        aws: Any = served.settings["aws"]
        return AwsProvider(Aws.model_validate(aws), cache)
    return AzureProvider(Azure.model_validate({"endpoint": door.url}), cache)


@pytest.mark.parametrize("cloud", SCOPES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_may_not_be_seen_is_unknown_and_said(
    subject: str, cloud: str, served: Running, doors: dict[str, Passing], tmp_path: Path
) -> None:
    if cloud not in catalog_subject(subject).clouds:
        pytest.skip("the cloud has no such thing")
    door = doors[cloud]

    def read(refused: str, passed: int) -> tuple[dict[str, Row], bool]:
        door.seen.clear()
        door.refused, door.passed = refused, passed
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        provider = _provider(cloud, served, door, folder)
        got = provider.inventory(subject, SCOPES[cloud], Context(now=served.estate.now))
        rows = {row["id"]: row for table in got.items for row in table.to_pylist()}
        return rows, any(gap.matters and gap.why and gap.fix for gap in got.gaps)

    whole, _ = read("", 0)
    every = [(kind, n) for kind, count in door.seen.items() for n in {0, count // 2}]
    for kind, passed in every:
        rows, told = read(kind, passed)
        # What one service may not tell, another one of the account's may.
        assert subject == "recommendation" or not rows.keys() - whole.keys(), kind
        changed = {
            name: (value, whole[at][name])
            for at, row in rows.items()
            if at in whole
            for name, value in row.items()
            if value != whole[at][name]
        }
        # Without its name a thing goes by its id.
        known = "".join(rows)
        made_up = {
            name: pair
            for name, pair in changed.items()
            if pair[0] is not None and not (name == "name" and pair[0] in known)
        }
        assert not made_up, (kind, made_up)
        assert told or (not changed and rows.keys() == whole.keys()), (kind, changed)
