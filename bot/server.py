"""The one server: one FastAPI application on one port for HTTP, Slack and Teams.

    /v1/…          bot/http          /slack/events   bot/slack      /api/messages   bot/teams
    /healthz       ready or not, and why: for anybody, since it names only parts
    /metrics       for Prometheus: on loopback, or with a token that has the right `admin`
    /openapi.json  the API as data

The port is open before anything heavy is loaded: SDKs and exports follow in a thread of their own.
On SIGTERM nothing new is taken on, and what is under way is answered, for at most DRAIN_S; a second
signal ends that. A surface is mounted only where the environment names something of its own; one
that is set up in an unsafe way raises SettingsError, and nothing starts.

To add a surface: a folder with `app.mount`, and a line in SURFACES. What it starts and ends with
the server goes into `api.router.lifespan_context`; `api.state.work.one()` is a block that a stop
waits for. What it warns of while it is mounted is what /healthz says about it.
"""

import asyncio
import ipaddress
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from importlib import import_module
from importlib.metadata import version
from socket import socket
from threading import Thread
from types import FrameType

import uvicorn
from fastapi import FastAPI, Request, Response

from bot.ask import Bot
from bot.clock import clock
from bot.daily import Daily
from bot.health import Health, Report
from bot.http import app as http
from bot.http.gate import caller_of
from bot.http.intake import Intake, Work
from bot.http.intake import log as access_log
from bot.http.problems import Problem, draw_problems
from bot.http.tokens import Tokens
from bot.metrics import CONTENT_TYPE, Metrics
from bot.settings import Settings
from bot.warming import Warming
from intents.catalog import CLOUDS

# What the names of a chat surface's own variables begin with, and where it is.
SURFACES = {"slack": ("SLACK_", "bot.slack.app"), "teams": ("TEAMS_", "bot.teams.app")}
# Less than the 30 seconds that Kubernetes and systemd-like supervisors leave before they kill.
DRAIN_S = 20.0
CLOSE_S = 5
# How soon after the start loading begins: the port must be listened to first.
WARM_AFTER_S = 0.2
# Set by whatever stands between a caller and this server.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
LOOPBACK_NAMES = ("127.0.0.1", "::1", "localhost")


def make_app(bot: Bot, settings: Settings, env: Mapping[str, str]) -> FastAPI:
    """The application. Raises SettingsError where a surface would be unsafe as it is set up."""
    clouds = [name for name in CLOUDS if getattr(settings, name).enabled]
    work, health = Work(), Health(settings.home, ["warehouse", *clouds])
    tokens = Tokens(settings.api_token, settings.access)
    warming = Warming(bot.read_ahead)
    bot.watch(warming)
    api = FastAPI(
        title="FinOps bot",
        version=version("finops-bot"),
        description="Questions about AWS and Azure infrastructure and what it costs.",
        # FastAPI's pages load their scripts from a CDN, which many networks block.
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(bot, health, Daily(bot.keep_today, clock(settings.now)), warming),
    )
    api.state.work, api.state.health = work, health
    draw_problems(api)
    _mount_own(api, bot, health, tokens)
    http.mount(api, bot, tokens)
    health.surfaces["http"] = "on" if tokens else "closed: there is no token"
    for name in SURFACES:
        _mount(name, api, bot, settings, env)
    api.add_middleware(Intake, work=work)
    return api


def _mount(name: str, api: FastAPI, bot: Bot, settings: Settings, env: Mapping[str, str]) -> None:
    """A chat surface, where it is set up. Its module is imported only then."""
    prefix, module = SURFACES[name]
    surfaces: dict[str, str] = api.state.health.surfaces
    if not any(key.startswith(prefix) and text for key, text in env.items()):
        surfaces[name] = "off: it is not set up"
        return
    with _heard(module.rpartition(".")[0]) as said:
        is_on = import_module(module).mount(api, bot, settings, env)
    surfaces[name] = "; ".join(("on" if is_on else "off", *said))


@contextmanager
def _heard(logger: str) -> Iterator[list[str]]:
    """What a surface warns of while it is mounted: names of variables and tables, no values."""
    said: list[str] = []
    ear = logging.Handler(logging.WARNING)
    ear.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger(logger).addHandler(ear)
    try:
        yield said
    finally:
        logging.getLogger(logger).removeHandler(ear)


def _mount_own(api: FastAPI, bot: Bot, health: Health, tokens: Tokens) -> None:
    metrics = Metrics()
    bot.watch(metrics)

    @api.get("/healthz", response_model=Report, summary="Ready or not, and why")
    def healthz(response: Response) -> Report:
        report = health.report()
        response.status_code = 200 if report.ready else 503
        return report

    @api.get("/metrics", summary="Counts for Prometheus")
    def counts(request: Request) -> Response:
        if not _is_near(request) and not caller_of(request, tokens).is_admin:
            fix = "the right admin can be granted in [access]"
            raise Problem(403, "this token may not see the metrics", [], fix)
        return Response(metrics.page(), headers={"Content-Type": CONTENT_TYPE})


def _is_near(request: Request) -> bool:
    """Whether somebody on this machine asks, and not for another through a proxy or a browser."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        is_loopback = ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return is_loopback and request.url.hostname in LOOPBACK_NAMES


def _lifespan(
    bot: Bot, health: Health, daily: Daily, warming: Warming
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # A daemon: a stop does not wait for an import.
        loading = Thread(target=health.warm, args=(bot,), name="warm", daemon=True)
        asyncio.get_running_loop().call_later(WARM_AFTER_S, loading.start)
        daily.start()
        warming.start()
        try:
            yield
        finally:
            warming.stop()
            daily.stop()
            health.stop()

    return lifespan


class _Server(uvicorn.Server):
    """Stops in two steps: nothing new is taken on, then all ends when nothing is under way."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._work: Work = app.state.work
        self._health: Health = app.state.health
        self.left = 0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._work.is_stopping:
            super().handle_exit(sig, frame)
            return
        self._captured_signals.append(sig)
        self._health.stop()
        self._work.stop(DRAIN_S)

    async def on_tick(self, counter: int) -> bool:
        self.should_exit = self.should_exit or self._work.is_over
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.left = self._work.count
        await super().shutdown(sockets)


def serve(bot: Bot, settings: Settings, listener: socket) -> int:
    """Serve on a socket that listens already, until told to stop; 0, or 1 where it cannot."""
    app = make_app(bot, settings, os.environ)
    config = uvicorn.Config(
        app,
        # The log's file takes what goes wrong; the access log is ours, without query strings.
        log_config=None,
        access_log=False,
        server_header=False,
        # Who is near is told by the connection itself.
        proxy_headers=False,
        timeout_graceful_shutdown=CLOSE_S,
    )
    _log_access()
    server = _Server(config, app)
    try:
        server.run(sockets=[listener])
    finally:
        _end_if_stuck(server.left, bot)
    return 0 if server.started else 1


def _log_access() -> None:
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    access_log.handlers = [output]
    access_log.setLevel(logging.INFO)
    access_log.propagate = False


def _end_if_stuck(left: int, bot: Bot) -> None:
    """End at once where questions outlasted the stop: Python would wait for their threads."""
    if left:
        were = "question was" if left == 1 else "questions were"
        sys.stderr.write(f"finops: {left} {were} not answered in time\n")
        bot.close()
        os._exit(128 + signal.SIGTERM)
