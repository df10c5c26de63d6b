"""The card of a decision: valid, in its budget, and harmless whatever a finding is called."""

import json
from pathlib import Path

import jsonschema
from hypothesis import given
from hypothesis import strategies as some

from bot.deciding import Option
from bot.teams.decision import BUDGET, form
from bot.teams.render import card
from bot.teams.text import size

SCHEMA = json.loads((Path(__file__).parent / "schemas/adaptive-card-1.5.json").read_text("utf-8"))
CHECK = jsonschema.Draft6Validator(SCHEMA)


@given(some.lists(some.text(), min_size=1, max_size=3))
def test_it_is_valid_whatever_things_are_called(names: list[str]) -> None:
    shown = card(form([Option(f"idle_vm-{n:012x}", name) for n, name in enumerate(names)]))
    # Teams' own, which stands in no schema.
    CHECK.validate({key: part for key, part in shown.items() if key != "msteams"})
    assert "{{" not in json.dumps(shown)


def test_what_does_not_fit_is_counted() -> None:
    many = [Option(f"idle_vm-{n:012x}", "\u20ac" * 200) for n in range(107)]
    shown = form(many)
    choices = next(one for one in shown if one.get("id") == "finding")["choices"]
    assert size(choices) <= BUDGET + len(choices) + 2
    assert f"… and {len(many) - len(choices):,} more" in json.dumps(shown, ensure_ascii=False)
