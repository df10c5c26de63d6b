"""Pictures: of the right size, without a warning, whatever the answer and its names are."""

import struct
import subprocess
import sys
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from os import environ
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bot.drawing.brief import brief
from bot.drawing.chart import chart
from bot.drawing.clean import clean
from bot.drawing.page import Page, Pen, drawable
from bot.drawing.picture import png
from bot.drawing.told import told
from finops.answer import Answer, Column
from tests.bot.charted import EVERY, HOSTILE, charted, services, trend

# What a phone on a bad connection may be made to load.
MOST_BYTES = 150_000


def size(picture: bytes) -> tuple[int, int]:
    """Width and height, after every part of the file was checked against its checksum."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, (0, 0)
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        data, (crc,) = (
            picture[at + 8 : at + 8 + length],
            struct.unpack(">I", picture[at + 8 + length : at + 12 + length]),
        )
        assert zlib.crc32(kind + data) == crc
        if kind == b"IHDR":
            found = struct.unpack(">II", data[:8])
        at += 12 + length
    assert picture[-8:-4] == b"IEND"
    return found


def picture(found: Answer) -> bytes | None:
    made = chart(found)
    return None if made is None else png(made)


@pytest.mark.parametrize("name", EVERY)
def test_each_kind_is_a_picture_that_fits_a_phone(name: str) -> None:
    drawn = picture(EVERY[name])
    assert drawn is not None
    assert size(drawn) == (1200, 675)
    assert len(drawn) <= MOST_BYTES


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(charted())
def test_any_answer_is_drawn_without_a_warning(found: Answer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = picture(found)
    assert drawn is None or size(drawn) == (1200, 675)


def test_the_same_answer_is_the_same_picture_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as threads:
        drawn = set(threads.map(picture, [EVERY["bars"]] * 8))
    assert len(drawn) == 1


def test_a_settings_file_in_the_current_folder_changes_nothing(tmp_path: Path) -> None:
    """Matplotlib reads one by itself; in a new process, since it does so once."""
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\naxes.linewidth: 90\n", "utf-8")
    script = (
        "import matplotlib as mpl; from bot.drawing.page import Page; Page();"
        "print(mpl.rcParams['text.usetex'], mpl.rcParams['axes.linewidth'])"
    )
    root = str(Path(__file__).parents[3])
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["False", "0.8"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_drawn_and_never_obeyed(name: str) -> None:
    text = drawable(name)
    assert text == clean(text)
    assert len(text) <= 401 * 8
    assert picture(trend(1, 2, headline=name, understood=name)) is not None


def test_what_the_font_lacks_is_a_box() -> None:
    assert drawable("データ a") == "□□□ a"


def test_a_text_that_is_too_long_ends_with_an_ellipsis() -> None:
    page, pen = Page(), Pen()
    fitted = page.fit("payments-production", 120, pen)
    assert fitted.endswith("…")
    assert page.width(fitted, pen) <= 120
    assert page.fit("short", 120, pen) == "short"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("999.4", "$999"),
        ("999.5", "$1k"),
        ("-13769.11", "-$13.8k"),
        ("1500000", "$1.5M"),
        ("0", "$0"),
        ("0.00000712", "$0.00000712"),
        ("20", "$20"),
    ],
)
def test_a_number_at_a_glance(value: str, text: str) -> None:
    assert brief(Decimal(value), Column(name="cost", type="money", unit="USD")) == text


def test_a_chart_in_words_says_its_course_and_what_it_leaves_out() -> None:
    made = chart(trend(10, None, 3, 20))
    assert made is not None
    assert told(made) == (
        "$420.00 over 1–14 Nov 2026 (14 days). cost, 1 Nov to 4 Nov: $10 → $20, "
        "lowest $3 (3 Nov), highest $20 (4 Nov)"
    )
    many = chart(services(*range(1, 14)))
    assert many is not None
    assert told(many).endswith("service 12: $13. and 3 more rows: in the table")
