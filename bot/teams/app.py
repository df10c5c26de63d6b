"""Teams over HTTP: `POST /api/messages`, where Microsoft's channel delivers messages and buttons.

    token? → heard? → seen before? → acknowledged → typing → the answer, as a message of its own

Microsoft waits a few seconds for the call and then delivers it again, so the answer is never part
of it: it is computed in a thread and posted into the conversation afterwards. What a button does
is done under the rights of who presses it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, FastAPI, Request, Response
from pydantic import ValidationError
from starlette.background import BackgroundTask

from bot.access import Denied
from bot.ask import Bot, Person
from bot.deciding import Option
from bot.doing import NEWS_EVERY_S, Doing
from bot.findings import Unclear, checked
from bot.once import Once
from bot.settings import Settings
from bot.teams.activity import Account, Activity, Ask, Decide, Form, Rate, Rows, pressed
from bot.teams.decision import form, order_of
from bot.teams.entrance import Entrance, NotTaken
from bot.teams.heard import is_own, speaker
from bot.teams.message import Message
from bot.teams.registration import Registration, registration
from bot.teams.render import card, draw, words
from finops.answer import Answer

if TYPE_CHECKING:
    from bot.teams.connector import Connector

log = logging.getLogger(__name__)

PATH = "/api/messages"
# Longer ones are not questions.
MOST_WORDS = 10_000
# Answers computed at once; more wait for their turn.
AT_ONCE = 8
# Who waits longer is told that it goes on.
PATIENCE_S = 2.0
# How long the roster's word on a person holds.
MEMBER_S = 3600
BUTTON = "adaptiveCard/action"
WORKING = "Working on it …"
STRANGER = "I answer only to members of this organisation, and cannot see that you are one."


def mount(api: FastAPI, bot: Bot, settings: Settings, env: Mapping[str, str]) -> bool:
    """Hear Teams on this app; False where it is not set up. Raises SettingsError for half of it."""
    registered = registration(env)
    if registered is None:
        return False
    if not settings.access.teams.tenants:
        log.warning("Teams is not heard: no tenant is named in [access.teams] of the settings")
        return False
    if registered.is_dev:
        log.warning("Teams: TEAMS_DEV is set: whoever is on this machine is heard without a token")
    teams = _Teams(bot, settings, registered)
    router = APIRouter(lifespan=teams.lifespan)
    router.add_api_route(PATH, teams.hear, methods=["POST"], include_in_schema=False)
    api.include_router(router)
    return True


class _Teams:
    """One registration's conversations."""

    def __init__(self, bot: Bot, settings: Settings, registered: Registration) -> None:
        self._bot = bot
        self._access = settings.access
        self._registered = registered
        self._entrance = Entrance(registered)
        self._once = Once(settings.home, "teams")
        self._members: dict[tuple[str, str], float] = {}
        self._limiter = CapacityLimiter(AT_ONCE)
        self._connector: Connector | None = None

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """As long as the server runs."""
        with closing(self._once):
            yield

    async def hear(self, request: Request) -> Response:
        """One delivery: 401, 403, 400 or 413 with nothing sent, else answered at once."""
        try:
            activity = await self._entrance.admitted(request)
        except NotTaken as refused:
            return Response(status_code=refused.status)
        if activity.type not in ("message", "invoke"):
            # Somebody joined, reacted, installed: nothing is asked.
            return Response(status_code=200)
        who = speaker(activity, self._access.teams)
        if who is None:
            return Response(status_code=403)
        if activity.type == "message":
            return await self._message(activity, who)
        if activity.name == BUTTON:
            return await self._button(activity, who)
        return Response(status_code=501)

    async def _is_new(self, activity: Activity) -> bool:
        """Whether it is delivered for the first time."""
        if not activity.id:
            return True
        key = f"{activity.conversation.id} {activity.id}"
        return await to_thread.run_sync(self._once.is_first, key)

    async def _is_own(self, activity: Activity, who: Account) -> bool:
        """Whether the roster shows them as of this tenant; what cannot be looked up is no."""
        tenant = activity.tenant or ""
        key = (tenant, who.aad_object_id or "")
        if self._members.get(key, 0.0) > monotonic():
            return True
        try:
            member = await (await self._line()).member(activity, who.id)
        except Exception:  # fail closed, whatever it was; the person is told
            log.exception("Teams: the roster cannot be read")
            return False
        if not is_own(member, who, tenant):
            return False
        self._members[key] = monotonic() + MEMBER_S
        return True

    async def _line(self) -> "Connector":
        if self._connector is None:
            self._connector = await to_thread.run_sync(_connect, self._registered)
        return self._connector

    def _person(self, activity: Activity, who: Account) -> Person:
        name, *groups = self._access.teams.names(str(who.aad_object_id))
        rights = self._access.of([name, *groups])
        if not activity.is_private:
            shared = self._access.of([f"teams-channel:{activity.channel}"])
            rights = replace(rights, channel=shared)
        return Person(name, "teams", activity.conversation.id, rights=rights)

    async def _message(self, activity: Activity, who: Account) -> Response:
        if not await self._is_new(activity):
            return Response(status_code=200)
        question = activity.words
        if len(question) > MOST_WORDS:
            text = f"That is {len(question):,} characters; a question has at most {MOST_WORDS:,}."
            return self._later(201, activity, who, lambda: words(text))
        return self._asked(Response(status_code=201), activity, who, question)

    async def _button(self, activity: Activity, who: Account) -> Response:
        try:
            button = pressed(activity)
        except ValidationError:
            return _invoked("I do not know this button.")
        if not await self._is_new(activity):
            return _invoked(WORKING)
        person = self._person(activity, who)
        match button:
            case Ask(question=question):
                done = _invoked(f"Asking: {question}")
                return self._asked(done, activity, who, question)
            case Rows(answer=answer, first=first):
                done = _invoked(WORKING)
                return self._later_than(
                    done, activity, who, lambda: _rows(self._bot.again(answer, person), first)
                )
            case Rate():
                return await self._rated(activity, who, person, button)
            case Form(answer=answer):
                done = _invoked(WORKING)
                return self._later_than(
                    done, activity, who, lambda: _form(self._bot.decidable(answer, person))
                )
            case Decide():
                return self._decided(activity, who, person, button)

    def _decided(self, activity: Activity, who: Account, person: Person, sent: Decide) -> Response:
        try:
            order = checked(order_of(sent), self._bot.today)
        except Unclear as error:
            return _invoked(str(error))
        return self._later_than(
            _invoked(WORKING), activity, who, lambda: draw(self._bot.judge(order, person))
        )

    async def _rated(
        self, activity: Activity, who: Account, person: Person, rate: Rate
    ) -> Response:
        if not await self._is_own(activity, who):
            return _invoked(STRANGER)
        is_known = await to_thread.run_sync(
            self._bot.rate, rate.answer, person, rate.thumb, rate.reason
        )
        return _invoked("Thank you." if is_known else "I do not remember that answer.")

    def _asked(self, now: Response, activity: Activity, who: Account, question: str) -> Response:
        doing = Doing()
        person = replace(self._person(activity, who), tell=doing.say)
        return self._later_than(
            now, activity, who, lambda: draw(self._bot.ask(question, person)), doing
        )

    def _later(
        self, status: int, activity: Activity, who: Account, compute: Callable[[], Message]
    ) -> Response:
        return self._later_than(Response(status_code=status), activity, who, compute)

    def _later_than(
        self,
        now: Response,
        activity: Activity,
        who: Account,
        compute: Callable[[], Message],
        doing: Doing | None = None,
    ) -> Response:
        now.background = BackgroundTask(self._reply, activity, who, compute, doing or Doing())
        return now

    async def _reply(
        self, activity: Activity, who: Account, compute: Callable[[], Message], doing: Doing
    ) -> None:
        reference = uuid4().hex[:12]
        try:
            if await self._is_own(activity, who):
                await self._answer(activity, compute, doing)
            else:
                await (await self._line()).send(activity, words(STRANGER))
        except Exception:  # the surface's last resort: logged under the id that the person is told
            log.exception("Teams: answer %s failed", reference)
            await self._apologise(activity, reference)

    async def _answer(
        self, activity: Activity, compute: Callable[[], Message], doing: Doing
    ) -> None:
        line = await self._line()
        await line.typing(activity)
        computing = asyncio.ensure_future(to_thread.run_sync(compute, limiter=self._limiter))
        told, wait = None, PATIENCE_S
        while not (await asyncio.wait({computing}, timeout=wait))[0]:
            said = doing.news()
            if not told:
                told = await line.send(activity, words(said or WORKING))
            elif said:
                await line.replace(activity, told, words(said))
            wait = NEWS_EVERY_S
        message = await computing
        if told:
            await line.replace(activity, told, message)
        else:
            await line.send(activity, message)

    async def _apologise(self, activity: Activity, reference: str) -> None:
        text = f"Something broke on our side; please report it as {reference}"
        try:
            await (await self._line()).send(activity, words(text))
        except Exception:  # nobody is left to be told
            log.exception("Teams: nor could it be said that %s failed", reference)


def _connect(registered: Registration) -> "Connector":
    """In a thread: importing botbuilder takes a second."""
    from bot.teams.connector import Connector

    return Connector(registered)


def _form(found: tuple[Option, ...] | Denied | None) -> Message:
    """The card to decide in, or why there is none."""
    if isinstance(found, Denied):
        return words(found.message)
    if found is None:
        return words("I do not remember that answer; please ask again.")
    if not found:
        return words("You see no finding of that answer that can be decided on.")
    return Message("Decide on a finding", card(form(found)))


def _rows(answer: Answer | None, first: int) -> Message:
    if answer is None:
        return words("I do not remember that answer; please ask again.")
    return draw(answer, first)


def _invoked(text: str) -> Response:
    """What Teams shows to who pressed a button."""
    body: dict[str, Any] = {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": text,
    }
    return Response(orjson.dumps(body), media_type="application/json")
