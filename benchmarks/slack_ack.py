"""How soon signed slash commands are acknowledged: Slack gives three seconds.

A server in a process of its own, over loopback HTTP, with a stand-in for Slack here: alone (one
at a time), while questions are being answered all the time, and 200 at once. Prints p50, p99 and
the slowest in milliseconds, and ends with 1 where one took three seconds. `--count N` for more
than 300.
"""

import argparse
import asyncio
import hashlib
import hmac
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from socket import create_server
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

SECRET, TEAM, USER = "benchmark", "T0TEAM", "U0DANA"
QUESTION = "cost by service last month"
AT_ONCE = 200
# How many others are asking all the time, in the second case.
ASKERS = 4
PATIENCE_MS = 3_000
HEADER = "ProviderName,ChargePeriodStart,EffectiveCost,BilledCost,ServiceName,BillingCurrency"
ACCESS = f"""
[access.slack]
teams = ["{TEAM}"]
[[access.grants]]
to = ["slack:{USER}"]
rights = ["cost", "inventory"]
"""


class Slack:
    """The stand-in: it knows one person and counts the answers."""

    def __init__(self) -> None:
        self.answers = 0
        # Of those, the questions that were sent with a mark.
        self.marked: set[str] = set()
        self.url = ""

    async def open(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/api/users.info", self._person)
        app.router.add_post("/reply", self._reply)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def _person(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "user": {"id": USER, "team_id": TEAM}})

    async def _reply(self, request: web.Request) -> web.Response:
        reply = await request.json()
        if reply.get("blocks"):  # "Working on it…" has none
            self.answers += 1
            self.marked.add(request.query_string)
        return web.Response(text="ok")


class Client:
    """Sends signed commands and remembers how long each acknowledgement took."""

    def __init__(self, session: aiohttp.ClientSession, url: str, slack: Slack) -> None:
        self._session = session
        self._url = url
        self._slack = slack
        self.sent = 0

    async def command(self, question: str = QUESTION, mark: str = "") -> float:
        """One command; milliseconds until it was acknowledged."""
        self.sent += 1
        fields = {
            "command": "/finops", "text": question, "team_id": TEAM, "user_id": USER,
            "channel_id": "C0", "api_app_id": "A0", "trigger_id": f"{self.sent}",
            "response_url": f"{self._slack.url}/reply?{mark}",
        }  # fmt: skip
        body, now = urlencode(fields).encode(), str(int(time.time()))
        digest = hmac.new(SECRET.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": now,
            "x-slack-signature": f"v0={digest.hexdigest()}",
        }
        started = time.perf_counter()
        async with self._session.post(self._url, data=body, headers=headers) as response:
            await response.read()
            assert response.status == 200, response.status
        return (time.perf_counter() - started) * 1000

    async def settled(self) -> None:
        """Wait until all that was asked is answered."""
        while self._slack.answers < self.sent:
            await asyncio.sleep(0.05)


async def alone(client: Client, count: int) -> list[float]:
    times = []
    for _ in range(count):
        times.append(await client.command())
        await client.settled()
    return times


async def while_answering(client: Client, count: int) -> list[float]:
    async def keep_asking() -> None:
        while True:
            await client.command()
            await asyncio.sleep(0.05)

    others = [asyncio.create_task(keep_asking()) for _ in range(ASKERS)]
    times = []
    for _ in range(count):
        times.append(await client.command())
        await asyncio.sleep(0.01)
    for other in others:
        other.cancel()
    await asyncio.wait(others)
    return times


async def at_once(client: Client, _: int) -> list[float]:
    return list(await asyncio.gather(*(client.command() for _ in range(AT_ONCE))))


CASES: dict[str, Callable[[Client, int], Awaitable[list[float]]]] = {
    "alone": alone,
    "while answering": while_answering,
    f"{AT_ONCE} at once": at_once,
}


async def measure(home: Path, count: int) -> int:
    slack = Slack()
    runner = await slack.open()
    server = await started(home, slack)
    worst = 0.0
    try:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{int(await server.stdout.readline())}/slack/events"
        connector = aiohttp.TCPConnector(limit=AT_ONCE)
        async with aiohttp.ClientSession(connector=connector) as session:
            client = Client(session, url, slack)
            await client.command()
            await client.settled()
            print(f"{'':<18}  count   p50 ms   p99 ms  worst ms  answered in s")
            for name, case in CASES.items():
                began = time.perf_counter()
                times = sorted(await case(client, count))
                await client.settled()
                print(
                    f"{name:<18}{len(times):>7}{times[len(times) // 2]:>9.1f}"
                    f"{times[int(len(times) * 0.99)]:>9.1f}{times[-1]:>10.1f}"
                    f"{time.perf_counter() - began:>15.1f}"
                )
                worst = max(worst, times[-1])
    finally:
        server.terminate()
        await server.wait()
        await runner.cleanup()
    return 1 if worst >= PATIENCE_MS else 0


async def started(home: Path, slack: Slack) -> asyncio.subprocess.Process:
    """The server, whose first line is its port."""
    days = [f"2026-{month:02}-{day:02}" for month in (9, 10) for day in range(1, 29)]
    lines = [f"AWS,{day} 00:00:00,1.5,1.5,Service {n},USD" for day in days for n in range(40)]
    (home / "charges.csv").write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    (home / "finops.toml").write_text(ACCESS, "utf-8")
    ours = {name: text for name, text in os.environ.items() if not name.startswith("FINOPS_")}
    environment = {
        "FINOPS_CONFIG": str(home / "finops.toml"),
        "FINOPS_HOME": str(home / "home"),
        "FINOPS_CHARGES": str(home / "charges.csv"),
        "FINOPS_AWS_ENABLED": "false",
        "FINOPS_AZURE_ENABLED": "false",
        "FINOPS_NOW": "2026-11-18T12:00:00Z",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{slack.url}/api/",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", env=ours | environment, stdout=subprocess.PIPE
    )


def serve() -> None:
    import uvicorn
    from fastapi import FastAPI

    from bot import process
    from bot.ask import Bot
    from bot.clock import clock
    from bot.settings import load
    from bot.slack.app import mount

    process.give_back()
    process.listen_closely()
    settings = load()
    with closing(Bot(settings, clock(settings.now))) as bot:
        bot.warm()
        api = FastAPI()
        assert mount(api, bot, settings, os.environ)
        listener = create_server(("127.0.0.1", 0), backlog=2048)
        print(listener.getsockname()[1], flush=True)
        uvicorn.Server(uvicorn.Config(api, log_level="warning")).run(sockets=[listener])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return 0
    with tempfile.TemporaryDirectory() as home:
        return asyncio.run(measure(Path(home), options.count))


if __name__ == "__main__":
    sys.exit(main())
