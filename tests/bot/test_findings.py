"""What people decide on findings: read from their words, kept, held to rights, shown, audited."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.findings import Decided, Findings, Order, Unclear, ordered
from providers.own_waste import Standing

ID = "idle_vm-0123456789ab"
TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (f"accept finding {ID}", Order(ID, "accepted")),
        (f"please accept {ID} because Ann does it", Order(ID, "accepted", None, "Ann does it")),
        (f"snooze {ID} until 1 December because of the sale",
         Order(ID, "snoozed", date(2026, 12, 1), "of the sale")),
        (f"snooze finding {ID} until 3rd March", Order(ID, "snoozed", date(2027, 3, 3))),
        (f"snooze {ID} until 2026-12-24: later", Order(ID, "snoozed", date(2026, 12, 24), "later")),
        (f"{ID} is not waste: it is a spare", Order(ID, "not waste", None, "it is a spare")),
        (f"reopen {ID}", Order(ID, "open")),
        ("what are we wasting", None),
        (f"why is {ID} waste", None),
    ],
)  # fmt: skip
def test_an_order_is_read_from_words(words: str, order: Order | None) -> None:
    assert ordered(words, TODAY) == order


@pytest.mark.parametrize(
    "words",
    [f"snooze {ID} until soon", f"snooze {ID} until 2026-11-18", f"{ID} is not waste"],
)
def test_an_order_that_lacks_its_day_or_reason_is_asked_back(words: str) -> None:
    with pytest.raises(Unclear):
        ordered(words, TODAY)


@pytest.mark.parametrize(
    "order",
    [
        Order(ID, "accepted"),
        Order(ID, "accepted", None, "Ann does it: soon."),
        Order(ID, "snoozed", date(2026, 12, 1), "of the sale, until 3 March"),
        Order(ID, "not waste", None, "it is\na spare"),
        Order(ID, "open"),
    ],
)
def test_an_order_of_a_form_is_kept_in_words_that_mean_the_same(order: Order) -> None:
    assert ordered(order.words, TODAY) == order


def test_what_was_decided_outlives_the_process_and_the_last_word_holds(tmp_path: Path) -> None:
    at = datetime(2026, 11, 18, tzinfo=UTC)
    for status, reason in (("accepted", ""), ("not waste", "password=hunter2hunter2")):
        order = Order(ID, status, None, reason)  # type: ignore[arg-type] # both are
        Findings(tmp_path).decide(Decided(order, "ann", at, "i-1", Decimal("1.10"), "USD"))
    first, last = Findings(tmp_path).decisions()
    assert (first.order.status, first.saving) == ("accepted", Decimal("1.10"))
    assert "hunter2" not in last.order.reason
    [standing] = Findings(tmp_path).standings()
    assert standing.status == "not waste"


def test_a_snoozed_finding_is_open_again_when_its_day_has_come() -> None:
    standing = Standing(ID, "snoozed", date(2026, 12, 1))
    assert standing.on(date(2026, 11, 30)) == "snoozed"
    assert standing.on(date(2026, 12, 1)) == "open"
