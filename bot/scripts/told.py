"""The Answer that a script gave, or why it gave none. Pure.

Everything a script leaves is its own word: the answer says that a script computed it, shows its
notes as the script's, and counts as partial where anything that it asked was refused or failed,
whatever the script made of that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from textwrap import shorten

from bot.redaction import redacted
from bot.scripts.promoted import Promoted
from bot.scripts.shape import Misshapen, Table, shaped
from bot.scripts.shown import digest
from finops.answer import Answer, Gap, Script, ScriptCall, Source
from finops.figures import plain
from providers.model import Gap as CloudGap
from sandbox_runner.broker.audit import Call
from sandbox_runner.job import Outcome

WHERE = "script"
MOST_REASON, MOST_QUERIES = 300, 3
_ENDINGS = {
    "failed": "it failed",
    "timed_out": "it took longer than a script may",
    "out_of_memory": "it took more memory than a script may",
    "too_much_output": "it left more than a script may",
    "killed": "it was ended for what it did",
    "refused": "it was not run",
}
_ASK_NEAR = "ask one of the questions below, or ask for less at once"
# Clouds say so of what is not there: that is an answer, and no gap.
_NOT_THERE = ("NoSuch", "HTTP 404", "ResourceNotFound")
_QUERY = "query"


@dataclass(frozen=True, slots=True)
class Job:
    """What there is to tell of a job that has ended.

    `promoted` is there where the script was promoted; `queries` are the answers that its queries
    were given, `missing` what is not to be had of the clouds at all, whoever asks.
    """

    code: str
    outcome: Outcome
    calls: tuple[Call, ...]
    queries: tuple[Answer, ...]
    missing: tuple[CloudGap, ...]
    at: datetime
    promoted: Promoted | None = None


def answered(job: Job, unread: Answer) -> Answer:
    """The answer of a job; `unread` is what is said where it gave none."""
    outcome, gaps = job.outcome, tuple(dict.fromkeys(_gaps(job)))
    told = {
        "route": "script",
        "script": Script(
            code=job.code,
            sha256=digest(job.code),
            tier=outcome.tier,
            ending=outcome.ending,
            promoted=job.promoted.answer if job.promoted else None,
            calls=tuple(map(_call, job.calls)),
        ),
        "sources": (*_sources(job), *_merged(job.queries)),
    }
    if outcome.ending != "finished":
        return _without(unread, _why(outcome), gaps).model_copy(update=told)
    try:
        table = shaped(outcome.result)
    except Misshapen as error:
        why = f"what it left cannot be shown: {error}"
        return _without(unread, why, gaps).model_copy(update=told)
    return _with(table, job, gaps).model_copy(update=told)


def _with(table: Table, job: Job, gaps: tuple[Gap, ...]) -> Answer:
    unsaid = [one.name for one in table.columns if one.type == "number" and one.unit is None]
    return Answer(
        id="",
        outcome="partial" if gaps else "answered",
        headline=_headline(table),
        understood="; ".join(_understood(table, job)),
        columns=table.columns,
        rows=table.rows,
        row_count=len(table.rows),
        insights=_on_units(unsaid) if not table.notes else (),
        gaps=gaps,
    )


def _without(unread: Answer, why: str, gaps: tuple[Gap, ...]) -> Answer:
    """No answer: what happened, beside the nearest questions that work."""
    failed = Gap(where=WHERE, why=why, fix=_ASK_NEAR if unread.suggestions else "")
    headline = "A script was written for this question, and it gave no answer"
    return unread.model_copy(update={"headline": headline, "gaps": (failed, *gaps)})


def _why(outcome: Outcome) -> str:
    reason = shorten(redacted(outcome.reason or ""), MOST_REASON, placeholder=" …")
    return ": ".join(filter(None, (_ENDINGS[outcome.ending], reason)))


def _headline(table: Table) -> str:
    if len(table.rows) == 1 and len(table.columns) == 1:
        (column,), (row,) = table.columns, table.rows
        value = row[column.name]
        said = plain(value, column) if isinstance(value, Decimal) or value is None else str(value)
        return f"A script computed this: {column.name} is {said}"
    count = len(table.rows)
    rows = f"{count:,} row{'' if count == 1 else 's'}" if count else "it found nothing"
    return f"A script computed this: {rows}"


def _understood(table: Table, job: Job) -> Iterator[str]:
    if job.promoted:
        when = f"{job.promoted.at:%-d %b %Y}"
        yield f"Computed by a script that {job.promoted.by} read and promoted on {when}"
    else:
        yield "Computed by a script that a language model wrote; its code can be shown"
    if table.notes:
        yield f"the script says: {redacted(' · '.join(table.notes))}"
    else:
        yield "the script does not say which period or basis its numbers have"
    if not job.calls:
        yield "it asked nothing of the clouds"
    asked = tuple(dict.fromkeys(one.understood for one in job.queries if one.understood))
    if asked:
        more = f", and {len(asked) - MOST_QUERIES} more" if len(asked) > MOST_QUERIES else ""
        yield f"it asked for {' | '.join(asked[:MOST_QUERIES])}{more}"


def _on_units(columns: Sequence[str]) -> tuple[str, ...]:
    return (f"without a unit: {', '.join(columns)}",) if columns else ()


def _call(call: Call) -> ScriptCall:
    return ScriptCall(
        service=call.service,
        operation=call.operation,
        account=call.account,
        region=call.region,
        decision=call.decision,
        reason=redacted(call.reason),
        ms=call.ms,
    )


def _gaps(job: Job) -> Iterator[Gap]:
    """What was refused or failed. What `query` could not read, its own answer says."""
    for call in job.calls:
        if call.reason and not call.reason.startswith(_NOT_THERE):
            why = f"{call.operation}: {redacted(call.reason)}"
            yield Gap(where=_where(call), why=why, fix=_fix(call))
    if any(call.service != _QUERY for call in job.calls):
        lacks = (one for one in job.missing if one.matters)
        yield from (Gap(where=one.where, why=one.why, fix=one.fix) for one in lacks)
    yield from (gap for answer in job.queries for gap in answer.gaps)


def _where(call: Call) -> str:
    return " ".join(part for part in (call.service, call.account, call.region) if part)


def _fix(call: Call) -> str:
    if call.decision == "denied":
        return "scripts make only some reads, and those that you were granted: docs/scripts.md"
    return "if a permission is missing: finops permissions"


def _sources(job: Job) -> tuple[Source, ...]:
    """What clouds were asked for, and its price; answers to queries have sources of their own."""
    found: dict[str, Source] = {}
    for call in (one for one in job.calls if _has_reached_a_cloud(one)):
        name = f"{call.service} {call.operation}"
        one = Source(name=name, as_of=job.at, calls=1, price=Decimal(call.usd))
        found[name] = _added(found[name], one) if name in found else one
    return tuple(found.values())


def _has_reached_a_cloud(call: Call) -> bool:
    return call.service != _QUERY and call.decision == "allowed"


def _merged(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """The sources of all queries; one that answered twice stands once, with the calls of both."""
    found: dict[tuple[str, datetime, bool], Source] = {}
    for source in (one for answer in answers for one in answer.sources):
        key = (source.name, source.as_of, source.cached)
        before = found.get(key)
        found[key] = source if before is None else _added(before, source)
    return tuple(found.values())


def _added(one: Source, other: Source) -> Source:
    calls, price = one.calls + other.calls, one.price + other.price
    return one.model_copy(update={"calls": calls, "price": price})
