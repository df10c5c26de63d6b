"""Which cost is meant: effective, billed, list or contracted; what there is not stays unread."""

from .tables import differing, query

SAID = (
    ("amortised cost last month", "effective"),
    ("amortized cost last month", "effective"),
    ("effective cost last month", "effective"),
    ("unblended cost last month", "billed"),
    ("billed cost last month", "billed"),
    ("invoiced cost last month", "billed"),
    ("list cost last month", "Clarify"),
    ("cost at list price last month", "list"),
    ("retail cost last month", "list"),
    ("contracted cost last month", "contracted"),
    ("net amortized cost last month", "effective"),
    ("net unblended cost last month", "billed"),
    ("unamortised cost last month", "billed"),
    ("blended cost last month", "Unread"),
    ("cost of unblended EC2 last month", "billed"),
    ("unblended S3 cost last month", "billed"),
    ("unblended cost of S3 last month", "billed"),
    ("S3 cost unblended last month", "billed"),
    ("cost by service, unblended, last month", "billed"),
    ("not amortised cost last month", "billed"),
)
WORDS = (
    ("amortised", "effective"), ("amortized", "effective"), ("effective", "effective"),
    ("unblended", "billed"), ("billed", "billed"), ("invoiced", "billed"),
    ("unamortised", "billed"), ("unamortized", "billed"), ("contracted", "contracted"),
    ("net amortized", "effective"), ("net unblended", "billed"),
)  # fmt: skip
SHAPES = ("{} cost last month", "{} cost of S3 last month", "cost of {} S3 last month",
          "{} S3 cost last month", "what is our {} cost last month",
          "{} cost by service last month",
          "total {} cost by account last month", "S3 {} cost last month",
          "show me the {} cost in eu-west-1 last month", "{} S3 last month",
          "daily {} cost last month")  # fmt: skip


def basis(words: str) -> str:
    found = query(words)
    return found if isinstance(found, str) else found.cost_basis


def test_a_basis_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, basis)


def test_every_basis_is_read_wherever_it_stands() -> None:
    table = [(shape.format(word), meant) for shape in SHAPES for word, meant in WORDS]
    assert not differing(table, basis)
