"""A question's whole way, on one page: read → who may ask it → plan and compute → answer → audit.

Every surface calls `Bot.ask` with the words and `Bot.query` with a Query that came as data; both
run in the caller's thread. What a reader could not turn into a Query becomes an Answer that says
so. A bug does not escape either: it is logged under the answer's id, and the person is told the id.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from functools import partial
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self, assert_never
from uuid import uuid4

from bot import process
from bot.access import Denied, Rights
from bot.audit import Audit
from bot.budgets import own_budgets
from bot.clock import Clock
from bot.conversation import LASTING, LOOSE, Conversations, Turn, Wish, after, picked, wished
from bot.deciding import Deciding, Option, of_form, options
from bot.examples import Examples
from bot.explain import Explanation, Figures, asked_for, differences, drawn
from bot.findings import Findings, Order, Unclear, checked, ordered
from bot.language_model import NONE, SECRET, open_model
from bot.learning import FOLDER, Decider, Undecidable, decided, meant
from bot.owners import mine, owners
from bot.redaction import redacted
from bot.rule_files import rule_files
from bot.scripts.shown import fits, shown
from bot.settings import Settings
from bot.state import Asked, Feedback, State, Thumb
from bot.summary import summary
from finops.again import Again
from finops.answer import Answer, Gap, Source
from finops.seen import may_see
from finops.shelf import Shelf
from finops.warehouse.asked import AskedCharges
from finops.warehouse.bring import Brought, bring
from finops.warehouse.opening import open_warehouse
from intents.catalog import CLOUDS
from intents.context import KnownDimension, Previous, ReadContext
from intents.followup import EXAMPLES, NOTHING_BEFORE
from intents.llm import ModelReader
from intents.query import (
    Clarify,
    Hindrance,
    HowTo,
    Query,
    Read,
    Reading,
    Refuse,
    Spent,
    Unread,
    parse,
)
from intents.router import read
from providers import dimension
from providers.base import Scope
from providers.cache import Cache
from providers.clouds import identity, open_providers
from providers.context import Context, Limits
from providers.errors import Unreachable, gap
from providers.lending import Lender
from providers.model import Account, Call
from providers.model import Gap as CloudGap
from providers.own_budget import OwnBudget
from providers.own_waste import RuleFile

if TYPE_CHECKING:
    from bot.scripts.promoted import Promoted
    from bot.scripts.runner import Asking, Scripts
    from finops.warehouse.snapshots import Taken
    from finops.waste.life import Kept

log = logging.getLogger(__name__)
MOST_SUGGESTIONS = 3
Tell = Callable[[object], None]
# What a script has to say, where a question was read so and would be answered so.
Script = Callable[[Read, Answer, Context], Answer]


# On surfaces of a server, inventory that is no older is answered with while it is read anew.
LIVING = ("http", "slack", "teams")
STALE_LIMIT = timedelta(minutes=30)


# Marks the name of a conversation that is soon forgotten.
_LOOSELY = "#loose"


def _silent(_: object) -> None:
    """Nobody watches the progress."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, on which surface, in which conversation; `tell` takes progress sentences.

    `loose` names a conversation that has no thread (a command, a direct message): it is gone on
    with for some minutes, where the thread itself has nothing yet.

    `rights` are held to; None is whoever holds the bot's own credentials, on the command line.
    """

    asker: str = "local"
    surface: str = "terminal"
    thread: str | None = None
    tell: Tell = _silent
    loose: str | None = None
    rights: Rights | None = None


class Watcher(Protocol):
    """Who counts: told of each answer and each cloud API call, in whatever thread it happens."""

    def answered(self, answer: Answer, person: Person) -> None:
        """An answer, with its id and duration, was written down."""
        ...

    def called(self, call: Call) -> None:
        """A call to a cloud ended and was written down."""
        ...


class Bot:
    """Answers questions under one set of settings. Making one imports no cloud SDK."""

    def __init__(self, settings: Settings, now: Clock) -> None:
        """Open what the settings name; nothing is read before the first question."""
        self._settings = settings
        self._now = now
        self._watchers: list[Watcher] = []
        self._audit = Audit(settings.home)
        self._state = State(settings.home)
        self._conversations = Conversations(settings.home)
        self._examples = Examples(settings.home)
        self._findings = Findings(settings.home)
        self._tried: tuple[RuleFile, ...] = ()
        cache = Cache(settings.home / "cache")
        self._providers = open_providers(settings.aws, settings.azure, cache)
        paths = [export.path for export in settings.charges]
        place = settings.home / "warehouse"
        asked = AskedCharges(settings.home / "charges", self._providers, paths)
        self._warehouse = open_warehouse(settings.warehouse, place, paths, now, asked)
        self._dimensions = dimension.read(settings.dimensions)
        whose = partial(identity, settings.aws, settings.azure)
        self._again = Again(self._providers, self._warehouse, Shelf(cache, whose))
        self._model = open_model(settings)
        self._scripts = self._open_scripts(cache) if settings.scripts.enabled else None

    def ask(self, question: str, person: Person | None = None) -> Answer:
        """The Answer to a question in words."""
        person = person or Person()
        if explains := asked_for(question):
            return self._explained(explains, person)
        if (told := self._ordered(question, person)) is not None:
            return told
        turn = self._turn(person)
        if turn:
            question = picked(question, turn)
        if wish := wished(question):
            return self._granted(wish, turn, question, person)
        previous = turn.previous(self._now()) if turn else None
        answer = self._answered(
            question,
            person,
            lambda: self._read_further(question, person, previous),
            finish=self._summarised,
            script=lambda found, unread, context: self._scripted(
                question, found, unread, person, context
            ),
        )
        for thread in _threads(person):
            self._conversations.keep(thread, after(turn, question, answer, self._now()))
        return answer

    def _ordered(self, question: str, person: Person) -> Answer | None:
        """What became of an order about a finding; None where the words are none."""
        try:
            order = ordered(question, self.today)
        except Unclear as error:
            said = str(error)
        else:
            if order is None:
                return None
            said = self._judge(order, person)
        told = HowTo("finding", said)
        return self._answered(question, person, lambda: Read(told, "rules"))

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self._now().astimezone(UTC).date()

    def judge(self, order: Order, person: Person) -> Answer:
        """What became of an order about a finding that a form sent."""
        try:
            said = self._judge(checked(order, self.today), person)
        except Unclear as error:
            said = str(error)
        told = HowTo("finding", said)
        return self._answered(order.words, person, lambda: Read(told, "rules"))

    def decidable(self, answer: str, person: Person) -> tuple[Option, ...] | Denied | None:
        """The findings of that answer as this person sees them; None where it has none."""
        if denied := Decider(person.asker, person.rights).denied():
            return denied
        asked = self._state.asked(answer)
        query = of_form(asked.query) if asked else None
        return options(self.query(query, person)) if query else None

    def _judge(self, order: Order, person: Person) -> str:
        by = Decider(person.asker, person.rights)
        look = partial(self.query, person=person)
        return Deciding(self._findings, self._audit, look, by, self._now()).carried_out(order)

    def _turn(self, person: Person) -> Turn | None:
        """The answer that a follow-up of this person would go on from."""
        for thread in _threads(person):
            lasting = LOOSE if thread.endswith(_LOOSELY) else LASTING
            if turn := self._conversations.last(thread, self._now(), lasting):
                return turn
        return None

    def _granted(self, wish: Wish, turn: Turn | None, question: str, person: Person) -> Answer:
        """What is to be done with the last answer: its query shown, its rows given, or nothing."""
        if wish == "forget":
            for thread in _threads(person):
                self._conversations.forget(thread)
            done = HowTo("conversation", "Forgotten: the next question begins anew.")
            return self._answered(question, person, lambda: Read(done, "rules"))
        if turn is None or (turn.query is None and self._code(turn.answer) is None):
            nothing = Clarify(f"{NOTHING_BEFORE} Ask a whole question:", EXAMPLES)
            return self._answered(question, person, lambda: Read(nothing, "rules"))
        if wish == "export":
            return self.again(turn.answer, person) or _no_answer(turn.answer)
        return self._explained(turn.answer, person)

    def _explained(self, answer: str, person: Person) -> Answer:
        """How an answer came about: its query replayed, or the script that gave it."""
        if explained := self.explain(answer, person):
            return drawn(explained)
        return self.code(answer, person) or _no_answer(answer)

    def query(self, query: Query, person: Person | None = None) -> Answer:
        """The Answer to a question that came as data."""
        text = query.model_dump_json(exclude_defaults=True)
        return self._answered(text, person or Person(), lambda: Read(query, "rules"))

    def again(self, answer: str, person: Person) -> Answer | None:
        """The answer of that id, computed anew under this person's rights; None if nobody asked."""
        asked = self._state.asked(answer)
        if asked is None:
            return None
        if asked.query is None:
            return self._script_again(asked, person)
        query = asked.query
        return self._answered(asked.question, person, lambda: Read(query, "rules"))

    def code(self, answer: str, person: Person | None = None) -> Answer | None:
        """The script that gave the answer of that id, to be read; None where none did.

        It was written from the question alone: nothing of an estate is in it. Where it asked, who
        may not see that account is not told.
        """
        asked, code = self._state.asked(answer), self._code(answer)
        if asked is None or code is None:
            return None
        limits = person.rights.reach() if person and person.rights else None
        seen = {one.id.lower() for one in self._accounts() if may_see(one, limits)}
        records = self._audit.of_script(answer)
        return shown(asked, code, records, None if limits is None else seen)

    def explain(self, answer: str, person: Person) -> Explanation | None:
        """How the answer of that id came about, replayed now; None where there is no such one."""
        asked = self._state.asked(answer)
        if asked is None or asked.query is None:
            return None
        statements: list[str] = []
        asked_on = asked.asked_at.astimezone(UTC).date()
        query = asked.query.resolve(asked_on, self._settings.calendar)
        now = self._answered(
            f"explain {answer}", person, lambda: Read(query, "rules"), trace=statements.append
        )
        own = person.rights is None or person.asker == asked.asker
        kept = self._state.figures(answer) if own else None
        then = Figures.from_json(kept) if kept else None
        return Explanation(
            asked=asked,
            now=now,
            statements=tuple(dict.fromkeys(statements)),
            calls=self._audit.calls(answer),
            then=then,
            differences=differences(then, now) if then else None,
        )

    def rate(self, answer: str, person: Person, thumb: Thumb, reason: str = "") -> bool:
        """Keep what somebody thinks of an answer; False where there is no such answer."""
        if self._state.asked(answer) is None:
            return False
        self._state.rate(answer, person.asker, thumb, reason, self._now())
        return True

    def feedback(self) -> tuple[Feedback, ...]:
        """What people thought of answers, newest first."""
        return self._state.feedback()

    def candidates(self) -> tuple[Feedback, ...]:
        """Corrections that wait for somebody to decide on them, newest first."""
        return self._examples.candidates(self._state.feedback())

    def decide(
        self, answer: str, *, confirm: bool, meaning: str | None = None, by: Decider | None = None
    ) -> None:
        """Confirm or reject the correction of an answer. Raises Undecidable.

        Without a `meaning`, what was given as the reason is read as the question that was meant.
        """
        found, query = self.candidates(), None
        if confirm:
            reason = next((one.reason for one in found if one.asked.id == answer), "")
            query = meant(meaning or reason, self.knowledge())
        decision = decided(answer, found, by or Decider(), self._now(), query)
        self._audit.decision(decision)
        self._examples.decide(decision)

    def scripts(self) -> "tuple[tuple[Promoted, ...], tuple[Asked, ...]]":
        """Scripts that were promoted, newest first; and those that people confirmed with a 👍."""
        known = self._known_scripts()
        promoted = known.promotions.all()
        decided = {one.answer for one in promoted if one.revoked_at is None}
        liked = (one.asked for one in self._state.feedback() if one.thumb == "up")
        waiting = {one.id: one for one in liked if one.id not in decided and known.code(one.id)}
        return promoted, tuple(waiting.values())

    def promote(
        self, answer: str, by: Decider | None = None, reviewed: str | None = None
    ) -> "Promoted":
        """Have a script run again where its question recurs; `reviewed` stands in for its text.

        Raises Undecidable.
        """
        from bot.scripts.promoted import promotion

        known, asked = self._known_scripts(), self._state.asked(answer)
        code = known.code(answer)
        if asked is None or code is None:
            raise Undecidable(f"no script gave an answer {answer}")
        day = asked.asked_at.astimezone(UTC).date()
        context = replace(self.knowledge(), today=day)
        who = by or Decider()
        one = promotion(asked, reviewed or code, self._state.feedback(), context, who, self._now())
        self._audit.promotion(one, who.name, "promoted")
        known.promotions.keep(one)
        return one

    def revoke(self, answer: str, by: Decider | None = None) -> None:
        """Have a promoted script run no more. Raises Undecidable."""
        who = by or Decider()
        one = self._known_scripts().promotions.revoke(answer, who, self._now())
        self._audit.promotion(one, who.name, "revoked")

    def _known_scripts(self) -> "Scripts":
        if self._scripts is None:
            raise Undecidable("scripts are off: set enabled = true in [scripts]")
        return self._scripts

    def sync(self, tell: Tell = _silent) -> Brought:
        """Read all cost exports again, and ask the clouds that have none; `tell` takes progress."""
        return bring(self._warehouse, self._context(Person(tell=tell), "sync"))

    def take_snapshots(self, tell: Tell = _silent) -> "Taken":
        """Keep how the inventory is today, of every account that was not looked at yet."""
        from finops.warehouse.snapshots import take

        context = self._context(Person(tell=tell), "snapshots")
        return take(self._warehouse.snapshots, self._providers, context)

    def keep_findings(self, tell: Tell = _silent) -> "Kept":
        """Judge all rules of waste now, and keep what they find; see `finops.waste.life`."""
        from finops.waste.life import keep

        context = self._context(Person(tell=tell), "findings")
        return keep(self._warehouse, self._providers, context)

    def keep_today(self) -> "Taken":
        """Keep how the inventory is today, and what is waste of it."""
        taken = self.take_snapshots()
        self.keep_findings()
        return taken

    def read_ahead(self, subject: str, scope: Scope, within: timedelta) -> None:
        """Have the inventory of a subject fresh in the cache for so long, before anybody asks."""
        context = self._context(Person(asker="bot", surface="warming"), "warming")
        context = replace(context, age_limit=context.age_limit - within)
        for provider in self._providers:
            if subject in provider.subjects:
                provider.inventory(subject, scope, context)

    def knowledge(self) -> ReadContext:
        """What a reader may know of the whole estate, for whoever holds the bot's credentials."""
        return self._read_context(None)

    def charges_gaps(self) -> tuple[CloudGap, ...]:
        """What the charges lack."""
        return self._warehouse.gaps()

    def trying(self, file: RuleFile) -> Self:
        """This bot, from now on with that file in place of the company's own rules."""
        self._tried = (file,)
        return self

    def watch(self, watcher: Watcher) -> None:
        """Tell this watcher of every answer and every call from now on."""
        self._watchers.append(watcher)

    def warm(self, done: Tell = _silent) -> None:
        """Import the SDKs and read exports that were never synced, before anybody asks.

        `done` is told the name of each part that is ready: `warehouse`, then each cloud.
        """
        with self._warehouse.connection():
            done("warehouse")
        for provider in self._providers:
            provider.preload()
            done(provider.cloud)
        if self._model:
            self._model.preload()
        if self._model and self._scripts:
            self._scripts.preload()
            done("scripts")
        process.settle()

    def close(self) -> None:
        """Let go of the files, and end the jail."""
        if self._scripts:
            self._scripts.close()
        self._warehouse.close()
        self._state.close()
        self._audit.close()

    def _answered(
        self,
        question: str,
        person: Person,
        reading: Callable[[], Read],
        trace: Callable[[str], None] | None = None,
        finish: Callable[[Answer], Answer] | None = None,
        script: Script | None = None,
    ) -> Answer:
        started, answer_id = monotonic(), uuid4().hex[:12]
        try:
            found = reading()
            context = replace(self._context(person, answer_id), trace=trace)
            answer = self._replied(found, person, context)
            answer = script(found, answer, context) if script else answer
            answer = finish(answer) if finish else answer
        except Unreachable as error:
            answer = _unreachable(error)
        except Exception:  # the surface's last resort: logged under the id that the person is told
            log.exception("question %s failed", answer_id)
            answer = _failed(answer_id)
        elapsed = round((monotonic() - started) * 1000)
        answer = answer.model_copy(update={"id": answer_id, "elapsed_ms": elapsed})
        self._remember(answer, question, person)
        return answer

    def _read(self, question: str, person: Person) -> Read:
        """The reading by what costs nothing."""
        return read(question, self._context_of(person))

    def _read_further(
        self, question: str, person: Person, previous: Previous | None = None
    ) -> Read:
        """The reading, by the language model where nothing else can read it and there is one."""
        is_secret = redacted(question) != question
        context = replace(self._context_of(person), previous=previous)
        promoted = self._promoted(question, context)
        asks = self._model is not None and not is_secret and promoted is None
        further = (ModelReader(self._model, person.tell),) if self._model and asks else ()
        found = read(question, context, further)
        if further or promoted or not isinstance(found.reading, Unread):
            return found
        return replace(found, hindrance=SECRET if self._model else NONE)

    def _context_of(self, person: Person) -> ReadContext:
        limits = person.rights.reach() if person.rights else None
        whose = mine(owners(self._settings.waste), person.asker)
        return replace(self._read_context(limits), mine=whose)

    def _summarised(self, answer: Answer) -> Answer:
        """The answer with a language model's summary, where that is wanted."""
        if self._model is None or not self._settings.llm.summaries:
            return answer
        found = summary(answer, self._model)
        sources = (*answer.sources, *self._paid(found.spent))
        return answer.model_copy(update={"summary": found.text, "sources": sources})

    def _paid(self, spent: Spent | None) -> tuple[Source, ...]:
        """What was paid to a language model, as a source."""
        if spent is None:
            return ()
        return (
            Source(
                name=spent.name,
                as_of=self._now(),
                calls=spent.calls,
                tokens=spent.tokens,
                price=spent.price,
            ),
        )

    def _read_context(self, limits: Limits) -> ReadContext:
        """What a reader may know: the accounts that may be seen, and what the settings name."""
        known = ReadContext.known(one for one in self._accounts() if may_see(one, limits))
        manifest = self._warehouse.manifest()
        return ReadContext(
            today=self._now().astimezone(UTC).date(),
            calendar=self._settings.calendar,
            accounts=known,
            currencies=manifest.currencies,
            services=manifest.services,
            publishers=manifest.publishers,
            tag_keys=manifest.tag_keys,
            dimensions=tuple(
                KnownDimension(one.name, one.field, one.spread) for one in self._dimensions
            ),
            budgets=tuple(one.name for one in self._settings.budgets),
            confirmed=self._examples.meanings(),
            trained=self._settings.home / FOLDER,
        )

    def _budgets(self) -> tuple[OwnBudget, ...]:
        """The company's own budgets; of accounts, all are known here, whoever asks."""
        if not self._settings.budgets:
            return ()
        return tuple(own_budgets(self._settings.budgets, self._read_context(None)))

    def _accounts(self) -> Iterator[Account]:
        """Accounts that a question may name: those set up or found, and those with charges."""
        for provider in self._providers:
            yield from provider.known_accounts()
        yield from (one for one in self._warehouse.manifest().accounts if one.cloud in CLOUDS)

    def _remember(self, answer: Answer, question: str, person: Person) -> None:
        self._audit.question(
            answer,
            question=question,
            asker=person.asker,
            surface=person.surface,
            thread=person.thread,
        )
        asked = Asked(
            id=answer.id,
            asked_at=self._now(),
            asker=person.asker,
            surface=person.surface,
            thread=person.thread,
            question=question,
            outcome=answer.outcome,
            query=parse(answer.query) if answer.query else None,
        )
        known = answer.outcome in ("answered", "partial")
        self._state.remember(asked, Figures.of(answer).to_json() if known else None)
        for watcher in self._watchers:
            watcher.answered(answer, person)

    def _replied(
        self,
        found: Read,
        person: Person,
        context: Context,
    ) -> Answer:
        answer = self._reply(found.reading, person, context)
        said = "; ".join(part for part in (answer.understood, *found.notes) if part)
        onward = self._onward(answer.suggestions, found.reading, person)
        update = {
            "route": found.route,
            "understood": said,
            "suggestions": onward,
            "gaps": (*answer.gaps, *_hindered(found.hindrance)),
            "sources": (*answer.sources, *self._paid(found.spent)),
        }
        return answer.model_copy(update=update)

    def _open_scripts(self, cache: Cache) -> "Scripts":
        from bot.scripts.runner import Scripts

        lender = Lender(self._settings.aws, self._settings.azure, cache)
        return Scripts(self._settings, self._audit, lender)

    def _scripted(
        self, question: str, found: Read, unread: Answer, person: Person, context: Context
    ) -> Answer:
        """What a script has to say to a question that no Query can express; else what is said."""
        if self._scripts is None or not isinstance(found.reading, Unread):
            return unread
        asking = self._asking(question, person, context)
        if promoted := self._promoted(question, self._context_of(person)):
            one, code = promoted
            return self._scripts.again(code, asking, unread, promoted=one)
        if self._model is None or not fits(found):
            return unread
        answer, spent = self._scripts.answered(asking, unread, self._model)
        paid = self._paid(_together(found.spent, spent))
        others = tuple(one for one in answer.sources if not one.tokens)
        return answer.model_copy(update={"sources": (*others, *paid)})

    def _promoted(self, question: str, context: ReadContext) -> "tuple[Promoted, str] | None":
        """The promoted script that answers a question, with its values in it."""
        return self._scripts.promotions.matching(question, context) if self._scripts else None

    def _script_again(self, asked: Asked, person: Person) -> Answer | None:
        """The answer of a script, computed anew under this person's rights."""
        scripts, code = self._scripts, self._code(asked.id)
        if scripts is None or code is None:
            return None
        none = Read(Unread(()), "llm")
        return self._answered(
            asked.question,
            person,
            lambda: none,
            script=lambda _, unread, context: scripts.again(
                code, self._asking(asked.question, person, context), unread
            ),
        )

    def _asking(self, question: str, person: Person, context: Context) -> "Asking":
        from bot.scripts.runner import Asking

        def compute(query: Query, within: Context) -> Answer:
            return self._computed(query, person, within)

        return Asking(question, person.rights, context, compute)

    def _code(self, answer: str) -> str | None:
        return self._scripts.code(answer) if self._scripts else None

    def _onward(self, offered: tuple[str, ...], asked: Reading, person: Person) -> tuple[str, ...]:
        """The first few of what is offered, without what was just asked."""
        other = (one for one in offered if self._read(one, person).reading != asked)
        return tuple(islice(other, MOST_SUGGESTIONS))

    def _reply(self, reading: Reading, person: Person, context: Context) -> Answer:
        match reading:
            case Query():
                return self._computed(reading, person, context)
            case Clarify(question, choices):
                return Answer(id="", outcome="clarify", headline=question, choices=choices)
            case Refuse(_, message, command):
                return Answer(id="", outcome="refused", headline=message, command=command)
            case HowTo(_, text):
                return Answer(id="", outcome="howto", headline=text)
            case Unread() as unread:
                return _unread(unread)
            case never:
                assert_never(never)

    def _computed(self, query: Query, person: Person, context: Context) -> Answer:
        limits = person.rights.limits(query) if person.rights else None
        if isinstance(limits, Denied):
            return Answer(id="", outcome="refused", headline=limits.message)
        held = replace(context, limits=limits)
        return self._again.reply(query, held)

    def _context(self, person: Person, answer_id: str) -> Context:
        return Context(
            now=self._now(),
            asker=person.asker,
            question=answer_id,
            calendar=self._settings.calendar,
            dimensions=self._dimensions,
            budgets=self._budgets(),
            rules=self._tried or rule_files(self._settings.waste.rules),
            standings=self._findings.standings(),
            owners=owners(self._settings.waste),
            tell=person.tell,
            stale_limit=STALE_LIMIT if person.surface in LIVING else timedelta(0),
            record=self._recorder(answer_id),
        )

    def _recorder(self, answer_id: str) -> Callable[[Call], None]:
        write = self._audit.recorder(answer_id)

        def record(call: Call) -> None:
            write(call)
            for watcher in self._watchers:
                watcher.called(call)

        return record


def _threads(person: Person) -> tuple[str, ...]:
    """What the conversations of a person are called: the thread's own first."""
    names = (person.thread, f"{person.loose}{_LOOSELY}" if person.loose else None)
    return tuple(f"{person.surface}/{name}" for name in names if name)


def _together(one: Spent | None, other: Spent | None) -> Spent | None:
    """What was paid for both."""
    if one is None or other is None:
        return one or other
    return Spent(
        one.name, one.calls + other.calls, one.tokens + other.tokens, one.price + other.price
    )


def _unread(found: Unread) -> Answer:
    placed = ", ".join(f"“{word}”" for word in found.words)
    if found.elsewhere:
        return Answer(id="", outcome="unread", headline=found.elsewhere, suggestions=found.nearest)
    headline = f"I cannot place: {placed}" if placed else "I do not see a question there"
    if found.left_out:
        headline += f". “{found.nearest[0]}” leaves out “{found.left_out}”"
    return Answer(id="", outcome="unread", headline=headline, suggestions=found.nearest)


def _hindered(hindrance: Hindrance | None) -> tuple[Gap, ...]:
    """Why a language model did not read the question, as what could not be looked at."""
    if hindrance is None:
        return ()
    return (Gap(where="language model", why=hindrance.why, fix=hindrance.fix),)


def _no_answer(answer: str) -> Answer:
    headline = f"There is no answer {answer} to explain; its id stands below each answer"
    return Answer(id="", outcome="howto", headline=headline)


def _unreachable(error: Unreachable) -> Answer:
    """The warehouse did not answer: nobody's bug here, and somebody's to mend."""
    told = gap(error)
    return Answer(
        id="",
        outcome="failed",
        headline="The warehouse of charges could not be asked",
        gaps=(Gap(where=told.where, why=told.why, fix=told.fix),),
    )


def _failed(answer_id: str) -> Answer:
    return Answer(
        id=answer_id,
        outcome="failed",
        headline=f"Something broke on our side; please report it as {answer_id}",
    )
