"""An Answer: the one thing that every surface draws, and the JSON that outside tools rely on.

Its shape is a public contract (`docs/answer.schema.json` is generated from it). Amounts are
numbers, dates ISO, unknown is null; rows are objects keyed by column name; an aggregate without
groups is one row. Rendering is pure and never computes.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Outcome = Literal["answered", "partial", "clarify", "refused", "howto", "unread", "failed"]
Route = Literal["rules", "classifier", "llm", "script"]
ColumnType = Literal["text", "number", "money", "bool", "datetime", "date", "tags", "list"]

Number = Annotated[Decimal, PlainSerializer(float, when_used="json")]
Cell = Annotated[
    # Text and amounts first: most cells are, "007" of JSON stays text, and the first that fits
    # is looked for no further.
    str | Decimal | bool | int | float | list[str] | dict[str, str] | None,
    # On the whole cell: a serializer on the member would also be tried on text ("007" → 7.0).
    PlainSerializer(
        lambda cell: float(cell) if isinstance(cell, Decimal) else cell, when_used="json"
    ),
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Part):
    """A column of the table. `unit` is a currency code for money; None where it has none."""

    name: str
    type: ColumnType
    unit: str | None = None


class Gap(_Part):
    """What could not be read: where, why (the cloud's own code), and what to do about it."""

    where: str
    why: str
    fix: str


class Source(_Part):
    """Where facts came from, as of when; `calls` made for this answer and their `price` in USD.

    `tokens` are those of a language model.
    """

    name: str
    as_of: datetime
    cached: bool = False
    calls: int = 0
    tokens: int = 0
    price: Number = Decimal(0)


class ScriptCall(_Part):
    """What a script asked from outside its jail, and what was decided about it.

    `service` is as the cloud spells it, or `query`; `reason` is empty where all went well.
    """

    service: str
    operation: str
    account: str = ""
    region: str = ""
    decision: Literal["allowed", "denied"]
    reason: str = ""
    ms: float = 0


class Script(_Part):
    """The script that computed an answer, or failed to: its code, and all that it asked.

    `tier` is how it was jailed, `ending` how it ended (docs/sandbox.md). `promoted` is the id of
    the answer whose script it is, where no language model was asked.
    """

    code: str
    sha256: str
    tier: str | None = None
    ending: str
    promoted: str | None = None
    calls: tuple[ScriptCall, ...] = ()


class Answer(_Part):
    """The answer to one question, right or honestly declined."""

    id: str
    outcome: Outcome
    headline: str
    understood: str = ""
    route: Route | None = None
    query: dict[str, Any] | None = Field(None, description="the question as data, as it was said")
    resolved: dict[str, Any] | None = Field(None, description="the same with every period as dates")
    columns: tuple[Column, ...] = ()
    rows: tuple[Mapping[str, Cell], ...] = ()
    row_count: int = 0
    totals: Mapping[str, Cell] = Field(default_factory=dict)
    insights: tuple[str, ...] = ()
    summary: str = Field("", description="written by a language model, its numbers checked")
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Source, ...] = ()
    checks: tuple[str, ...] = Field((), description="how to see the same in the clouds' consoles")
    suggestions: tuple[str, ...] = ()
    choices: tuple[str, ...] = Field((), description="complete questions, where it is to clarify")
    command: str | None = Field(None, description="what a person could run, where it was refused")
    script: Script | None = Field(None, description="what computed it, where the route is script")
    elapsed_ms: int = 0

    def to_json(self) -> str:
        """One line of JSON."""
        return self.model_dump_json()
