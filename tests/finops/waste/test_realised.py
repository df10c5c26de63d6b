"""What acting on findings has saved: by the charges since, never above the former cost."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from finops.ground import Ground
from finops.warehouse import Warehouse
from finops.warehouse.engine import Local
from finops.warehouse.lives import TOLD, Life
from finops.waste.realised import Realised, realised
from intents.period import Span
from providers.context import Context
from tests.finops.estate import NOW, charge, warehouse

SEEN, GONE = date(2026, 11, 7), date(2026, 11, 8)
PERIOD = Span(date(2026, 11, 1), date(2026, 11, 18))


def life(name: str, of: str, saving: int = 30) -> Life:
    told: dict[str, object] = dict.fromkeys(TOLD)
    told |= {"id": name, "account_id": "1", "currency": "USD", "monthly_saving": Decimal(saving)}
    return Life(told, SEEN, SEEN, GONE, "", (of,))


def charged(resource: str, amount: str, first: date, end: date) -> list[str]:
    return [charge(str(first + timedelta(days=n)), amount, resource)
            for n in range((end - first).days)]  # fmt: skip


def saved(store: Warehouse, *lives: Life) -> dict[str, Realised]:
    with store.connection() as connection:
        local = Local(connection, None)
        return realised(lives, PERIOD, Ground(local, local, store, (), Context(NOW)))


def test_what_is_charged_since_is_no_saving_and_what_costs_more_saves_nothing(
    tmp_path: Path,
) -> None:
    before, today = SEEN - timedelta(days=30), NOW.date()
    store = warehouse(
        tmp_path,
        *charged("i-gone", "3.00", before, SEEN),
        *charged("i-small", "3.00", before, SEEN),
        *charged("i-small", "1.00", GONE, today),
        *charged("i-grown", "1.00", before, SEEN),
        *charged("i-grown", "4.00", GONE, today),
    )
    found = saved(store, life("a", "i-gone"), life("b", "i-small"), life("c", "i-grown"),
                  life("d", "i-never"), life("e", "i-gone", 1))  # fmt: skip
    days = (today - GONE).days
    assert found["a"].amount == 3 * days
    assert found["b"].amount == 2 * days
    assert found["c"].amount == 0
    assert found["d"].amount is None
    assert found["e"].amount == 0
    assert found["a"].until == today - timedelta(days=1)


def test_before_charges_have_come_nothing_is_known(tmp_path: Path) -> None:
    store = warehouse(tmp_path, *charged("i-gone", "3.00", SEEN - timedelta(days=30), SEEN))
    assert saved(store, life("a", "i-gone")) == {"a": Realised()}
