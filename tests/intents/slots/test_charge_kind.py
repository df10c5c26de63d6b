"""Kinds of charges by what they are called; a kind left out is what is left."""

from .tables import conditions, differing

SAID = (
    ("credits last month", "charge_category eq Credit"),
    ("refunds last month", "charge_category ne Credit; billed_cost lt 0"),
    ("tax last month", "charge_category eq Tax"),
    ("taxes last month", "charge_category eq Tax"),
    ("cost of tax last month", "charge_category eq Tax"),
    ("credits by account last month", "charge_category eq Credit"),
    ("refunds by service last month", "charge_category ne Credit; billed_cost lt 0"),
    ("usage charges last month", "charge_category eq Usage"),
    ("purchases last month", "charge_category eq Purchase"),
    ("adjustments last month", "charge_category eq Adjustment"),
    ("corrections last month", "charge_class eq Correction"),
    ("unused commitments last month", "commitment_discount_status eq Unused"),
    ("cost of unused commitments last month", "commitment_discount_status eq Unused"),
    ("unused capacity reservations last month", "capacity_reservation_status eq Unused"),
    (
        "commitment purchases last month",
        "charge_category eq Purchase; commitment_discount_id exists",
    ),
    (
        "recurring commitment charges last month",
        "charge_frequency eq Recurring; commitment_discount_id exists",
    ),
    ("credit memos last month", "charge_category eq Credit"),
    (
        "marketplace charges last month",
        "publisher_name exists; publisher_name ne field='invoice_issuer_name'",
    ),
    ("support charges last month", "service_name contains support"),
    ("one-time charges last month", "charge_frequency eq One-Time"),
    ("recurring charges last month", "charge_frequency eq Recurring"),
    ("usage-based charges last month", "charge_frequency eq Usage-Based"),
    ("cost including tax last month", ""),
    ("tax and credits last month", "charge_category in Tax,Credit"),
    ("spot cost last month", "pricing_category eq Dynamic"),
)
CATEGORIES = (("tax", "Tax"), ("taxes", "Tax"), ("credits", "Credit"), ("usage", "Usage"),
              ("adjustments", "Adjustment"))  # fmt: skip
ONLY = ("{} last month", "cost of {} last month", "{} by service last month", "only {} last month",
        "total {} last month", "{} in eu-west-1 last month", "how much {} last month")  # fmt: skip
WITHOUT = ("cost excluding {} last month", "cost without {} last month",
           "cost except {} last month",
           "cost by service excluding {} last month", "cost not including {} last month",
           "spend ignoring {} last month", "cost with no {} last month",
           "cost leaving out {} last month")  # fmt: skip


def test_a_kind_of_charges_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, conditions)


def test_every_category_is_asked_for_alone_or_left_out() -> None:
    alone = [(shape.format(word), f"charge_category eq {kind}")
             for shape in ONLY for word, kind in CATEGORIES if word != "usage"]  # fmt: skip
    out = [(shape.format(word), f"charge_category ne {kind}")
           for shape in WITHOUT for word, kind in CATEGORIES if word != "usage"]  # fmt: skip
    assert not differing([*alone, *out], conditions)
