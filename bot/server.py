"""The bot over HTTP: `POST /v1/ask`, `POST /v1/query`, `GET /healthz`.

Who holds FINOPS_API_TOKEN may ask about all that the bot can read; without a token nobody may.
Handlers are plain functions, which FastAPI runs in threads of its own: the core is synchronous.
"""

import hmac
import sys
from collections.abc import Callable
from typing import Annotated, Any

import uvicorn
from fastapi import Body, Depends, FastAPI, HTTPException, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.ask import Bot, Person
from bot.settings import Settings
from finops.answer import Answer
from intents.query import InvalidQuery, parse

# Longer ones are not questions.
MOST_WORDS = 10_000


class Asked(BaseModel):
    """The body of `POST /v1/ask`."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(max_length=MOST_WORDS)]
    thread: Annotated[str | None, Field(max_length=200)] = None


def make_app(bot: Bot, token: SecretStr | None) -> FastAPI:
    """The application; without a token every call but `/healthz` is refused."""
    app = FastAPI(title="FinOps bot", docs_url=None, redoc_url=None)
    known = Depends(_gate(token))

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/v1/ask", dependencies=[known])
    def ask(asked: Asked) -> Response:
        return _json(bot.ask(asked.question, Person("api", "http", asked.thread)))

    @app.post("/v1/query", dependencies=[known])
    def query(body: Annotated[dict[str, Any], Body()]) -> Response:
        try:
            asked = parse(body)
        except InvalidQuery as error:
            raise HTTPException(422, list(error.problems)) from error
        return _json(bot.query(asked, Person("api", "http")))

    return app


def _gate(token: SecretStr | None) -> Callable[..., None]:
    bearer = HTTPBearer(auto_error=False)
    right = token.get_secret_value().encode() if token else b""

    def check(shown: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
        # Bytes, since text that is not ASCII cannot be compared in constant time.
        credentials = shown.credentials.encode() if shown else b""
        if not right or not hmac.compare_digest(credentials, right):
            headers = {"WWW-Authenticate": "Bearer"}
            raise HTTPException(401, "a valid bearer token is needed", headers)

    return check


def _json(answer: Answer) -> Response:
    return Response(answer.to_json(), media_type="application/json")


def serve(bot: Bot, settings: Settings, host: str, port: int) -> int:
    """Serve until told to stop; 0, or 1 where it cannot listen."""
    if settings.api_token is None:
        sys.stderr.write("finops: FINOPS_API_TOKEN is not set, so /v1 answers 401 to everyone\n")
    app = make_app(bot, settings.api_token)
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning"))
    sys.stderr.write(f"finops: listening on http://{host}:{port}\n")
    server.run()
    return 0 if server.started else 1
