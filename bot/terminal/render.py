"""An Answer as text for a terminal. Pure: it draws what is there and computes nothing.

Order: what was found, how the question was understood, the rows, what stands out, what could not be
read and how to mend it, where the facts are from, what to ask next. A person reads the first lines
and can check the rest.
"""

from collections.abc import Iterable, Iterator

from bot.drawing.chart import chart
from bot.drawing.clean import clean
from bot.drawing.monospace import wrap
from bot.drawing.series import Chart
from bot.drawing.sketch import BLOCKS, Signs, sketch
from bot.drawing.sources import sources
from bot.drawing.written import written
from bot.terminal.table import Barred, table
from finops.answer import Answer, Gap

# Narrower windows get lines of this width, and fold them.
LEAST_WINDOW = 20
MOST_ROWS = 50
BY_CSV = "--csv shows all"
# Charts whose bars stand in the table itself; others are drawn below it.
BARRED = ("bars", "diverging")
BOLD, DIM, YELLOW, RED = "1", "2", "33", "31"
RESET = "\x1b[0m"


def render(
    answer: Answer, window: int, *, colour: bool, every: str = BY_CSV, signs: Signs = BLOCKS
) -> str:
    """The whole answer. Without colour, no line but of what is to be copied is wider than `window`.

    `every` says how to see the rows and columns that are left out; charts are drawn with `signs`.
    """
    window = max(window, LEAST_WINDOW)
    parts = [part for part in _parts(answer, window, every, signs) if part[1]]
    return "\n\n".join(
        "\n".join(_painted(line, style) if colour else line for line in lines)
        for style, lines in parts
    )


def _parts(
    answer: Answer, window: int, every: str, signs: Signs
) -> Iterator[tuple[str, list[str]]]:
    drawn = chart(answer)
    barred = Barred(drawn.column.name, signs) if drawn and drawn.kind in BARRED else None
    style = RED if answer.outcome == "failed" else BOLD
    yield style, list(wrap(answer.headline, window))
    yield "", list(wrap(written(answer), window)) if answer.summary else []
    yield DIM, list(wrap(answer.understood, window)) if answer.understood else []
    yield "", list(table(answer, window, MOST_ROWS, every, barred)) if answer.columns else []
    yield "", list(_below_table(drawn, window, signs)) if drawn and not barred else []
    yield "", list(_bullets("•", answer.insights, window))
    yield YELLOW, list(_bullets("!", map(_gap, answer.gaps), window))
    yield BOLD, [clean(line) for line in (answer.command or "").split("\n") if line]
    yield "", list(_code(answer)) if answer.outcome == "howto" else []
    yield DIM, list(_sources(answer, window))
    yield "", list(_numbered(numbered(answer), window))


def _below_table(drawn: Chart, window: int, signs: Signs) -> Iterator[str]:
    yield from sketch(drawn, window, signs)
    for note in drawn.notes:
        yield from wrap(note, window)


def numbered(answer: Answer) -> tuple[str, ...]:
    """The questions that are shown with a number: choices where it is to clarify, else ideas."""
    return answer.choices or answer.suggestions


def _painted(line: str, style: str) -> str:
    return f"\x1b[{style}m{line}{RESET}" if style and line else line


def _bullets(sign: str, sentences: Iterable[str], window: int) -> Iterator[str]:
    for sentence in sentences:
        yield from wrap(f"{sign} {sentence}", window, indent="  ")


def _gap(gap: Gap) -> str:
    return f"{gap.where}: {gap.why}" + (f" – {gap.fix}" if gap.fix else "")


def _sources(answer: Answer, window: int) -> Iterator[str]:
    said = sources(answer)
    if said:
        yield from wrap(f"from {'; '.join(said)}", window, indent="  ")
    if answer.id and (said or answer.script):
        what = "the script" if answer.script else "how it was computed"
        yield from wrap(f"{what}: explain {answer.id}", window, indent="  ")


def _code(answer: Answer) -> Iterator[str]:
    """A script, to be copied: its lines are not folded."""
    if answer.script:
        yield from (clean(line) for line in answer.script.code.strip("\n").split("\n"))


def _numbered(questions: Iterable[str], window: int) -> Iterator[str]:
    for number, question in enumerate(questions, 1):
        yield from wrap(f"{number}. {question}", window, indent="   ")
