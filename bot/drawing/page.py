"""A sheet to draw a picture on: texts and axes, placed in pixels from the top left.

Matplotlib is used through its objects alone (pyplot keeps global state). The fonts are those that
it brings along, so that pictures are the same everywhere; what they lack is shown as □. No text is
read as mathematics, whatever dollars and backslashes are in it.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from bot.drawing.clean import clean

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

WIDTH, HEIGHT, DPI = 1200, 675, 100
MARGIN = 36
# How far lines are apart, in heights of their letters.
LEADING = 1.32
INK, GREY, FAINT, PAPER = "#1d1d1f", "#5f6368", "#d9dce1", "#ffffff"
ELLIPSIS, UNDRAWABLE = "…", "□"


@dataclass(frozen=True, slots=True)
class Pen:
    """How a text is written; `size` is that of its letters, in pixels."""

    size: int = 26
    colour: str = INK
    bold: bool = False

    @property
    def font(self) -> "FontProperties":
        """The same for matplotlib."""
        return _font(self.size, bold=self.bold)


TITLE, TEXT, SMALL, ASIDE = Pen(36, bold=True), Pen(26), Pen(23), Pen(23, GREY)


class Page:
    """A sheet of 1200×675 pixels, on which places are counted from the top left."""

    def __init__(self) -> None:
        """An empty one."""
        _ready()
        from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
        from matplotlib.figure import Figure

        self._figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self._renderer = RendererAgg(WIDTH, HEIGHT, DPI)

    def axes(self, left: float, top: float, right: float, bottom: float) -> "Axes":
        """Bare axes in that rectangle."""
        box = (left / WIDTH, 1 - bottom / HEIGHT, (right - left) / WIDTH, (bottom - top) / HEIGHT)
        axes = self._figure.add_axes(box)
        axes.set_facecolor("none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelleft=False, labelbottom=False)
        return axes

    def write(self, text: str, x: float, y: float, pen: Pen, side: str = "left") -> None:
        """A drawable text whose middle is at that height; `side` is where `x` is of it."""
        self._figure.text(
            x / WIDTH,
            1 - y / HEIGHT,
            text,
            color=pen.colour,
            ha=side,
            va="center_baseline",
            fontproperties=pen.font,
            parse_math=False,
        )

    def paragraph(self, text: str, top: float, pen: Pen, most: int) -> float:
        """Lines across the page from `top` on, at most so many; where they end."""
        width = WIDTH - 2 * MARGIN
        lines = self._lines(drawable(text), width, pen)
        if len(lines) > most:
            lines[most - 1] = f"{lines[most - 1]} {lines[most]}"
        for line in lines[:most]:
            self.write(self.fit(line, width, pen), MARGIN, top + pen.size * 0.6, pen)
            top += pen.size * LEADING
        return top

    def width(self, text: str, pen: Pen) -> float:
        """How wide a drawable text is."""
        width, _, _ = self._renderer.get_text_width_height_descent(text, pen.font, ismath=False)
        return float(width)

    def fit(self, text: str, width: float, pen: Pen) -> str:
        """The drawable text, or as much of its beginning as fits, and an ellipsis."""
        if self.width(text, pen) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self.width(text[:middle] + ELLIPSIS, pen) <= width
            low, high = (middle, high) if fits else (low, middle - 1)
        return text[:low].rstrip() + ELLIPSIS

    def _lines(self, text: str, width: float, pen: Pen) -> list[str]:
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, pen) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def saved(self) -> bytes:
        """The PNG."""
        file = BytesIO()
        self._figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
        return file.getvalue()


def drawable(text: str, most: int = 400) -> str:
    """The text as the font can draw it: harmless, and what it lacks as □."""
    known = _letters()
    cleaned = clean(text[:most] + (ELLIPSIS if len(text) > most else ""))
    return "".join(sign if ord(sign) in known else UNDRAWABLE for sign in cleaned)


@cache
def _ready() -> None:
    """Whatever a matplotlibrc of the current folder says, pictures are drawn as here."""
    import matplotlib as mpl

    mpl.rcdefaults()


@cache
def _letters() -> frozenset[int]:
    """The characters that both the plain and the bold font have."""
    from matplotlib.ft2font import FT2Font

    return frozenset.intersection(*(frozenset(FT2Font(file).get_charmap()) for file in _files()))


@cache
def _font(size: int, *, bold: bool) -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    # A font's size is in points, of which 72 are an inch.
    return FontProperties(fname=_files()[bold], size=size * 72 / DPI)


def _files() -> tuple[Path, Path]:
    import matplotlib as mpl

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return fonts / "DejaVuSans.ttf", fonts / "DejaVuSans-Bold.ttf"
