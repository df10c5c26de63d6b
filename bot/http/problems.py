"""What is refused before it becomes a question, as JSON: what is wrong, why, and how to mend it.

    {"what": "the parameters cannot be used", "why": ["colour: vms have no such field"],
     "fix": "GET /openapi.json lists them"}

Never a traceback, and never the text of a token or of the value that was refused by a parser.
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

log = logging.getLogger(__name__)
OPENAPI = "GET /openapi.json describes what can be sent"


class Refused(BaseModel):
    """The body of every answer that is not an Answer."""

    what: str
    why: list[str]
    fix: str


class Problem(Exception):
    """Raised by what hears a request; drawn here."""

    def __init__(
        self,
        status: int,
        what: str,
        why: Sequence[str],
        fix: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Keep the parts; `why` is one sentence each."""
        super().__init__(what)
        self.status = status
        self.body = Refused(what=what, why=list(why), fix=fix)
        self.headers = dict(headers or {})

    def drawn(self) -> JSONResponse:
        """As a response."""
        return JSONResponse(self.body.model_dump(), self.status, self.headers)


def draw_problems(api: FastAPI) -> None:
    """Answer everything that goes wrong in this one form."""

    @api.exception_handler(Problem)
    async def ours(_: Request, problem: Problem) -> JSONResponse:
        return problem.drawn()

    @api.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        why = [_sentence(item["loc"], item["msg"]) for item in error.errors()]
        return Problem(422, "the request is not what this path takes", why, OPENAPI).drawn()

    @api.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        why = [f"{request.method} is not for this path"] if error.status_code == 405 else []
        what = str(error.detail or HTTPStatus(error.status_code).phrase)
        return Problem(error.status_code, what, why, OPENAPI, error.headers).drawn()

    @api.exception_handler(Exception)
    async def bug(_: Request, error: Exception) -> JSONResponse:
        reference = uuid4().hex[:12]
        log.error("request %s failed", reference, exc_info=error)
        fix = f"please report it as {reference}"
        return Problem(500, "something broke on our side", [], fix).drawn()


def _sentence(place: Sequence[int | str], message: str) -> str:
    where = ".".join(str(part) for part in place if part != "body")
    return f"{where}: {message}" if where else message
