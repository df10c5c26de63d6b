"""What the bot does about each thing it hears. Wired to Slack's events in `app`.

Each of them has been acknowledged by then. In this order: wait until all that arrives is, drop what
was heard before, ask who it is, refuse who has no rights, answer in a thread of our own pool. A
button always acts under the rights of whoever presses it: answers are computed anew for them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, TypeVar
from uuid import uuid4

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import Denied, Rights
from bot.ask import Bot, Person
from bot.conversation import wished
from bot.doing import NEWS_EVERY_S, Doing
from bot.drawing.spreadsheet import to_csv
from bot.findings import Unclear
from bot.once import Once
from bot.slack.decision import form, missing, order_of, told, waiting
from bot.slack.hearing import bot_id, fingerprint, is_question
from bot.slack.lull import Lull
from bot.slack.people import UNREACHABLE, People
from bot.slack.places import Place, Thread
from bot.slack.question import MOST_CHARACTERS, question, unescaped
from bot.slack.render import (
    DONE,
    REASON,
    code_shown,
    note,
    query_shown,
    reason_asked,
    render,
    shared_by,
)
from bot.slack.turn import Turn, Turns
from bot.state import Thumb
from finops.answer import Answer

log = logging.getLogger(__name__)
Body = Mapping[str, Any]
T = TypeVar("T")

# Longer than this, and people wonder whether it was heard.
PATIENCE_S = 2.0
# More questions than can be answered before everybody has given up.
MOST_WAITING = 500
PROMPTS = (
    ("Idle and expensive", "list VMs with CPU < 20% and cost > $100 last month"),
    ("Cost by service", "cost by service last month"),
    ("Unattached disks", "which disks are unattached"),
    ("What can I ask?", "help"),
)


class Listeners:
    """The callbacks, over one bot; they run in one event loop."""

    def __init__(
        self, bot: Bot, people: People, once: Once, turns: Turns, threads: Executor, lull: Lull
    ) -> None:
        self._bot = bot
        self._people = people
        self._once = once
        self._turns = turns
        self._threads = threads
        self._lull = lull
        self._waiting = 0

    @property
    def _client(self) -> AsyncWebClient:
        return self._turns.client

    # ------------------------------------------------------------------------- what Slack calls

    async def mentioned(self, body: Body, event: Body) -> None:
        """@finops in a channel."""
        if is_question(event) and not event["channel"].startswith("D"):
            await self._written(body, event)

    async def messaged(self, body: Body, event: Body) -> None:
        """A direct message."""
        if is_question(event) and event.get("channel_type") == "im":
            await self._written(body, event)

    async def opened(self, body: Body, event: Body) -> None:
        """The conversation with the bot was opened: say what can be asked."""
        if event.get("tab") != "messages" or not await self._is_first(body):
            return
        if await self._people.rights(event["user"], str(body.get("team_id"))) is None:
            return
        prompts = [{"title": title, "message": message} for title, message in PROMPTS]
        try:
            await self._client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=prompts
            )
        except UNREACHABLE as error:
            log.warning("slack: no suggested prompts: %s", error)

    async def commanded(self, ack: AsyncAck, body: Body) -> None:
        """`/finops …`, for the eyes of whoever gave it."""
        await ack()
        turn = self._turns.of_command(body)
        words = question(body.get("text") or "", bot="") or "help"
        await self._take(body, turn, lambda rights: self._answer(turn, rights, words, asked=words))

    async def asked(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """A button with a question."""
        await ack()
        turn, words = self._turns.of_press(body), unescaped(action["value"])
        await self._take(body, turn, lambda rights: self._answer(turn, rights, words, asked=words))

    async def wanted_csv(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """The button for all rows."""
        await ack()
        turn = self._turns.of_press(body)
        await self._take(body, turn, lambda rights: self._upload(turn, rights, action["value"]))

    async def wanted_query(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """The button for the question as data: it is whispered, so the channel sets no limit."""
        await ack()
        turn = replace(self._turns.of_press(body), seen_by=None)
        await self._take(body, turn, lambda rights: self._show_query(turn, rights, action["value"]))

    async def shared(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """The button that posts a private answer to the channel, as far as both may see it."""
        await ack()
        turn = self._turns.of_press(body)
        turn = replace(turn, seen_by=turn.channel)
        await self._take(body, turn, lambda rights: self._share(turn, rights, action["value"]))

    async def rated(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """👍 or 👎."""
        await ack()
        turn = self._turns.of_press(body)
        thumb, _, answer = action["value"].partition(":")
        await self._take(
            body, turn, lambda _: self._rate(turn, body, thumb, answer), needs_grant=False
        )

    async def explained(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The modal's reason for a 👎."""
        await ack()
        user, team = body["user"]["id"], str((body.get("team") or {}).get("id"))
        reason = view["state"]["values"][REASON][REASON].get("value") or ""
        if not reason or not await self._is_first(body):
            return
        if await self._people.rights(user, team) is not None:
            await self._keep(user, view["private_metadata"], "down", reason)

    async def wanted_form(self, ack: AsyncAck, body: Body, action: Body) -> None:
        """The button to decide on a finding: a form of what whoever presses it may see."""
        await ack()
        turn = replace(self._turns.of_press(body), seen_by=None)
        await self._take(
            body, turn, lambda rights: self._show_form(turn, rights, body, action["value"])
        )

    async def decided(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form of a decision: what is missing is told at once, what became of it after."""
        try:
            order = order_of(view)
        except Unclear as error:
            await ack(response_action="update", view=told(str(error)))
            return
        if lacks := missing(order, self._bot.today):
            await ack(response_action="errors", errors=lacks)
            return
        await ack(response_action="update", view=waiting())
        user, team = body["user"]["id"], str((body.get("team") or {}).get("id"))
        if not await self._is_first(body):
            return
        rights = await self._people.rights(user, team)
        if rights is None:
            return
        person = Person(f"slack:{user}", "slack", rights=rights)
        answer = await self._in_thread(lambda: self._bot.judge(order, person))
        await self._fill(view["id"], user, told(answer.headline))

    # ---------------------------------------------------------------------------- how it is done

    async def _written(self, body: Body, event: Body) -> None:
        turn = self._turns.of_event(body)
        words = question(event["text"], bot_id(body)) or "help"
        await self._take(body, turn, lambda rights: self._answer(turn, rights, words))

    async def _take(
        self,
        body: Body,
        turn: Turn,
        act: Callable[[Rights], Awaitable[None]],
        *,
        needs_grant: bool = True,
    ) -> None:
        """Act on it, once, if it is from somebody who may ask at all."""
        try:
            if not await self._is_first(body):
                return
            rights = await self._people.rights(turn.user, turn.team, turn.seen_by)
            if rights is None:
                return
            if needs_grant and not rights.grants:
                await turn.aside.show(note(self._nothing_granted(turn.user)))
                return
            await act(rights)
        except Exception:  # the surface's last resort: logged under the id that the person is told
            reference = uuid4().hex[:12]
            log.exception("slack %s failed", reference)
            broken = f"Something broke on our side; please report it as {reference}"
            await turn.aside.show(note(broken))

    async def _is_first(self, body: Body) -> bool:
        await self._lull.wait()
        return await asyncio.to_thread(self._once.is_first, fingerprint(body))

    def _nothing_granted(self, user: str) -> str:
        return (
            "You may not ask about anything yet. "
            f"{self._people.admins} can grant it: rights for slack:{user} in [access]."
        )

    async def _answer(self, turn: Turn, rights: Rights, words: str, asked: str = "") -> None:
        if len(words) > MOST_CHARACTERS:
            await turn.aside.show(note("That is too long for a question."))
            return
        doing = Doing()
        person = replace(_person(turn, rights), tell=doing.say)
        answer, was_slow = await self._computed(
            lambda: self._bot.ask(words, person), turn.place, doing
        )
        if answer is None:
            return
        if wished(words) == "export" and answer.outcome in DONE:
            await self._upload(turn, rights, answer.id)
            return
        message = render(
            answer,
            asked=asked,
            may_share=turn.seen_by is None and bool(turn.channel),
            takes_files=isinstance(turn.place, Thread),
        )
        # A refusal is between the two of us, unless others already saw that I am at work.
        alone = answer.outcome == "refused" and not answer.command and not was_slow
        await (turn.aside if alone else turn.place).show(message)

    async def _computed(
        self, work: Callable[[], T], place: Place, doing: Doing | None = None
    ) -> tuple[T | None, bool]:
        """What the work gave, and whether the person was told to wait; None if it was not begun."""
        if self._waiting >= MOST_WAITING:
            await place.show(note("Too many questions at once: ask again in a minute."))
            return None, False
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            running = asyncio.ensure_future(loop.run_in_executor(self._threads, work))
            was_slow, wait = False, PATIENCE_S
            while not (await asyncio.wait({running}, timeout=wait))[0]:
                said = doing.news() if doing else None
                if said or not was_slow:
                    await place.working(said or "")
                was_slow, wait = True, NEWS_EVERY_S
            return await running, was_slow
        finally:
            self._waiting -= 1

    async def _again(self, turn: Turn, rights: Rights, answer: str) -> Answer | None:
        """The answer anew, for this person; None if there is none, and they were told."""
        person = _person(turn, rights)
        found, _ = await self._computed(lambda: self._bot.again(answer, person), turn.aside)
        if found is None:
            await turn.aside.show(note("That answer is not known any more: ask again."))
            return None
        if found.outcome not in DONE:
            await turn.aside.show(render(found))
            return None
        return found

    async def _upload(self, turn: Turn, rights: Rights, answer: str) -> None:
        found = await self._again(turn, rights, answer)
        if found is None:
            return
        text = await asyncio.to_thread(to_csv, found)
        try:
            channel, thread = await self._folder(turn)
            await self._client.files_upload_v2(
                channel=channel,
                thread_ts=thread,
                filename=f"finops-{found.id}.csv",
                title=f"{len(found.rows):,} rows",
                content=text,
            )
        except UNREACHABLE as error:
            log.warning("slack: no file in %s: %s", turn.channel, error)
            await turn.aside.show(note("Slack did not take the file; is the bot in the channel?"))

    async def _folder(self, turn: Turn) -> tuple[str, str | None]:
        """Where a file goes: files cannot be whispered, so a private one goes by direct message."""
        if isinstance(turn.place, Thread):
            return turn.channel, turn.thread
        opened = await self._client.conversations_open(users=[turn.user])
        return opened["channel"]["id"], None

    async def _show_query(self, turn: Turn, rights: Rights, answer: str) -> None:
        """The query, or the script that computed it instead."""
        script = await asyncio.to_thread(self._bot.code, answer)
        if script is not None:
            await turn.aside.show(code_shown(script))
            return
        found = await self._again(turn, rights, answer)
        if found is not None:
            await turn.aside.show(query_shown(found))

    async def _share(self, turn: Turn, rights: Rights, answer: str) -> None:
        found = await self._again(turn, rights, answer)
        if found is None:
            return
        posted = await Thread(self._client, turn.channel, turn.thread).show(
            shared_by(render(found, takes_files=True), turn.user)
        )
        if not posted:
            await turn.aside.show(note("I cannot post there: invite me to the channel first."))

    async def _show_form(self, turn: Turn, rights: Rights, body: Body, answer: str) -> None:
        """Open the modal at once, and fill it: what a press triggers is open for seconds only."""
        opened = await self._client.views_open(trigger_id=body["trigger_id"], view=waiting())
        person = _person(turn, rights)
        found = await self._in_thread(lambda: self._bot.decidable(answer, person))
        if isinstance(found, Denied):
            view = told(found.message)
        elif found is None:
            view = told("That answer is not known any more: ask again.")
        elif not found:
            view = told("You see no finding of that answer that can be decided on.")
        else:
            view = form(found)
        await self._fill(opened["view"]["id"], turn.user, view)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _fill(self, view: str, user: str, shown: Body) -> None:
        """Put it into the open modal; whoever closed it meanwhile is told by direct message."""
        try:
            await self._client.views_update(view_id=view, view=dict(shown))
        except UNREACHABLE as error:
            log.warning("slack: the form of %s cannot be filled: %s", user, error)
            if "submit" not in shown:
                said = shown["blocks"][0]["text"]["text"]
                opened = await self._client.conversations_open(users=[user])
                await Thread(self._client, opened["channel"]["id"], None).show(note(said))

    async def _rate(self, turn: Turn, body: Body, thumb: str, answer: str) -> None:
        kept = await self._keep(turn.user, answer, "down" if thumb == "down" else "up", "")
        if not kept:
            await turn.aside.show(note("That answer is not known any more."))
        elif thumb == "down":
            await self._client.views_open(trigger_id=body["trigger_id"], view=reason_asked(answer))
        else:
            await turn.aside.show(note("Thank you."))

    async def _keep(self, user: str, answer: str, thumb: Thumb, reason: str) -> bool:
        person = Person(f"slack:{user}", "slack")
        return await asyncio.to_thread(self._bot.rate, answer, person, thumb, reason)


def _person(turn: Turn, rights: Rights) -> Person:
    return Person(f"slack:{turn.user}", "slack", turn.thread_name, rights=rights, loose=turn.loose)
