"""One server with a small estate for all tests that change nothing in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.http.serving import Charge, Client, hashed, served, settings_for

HOSTILE = "=cmd|' /C calc'!A0 <!channel> <script>\u202e\x1b[31m"
CHARGES = [
    Charge("10", tags='{"team":"payments"}'),
    Charge("2.5", resource="i-2", name=HOSTILE, service="Amazon S3"),
    Charge("40", account="staging", resource="i-3", tags='{"team":"search"}'),
    Charge("7", account="staging", resource="i-4", tags='{"team":"payments"}'),
]
ACCESS = {
    "admins": "the cloud team",
    "tokens": [
        {"name": name, "sha256": hashed(name)}
        for name in ("prod", "payments", "stock", "nothing", "admin", "both")
    ],
    "grants": [
        {"to": ["http:prod"], "rights": ["cost"], "accounts": ["prod"]},
        {"to": ["http:payments"], "rights": ["cost"], "tags": {"team": "payments"}},
        {"to": ["http:both"], "rights": ["cost"], "accounts": ["prod", "staging"]},
        {"to": ["http:stock"], "rights": ["inventory"]},
        {"to": ["http:admin"], "rights": ["admin"]},
    ],
}


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder: Path = tmp_path_factory.mktemp("served")
    with served(settings_for(folder, CHARGES, access=ACCESS)) as client:
        yield client
