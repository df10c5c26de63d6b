"""An explanation as text for a terminal. Pure."""

import json
from collections.abc import Iterator

from bot.drawing.clean import clean
from bot.explain import Explanation


def explained(found: Explanation) -> str:
    """Everything that made the answer, in the order in which it happened."""
    return "\n\n".join("\n".join(lines) for lines in _parts(found) if lines)


def _parts(found: Explanation) -> Iterator[list[str]]:
    asked = found.asked
    when = f"{asked.asked_at:%Y-%m-%d %H:%M} UTC"
    yield [f"{clean(asked.question)}", f"asked {when} by {asked.asker} on {asked.surface}"]
    if found.then:
        yield [f"It said: {clean(found.then.headline)}"]
    yield [f"Today:   {clean(found.now.headline)}", *_differences(found)]
    yield ["Understood as", f"  {clean(found.now.understood)}"]
    yield ["Query", f"  {json.dumps(found.now.query)}"]
    yield [f"Calls to clouds: {len(found.calls)}", *_calls(found)]
    for number, statement in enumerate(found.statements, 1):
        yield [f"Statement {number}", *(f"  {line}" for line in clean_lines(statement))]
    if found.now.checks:
        yield ["The same number elsewhere", *(f"  {clean(line)}" for line in found.now.checks)]


def clean_lines(text: str) -> Iterator[str]:
    """Its lines, without what a terminal would act on."""
    return (clean(line) for line in text.split("\n"))


def _differences(found: Explanation) -> list[str]:
    if found.differences is None:
        return ["What it said then was not kept, or is not yours to see."]
    return [f"  {clean(line)}" for line in found.differences] or ["Nothing differs today."]


def _calls(found: Explanation) -> Iterator[str]:
    for call in found.calls:
        words = (str(call.get(key) or "") for key in ("cloud", "account", "region", "operation"))
        yield "  " + clean(" ".join(word for word in words if word))
