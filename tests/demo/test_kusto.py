"""The stand-in for Kusto's language: what it reads, it reads as Azure does; the rest it refuses."""

from typing import Any

import pytest

from demo.kusto import Unreadable, run

ROWS: list[dict[str, Any]] = [
    {"id": "b", "type": "microsoft.web/sites", "kind": "functionapp,linux", "n": 2, "tags": None},
    {"id": "a", "type": "microsoft.web/sites", "kind": "app", "n": 1, "tags": {"team": "web"}},
    {"id": "c", "type": "Microsoft.Sql/servers", "kind": "", "n": 3, "tags": {}},
]


def ids(steps: str) -> list[object]:
    return [row["id"] for row in run(f"resources {steps}", {"resources": lambda: ROWS})]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("", ["b", "a", "c"]),
        ("| where type =~ 'MICROSOFT.web/sites'", ["b", "a"]),
        ("| where type == 'microsoft.sql/servers'", []),
        ("| where type in~ ('microsoft.sql/servers', 'x')", ["c"]),
        ("| where type !in~ ('microsoft.sql/servers')", ["b", "a"]),
        ("| where kind has 'functionapp'", ["b"]),
        ("| where kind has 'function'", []),
        ("| where kind contains 'function'", ["b"]),
        ("| where kind !contains 'app'", ["c"]),
        ("| where kind startswith 'F'", ["b"]),
        ("| where isempty(tags)", ["b", "c"]),
        ("| where isnotempty(tags.team)", ["a"]),
        ("| where tostring(tags['team']) =~ 'WEB'", ["a"]),
        ("| where tags.team != 'web'", ["b", "c"]),
        ("| where n > 1 and not(kind == '')", ["b"]),
        ("| where n >= 3 or (n < 2 and kind == 'app')", ["a", "c"]),
        ("| order by id asc", ["a", "b", "c"]),
        ("| order by n", ["c", "b", "a"]),
        ("| sort by n desc | take 1", ["c"]),
        ("| project id, team = tags.team | where team == 'web'", ["a"]),
    ],
)
def test_steps_are_read_as_azure_reads_them(steps: str, found: list[object]) -> None:
    assert ids(steps) == found


@pytest.mark.parametrize(
    "query",
    [
        "",
        "elsewhere",
        "resources | summarize count() by type",
        "resources | join kind=inner x on id",
        "resources | where type ~= 'a'",
        "resources | where type =~ a",
        "resources | where (type == 'a'",
        "resources | project",
        "resources where id == 'a'",
        "resources | where type =~ 'a",
        "resources | extend x = 1",
    ],
)
def test_what_it_does_not_know_it_does_not_read_over(query: str) -> None:
    with pytest.raises(Unreadable):
        run(query, {"resources": lambda: ROWS})


def test_columns_are_those_that_are_asked_for() -> None:
    told = run("resources | project id, team = tags.team, tags.x", {"resources": lambda: ROWS})
    assert told[1] == {"id": "a", "team": "web", "tags_x": None}
