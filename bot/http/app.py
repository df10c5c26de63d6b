"""The HTTP API: questions in words, as data, and by predefined routes; feedback; pages.

Every Answer is a 200, refusals and questions back included: `outcome` tells which. What is not even
a question is a 4xx with what, why and fix. Each question runs in a thread, at most AT_ONCE of them
together, under the rights of the token; see `docs/http.md`.
"""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Body, Depends, FastAPI, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from bot.ask import Bot, Person
from bot.drawing.chart import chart
from bot.drawing.picture import png
from bot.http import paging
from bot.http.filters import ALL, BadParameters, is_cloud, parameters, query_data
from bot.http.gate import gated, known
from bot.http.paging import Cursor, Kept
from bot.http.problems import OPENAPI, Problem, Refused
from bot.http.render import JSON, Slice, draw, status
from bot.http.tokens import Caller, Tokens
from bot.state import Thumb
from finops.answer import Answer
from intents import catalog
from intents.query import InvalidQuery, parse

# Longer ones are not questions.
MOST_WORDS = 10_000
# A question under way mostly waits for a cloud; more of them would only wait in more threads.
AT_ONCE = 32
MOST_WAITING = 256
PNG = "image/png"
DONE = ("answered", "partial")
T = TypeVar("T")


class Asked(BaseModel):
    """The body of `POST /v1/ask`; questions of one `thread` are one conversation."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=MOST_WORDS)]
    thread: Annotated[str | None, Field(max_length=200)] = None


class Rated(BaseModel):
    """The body of `POST /v1/feedback`: the answer's id, and what somebody thinks of it."""

    model_config = ConfigDict(extra="forbid")

    answer: Annotated[str, Field(max_length=64)]
    thumb: Thumb
    reason: Annotated[str, Field(max_length=2_000)] = ""


class Page(Answer):
    """An Answer with some of its rows, and the path that leads to more."""

    next: str | None = None


Known = Annotated[Caller, Depends(known)]
PageSize = Annotated[
    int | None,
    Query(ge=1, le=paging.MOST_PER_PAGE, description="so many rows now; `next` leads to more"),
]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": Page, "description": "the Answer; `next` only where a page_size was asked"},
    401: {"model": Refused, "description": "no token, or one that nobody holds"},
    422: {"model": Refused, "description": "what cannot be a question"},
    503: {"model": Refused, "description": "stopping, or too busy"},
}


class Desk:
    """Takes questions to the bot in threads of its own, and answers to whoever asked."""

    def __init__(self, bot: Bot) -> None:
        """One for the whole server."""
        self.bot = bot
        self.kept = Kept()
        self._limiter = CapacityLimiter(AT_ONCE)

    async def run(self, work: Callable[[], T]) -> T:
        """Do it in a thread, when there is one."""
        if self._limiter.statistics().tasks_waiting >= MOST_WAITING:
            why = f"{AT_ONCE} questions are under way and {MOST_WAITING} wait"
            raise Problem(503, "too busy", [why], "ask again in a moment", {"Retry-After": "5"})
        return await to_thread.run_sync(work, limiter=self._limiter)

    async def answer(
        self, caller: Caller, size: int | None, asked: Callable[[], Answer]
    ) -> Response:
        """Ask, and draw the answer, or the first page of it."""

        def work() -> Response:
            answer = asked()
            if size is None:
                return _drawn(answer)
            page = paging.first(answer, size)
            if page.next:
                self.kept.keep(caller.asker, answer)
            return _drawn(answer, page)

        return await self.run(work)

    def turn(self, cursor: Cursor, caller: Caller) -> Response:
        """The page that a cursor leads to."""
        answer = self.kept.get(caller.asker, cursor.answer)
        if answer is None:
            again = self.bot.again(cursor.answer, _person(caller))
            if again is None:
                raise _no_answer(cursor.answer)
            if again.outcome not in DONE:
                return _drawn(again)
            if paging.digest(again) != cursor.digest:
                why = "the rows are not those of the first page any more"
                raise Problem(409, "the answer changed", [why], "ask again from the first page")
            # Under its first id, by which the other cursors know it.
            answer = again.model_copy(update={"id": cursor.answer})
            self.kept.keep(caller.asker, answer)
        return _drawn(answer, paging.following(answer, cursor.start, cursor.size, cursor.digest))

    def picture(self, answer: str, caller: Caller) -> Response:
        """The chart of an answer, as this caller may see it."""
        again = self.bot.again(answer, _person(caller))
        if again is None:
            raise _no_answer(answer)
        if again.outcome not in DONE:
            return _drawn(again)
        made = chart(again)
        if made is None:
            why = "a single number, a list and amounts of several currencies have none"
            raise Problem(404, "no chart", [why], "ask for a trend, a breakdown or a change")
        return Response(png(made), media_type=PNG)


def mount(api: FastAPI, bot: Bot, tokens: Tokens) -> None:
    """Add the API's paths."""
    desk = Desk(bot)
    router = gated("/v1", tokens)
    _mount_questions(router, desk)
    _mount_pages(router, desk)
    for subject in catalog.subjects():
        _mount_subject(router, desk, subject)
    _mount_rest(router)
    api.include_router(router)


def _mount_questions(router: APIRouter, desk: Desk) -> None:
    bot = desk.bot

    @router.post("/ask", responses=ANSWERS, summary="A question in words")
    async def ask(asked: Asked, caller: Known, page_size: PageSize = None) -> Response:
        person = _person(caller, asked.thread)
        return await desk.answer(caller, page_size, lambda: bot.ask(asked.question, person))

    @router.post("/query", responses=ANSWERS, summary="A question as data: a Query")
    async def query(
        body: Annotated[dict[str, Any], Body()],
        caller: Known,
        page_size: PageSize = None,
    ) -> Response:
        return await _asked(desk, caller, body, page_size)


def _mount_pages(router: APIRouter, desk: Desk) -> None:
    bot = desk.bot

    @router.get("/pages/{cursor}", responses=ANSWERS, summary="The next page of an answer")
    async def page(cursor: Annotated[str, Path(max_length=400)], caller: Known) -> Response:
        try:
            place = Cursor.read(cursor)
        except paging.BadCursor as error:
            fix = "follow `next` of a page as it is"
            raise Problem(422, "the cursor cannot be used", ["it is not of ours"], fix) from error
        return await desk.run(lambda: desk.turn(place, caller))

    @router.get(
        "/answers/{answer}/explain",
        responses={401: ANSWERS[401], 404: {"model": Refused}},
        summary="How a past answer came about, replayed today",
        response_class=Response,
    )
    async def explain(answer: Annotated[str, Path(max_length=64)], caller: Known) -> Response:
        person = _person(caller)
        found = await desk.run(lambda: bot.explain(answer, person))
        if found is None:
            raise _no_answer(answer)
        return Response(found.to_json(), media_type=JSON)

    @router.get(
        "/answers/{answer}/chart.png",
        responses={200: {"content": {PNG: {}}}, 401: ANSWERS[401], 404: {"model": Refused}},
        response_class=Response,
        summary="The chart of an answer, computed anew",
    )
    async def picture(answer: Annotated[str, Path(max_length=64)], caller: Known) -> Response:
        return await desk.run(lambda: desk.picture(answer, caller))

    @router.post(
        "/feedback",
        responses={401: ANSWERS[401], 404: {"model": Refused}},
        summary="What you think of an answer",
    )
    async def feedback(rated: Rated, caller: Known) -> dict[str, bool]:
        person = _person(caller)
        kept = await desk.run(lambda: bot.rate(rated.answer, person, rated.thumb, rated.reason))
        if not kept:
            raise _no_answer(rated.answer)
        return {"kept": True}


def _mount_subject(router: APIRouter, desk: Desk, subject: catalog.Subject) -> None:
    @router.get(
        f"/{{cloud}}/{subject.name}",
        responses=ANSWERS,
        name=subject.name,
        operation_id=f"get_{subject.name}",
        summary=subject.plural.capitalize(),
        description="Every field is a parameter, and takes the endings of docs/http.md.",
        openapi_extra={"parameters": list(parameters(subject))},
    )
    async def listed(
        cloud: str, request: Request, caller: Known, page_size: PageSize = None
    ) -> Response:
        if not is_cloud(cloud):
            allowed = f"there are: {', '.join((ALL, *catalog.CLOUDS))}"
            raise Problem(404, "no such cloud", [f"{cloud[:80]!r} is not one"], allowed)
        pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "page_size"]
        try:
            data = query_data(cloud, subject, pairs)
        except BadParameters as error:
            raise Problem(422, "the parameters cannot be used", error.why, error.allowed) from error
        return await _asked(desk, caller, data, page_size)


def _mount_rest(router: APIRouter) -> None:
    @router.get("/{rest:path}", include_in_schema=False)
    async def nothing(rest: str) -> Response:
        why = f"{rest[:80]!r} is neither a path nor a subject"
        there = f"GET /v1/{{cloud}}/{{subject}}; subjects: {', '.join(catalog.by_name())}"
        raise Problem(404, "nothing is here", [why], there)


async def _asked(
    desk: Desk, caller: Caller, data: dict[str, Any], page_size: int | None
) -> Response:
    try:
        query = parse(data)
    except InvalidQuery as error:
        raise Problem(422, "this is not a query", error.problems, OPENAPI) from error
    person = _person(caller)
    return await desk.answer(caller, page_size, lambda: desk.bot.query(query, person))


def _person(caller: Caller, thread: str | None = None) -> Person:
    """A thread is its asker's own, whatever others call theirs."""
    own = f"{caller.asker}/{thread}" if thread is not None else None
    return Person(caller.asker, "http", own, rights=caller.rights)


def _no_answer(answer: str) -> Problem:
    why = f"nobody was given an answer with the id {answer[:64]!r}"
    return Problem(404, "no such answer", [why], "send the `id` of an Answer as it is")


def _drawn(answer: Answer, page: Slice | None = None) -> Response:
    link = {"Link": f'<{page.next}>; rel="next"'} if page and page.next else None
    return Response(draw(answer, page), status(answer), link, JSON)
