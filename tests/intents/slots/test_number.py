"""Numbers, amounts with their units, and comparisons, as people write them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from intents import catalog
from intents.context import ReadContext
from intents.slots import number
from intents.slots.claim import Asked
from intents.words import split
from tests.intents.reading import CONTEXT, TODAY

from .tables import differing

# What is written, and the number and unit that it is ("-": none).
PLAIN = (
    ("0", "0 -"), ("1", "1 -"), ("7", "7 -"), ("42", "42 -"), ("100", "100 -"), ("1000", "1000 -"),
    ("1,000", "1000 -"), ("1,200.50", "1200.50 -"), ("12,345,678", "12345678 -"), ("0.5", "0.5 -"),
    (".5", "0.5 -"), ("1.5k", "1500.0 -"), ("2k", "2000 -"), ("10K", "10000 -"), ("2 k", "2000 -"),
    ("1.5m", "1500000.0 -"), ("3mn", "3000000 -"), ("2bn", "2000000000 -"), ("1mio", "1000000 -"),
    ("one", "1 -"), ("two", "2 -"), ("three", "3 -"), ("ten", "10 -"), ("twelve", "12 -"),
    ("nineteen", "19 -"), ("twenty", "20 -"), ("thirty", "30 -"), ("forty", "40 -"),
    ("fifty", "50 -"), ("sixty", "60 -"), ("seventy", "70 -"), ("eighty", "80 -"),
    ("ninety", "90 -"), ("twenty-five", "25 -"), ("ninety-nine", "99 -"), ("hundred", "100 -"),
    ("a hundred", "100 -"), ("one hundred", "100 -"), ("two hundred", "200 -"),
    ("five hundred", "500 -"), ("a thousand", "1000 -"), ("two thousand", "2000 -"),
    ("ten thousand", "10000 -"), ("five hundred thousand", "500000 -"), ("a million", "1000000 -"),
    ("two million", "2000000 -"), ("1.5 million", "1500000.0 -"), ("half a million", "500000.0 -"),
    ("a billion", "1000000000 -"), ("a grand", "1000 -"), ("2 grand", "2000 -"),
    ("five grand", "5000 -"), ("1.5 grand", "1500.0 -"), ("a dozen", "12 -"),
    ("two dozen", "24 -"), ("half a dozen", "6.0 -"), ("3 dozen", "36 -"), ("a couple", "2 -"),
    ("a couple of", "2 -"), ("couple of", "2 -"), ("a couple of hundred", "200 -"),
    ("a couple of thousand", "2000 -"), ("100 thousand", "100000 -"), ("5 hundred", "500 -"),
    ("٣", "3 -"),
)  # fmt: skip
MONEY = (
    ("$5", "5"), ("$1,500", "1500"), ("$1.5k", "1500.0"), ("$1.5K", "1500.0"), ("$2m", "2000000"),
    ("$2 k", "2000"), ("$1,200.50", "1200.50"), ("$0.05", "0.05"), ("$.5", "0.5"), ("US$40", "40"),
    ("us$1,000", "1000"), ("$ 500", "500"), ("USD 500", "500"), ("usd 1,500", "1500"),
    ("500 USD", "500"), ("500usd", "500"), ("500$", "500"), ("500 $", "500"), ("1,000 dollars",
    "1000"),
    ("one dollar", "1"), ("ten dollars", "10"), ("a hundred dollars", "100"),
    ("a hundred bucks", "100"), ("fifty bucks", "50"), ("5 bucks", "5"), ("one buck", "1"),
    ("a thousand dollars", "1000"), ("two thousand dollars", "2000"), ("2 grand USD", "2000"),
    ("half a million dollars", "500000.0"), ("two million dollars", "2000000"),
    ("$2 million", "2000000"), ("$1.5 million", "1500000.0"), ("$5 thousand", "5000"),
    ("$3 billion", "3000000000"), ("$100 usd", "100"), ("$100 dollars", "100"),
    ("1.5k dollars", "1500.0"), ("10k usd", "10000"), ("a couple of dollars", "2"),
    ("a couple of hundred dollars", "200"), ("a dozen dollars", "12"), ("forty dollars", "40"),
    ("twenty-five dollars", "25"), ("seventy-two usd", "72"), ("1,234,567.89 usd", "1234567.89"),
)  # fmt: skip
UNITS = (
    ("20%", "20 percent"), ("20 %", "20 percent"), ("20 percent", "20 percent"),
    ("20 per cent", "20 percent"), ("20 pct", "20 percent"), ("twenty percent", "20 percent"),
    ("0.5%", "0.5 percent"), ("99.9%", "99.9 percent"), ("fifty percent", "50 percent"),
    ("a hundred percent", "100 percent"), ("100 GB", "100 GiB"), ("100GB", "100 GiB"),
    ("100gb", "100 GiB"), ("100 GiB", "100 GiB"), ("100 gigs", "100 GiB"),
    ("100 gigabytes", "100 GiB"), ("1 TB", "1024 GiB"), ("1.5 TB", "1536.0 GiB"),
    ("2tb", "2048 GiB"), ("2 TiB", "2048 GiB"), ("two terabytes", "2048 GiB"),
    ("a terabyte", "1024 GiB"), ("half a terabyte", "512.0 GiB"), ("half a TB", "512.0 GiB"),
    ("a gigabyte", "1 GiB"), ("512 MB", "512 MiB"), ("512mib", "512 MiB"),
    ("512 megabytes", "512 MiB"), ("512 megs", "512 MiB"), ("a hundred gigabytes", "100 GiB"),
    ("90 days", "90 days"), ("90d", "90 days"), ("a day", "1 days"), ("one day", "1 days"),
    ("a week", "7 days"), ("2 weeks", "14 days"), ("two weeks", "14 days"), ("a month", "30 days"),
    ("3 months", "90 days"), ("a year", "365 days"), ("2 years", "730 days"),
    ("half a year", "182 days"), ("half a month", "15 days"), ("a couple of weeks", "14 days"),
    ("a couple of months", "60 days"), ("a dozen days", "12 days"), ("thirty days", "30 days"),
    ("30 seconds", "30 seconds"), ("30 secs", "30 seconds"), ("5 minutes", "300 seconds"),
    ("5 mins", "300 seconds"), ("an hour", "3600 seconds"), ("2 hours", "7200 seconds"),
    ("half an hour", "1800.0 seconds"), ("200 ms", "200 ms"), ("200ms", "200 ms"),
    ("200 milliseconds", "200 ms"), ("a second", "1 seconds"), ("a minute", "60 seconds"),
)  # fmt: skip
# No number, not one number, or one that nobody would count alike.
NONE = (
    "many", "few", "a few", "several", "some", "a lot", "lots", "plenty", "a bit", "dozens",
    "hundreds", "thousands", "millions", "tons", "a", "an", "half", "half the", "quarter",
    "-5", "--", "1.2.3", "1,23", "m5", "t3.large", "10.0.0.1", "us-east-1", "v2", "3x", "$", "€",
    "%", "a k", "k", "grand", "a grandmother", "half a day", "5eur%", "$5%", "$5gb", "1e9", "0x10",
    "½", "²", "infinity", "nan", "$100 eur", "€100 usd", "£5 usd",
)  # fmt: skip
FOREIGN = (
    "€500", "€1.5k", "500 euros", "500 euro", "500 eur", "500eur", "EUR 500", "£20", "20 pounds",
    "20 quid", "a hundred euros", "2 grand eur", "£1,000.50", "GBP 7", "€ 5",
    "half a million euros",
)  # fmt: skip
OPERATORS = {
    "gt": "> | over | above | more than | greater than | higher than | exceeding | exceeds | "
          "bigger than | larger than | in excess of | north of | exceeded | beyond",
    "ge": ">= | ≥ | at least | no less than | not less than | a minimum of | minimum of | "
          "not below | no fewer than | not fewer than | not under",
    "lt": "< | under | below | less than | fewer than | lower than | smaller than | short of",
    "le": "<= | ≤ | at most | up to | no more than | not more than | a maximum of | not over | "
          "not above | not exceeding | no greater than | no higher than",
    "eq": "= | == | equals | equal to | exactly",
    "ne": "!= | <> | ≠ | not equal to | not exactly",
}  # fmt: skip
SUFFIXES = {
    "ge": "or more | or higher | or above | or greater | or over | and above | and up | and more | "
          "or older | or larger | or bigger",
    "le": "or less | or lower | or below | or fewer | or under | and below | or smaller | "
          "or younger",
}  # fmt: skip


def asked(text: str, context: ReadContext = CONTEXT) -> Asked:
    return Asked(split(text), catalog.subject("vm"), context)


def read(text: str) -> str:
    """The amount that is the whole of a text: "1500 money"."""
    found = number.amount(words := asked(text), 0)
    if found is None or found.end != len(words.words):
        return "none"
    return f"{found.value} {found.unit or '-'}"


def test_a_bare_number_is_read_as_it_is_meant() -> None:
    assert not differing(PLAIN, read)


def test_money_is_read_as_it_is_meant() -> None:
    assert not differing(((text, f"{value} money") for text, value in MONEY), read)


def test_a_number_with_a_unit_is_read_in_the_unit_of_its_kind() -> None:
    assert not differing(UNITS, read)


def test_what_is_no_certain_number_is_none() -> None:
    assert not differing(((text, "none") for text in NONE), read)


def test_money_of_another_currency_is_marked() -> None:
    for text in FOREIGN:
        found = number.amount(asked(text), 0)
        assert found
        assert (found.foreign, found.unit) == (True, "money"), text
        euros = number.amount(asked(text, ReadContext(TODAY, currencies=("EUR", "GBP"))), 0)
        assert euros
        assert not euros.foreign, text


def test_dollars_are_foreign_where_nothing_is_billed_in_them() -> None:
    context = ReadContext(TODAY, currencies=("EUR",))
    for text, _ in MONEY:
        found = number.amount(asked(text, context), 0)
        assert found
        assert found.foreign, text


def test_a_comparison_is_the_one_that_is_said() -> None:
    table = [(said, op) for op, text in OPERATORS.items() for said in text.split(" | ")]
    assert not differing(table, lambda said: (number.operator(asked(f"{said} 5"), 0) or ("",))[0])


def test_a_comparison_after_the_number_is_the_one_that_is_said() -> None:
    table = [(said, op) for op, text in SUFFIXES.items() for said in text.split(" | ")]
    assert not differing(table, lambda said: (number.suffix(asked(said), 0) or ("",))[0])


def test_a_couple_is_told_to_be_two() -> None:
    found = number.amount(asked("a couple of hundred dollars"), 0)
    assert found
    assert found.note == "a couple is read as 2"


def test_what_a_month_or_a_part_of_a_year_is_is_told() -> None:
    for text in ("a month", "3 months", "a year", "2 years", "half a year", "1.5 weeks"):
        found = number.amount(asked(text), 0)
        assert found is not None
        assert found.note, text


@given(
    st.decimals(0, 10**9, places=2),
    st.sampled_from(["{}", "{:,}", "{:.2f}", "{:,.2f}"]),
    st.sampled_from(["{}", "${}", "{} USD", "{} dollars", "USD {}", "{}%", "{} GB", "US${}"]),
)
def test_a_formatted_number_is_read_as_what_it_was(value: Decimal, digits: str, unit: str) -> None:
    found = number.amount(asked(unit.format(digits.format(value))), 0)
    assert found is not None
    assert found.value == value


@given(
    st.integers(1, 999_999),
    st.sampled_from(
        [
            ("k", 1000),
            (" thousand", 1000),
            (" grand", 1000),
            (" million", 10**6),
            (" dozen", 12),
            ("m", 10**6),
        ]
    ),
)
def test_a_scaled_number_is_so_many_times_as_much(value: int, scale: tuple[str, int]) -> None:
    found = number.amount(asked(f"{value}{scale[0]}"), 0)
    assert found is not None
    assert found.value == value * scale[1]


@given(st.integers(0, 999_999))
def test_a_count_is_the_number_that_is_written(value: int) -> None:
    assert number.count(asked(str(value)), 0) == (value, 1)


def test_a_count_may_be_spelt_out() -> None:
    table = {"ten": 10, "a dozen": 12, "dozen": 12, "two dozen": 24, "a hundred": 100,
             "hundred": 100, "two hundred": 200, "twenty-one": 21, "fifty": 50}  # fmt: skip
    found = {text: (number.count(asked(text), 0) or (None,))[0] for text in table}
    assert found == table
