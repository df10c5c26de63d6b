"""What the pictures show: real answers on the embedded estate, as each surface gets them.

It writes a JSON list of shots to stdout, which `page.jsx` draws: the picture's `name`, its
`surface` (slack, teams, terminal), the `question`, when it was asked (`at`, ISO), and `content`:
Slack's blocks, Teams' card, or a terminal's text with its colours; in Slack also the `picture` that
follows as a file, where one does. The pictures of CHARTS it writes beside itself, as they are. To
add a picture, add a question to QUESTIONS.
"""

import json
import sys
import tempfile
from base64 import b64encode
from collections.abc import Mapping
from contextlib import closing
from os import environ
from pathlib import Path

from bot.ask import Bot
from bot.clock import clock
from bot.drawing.chart import chart
from bot.drawing.picture import png
from bot.embedded import embedded
from bot.slack.render import render as slack
from bot.teams.render import draw as teams
from bot.terminal.render import render as terminal
from finops.answer import Answer

QUESTIONS = {
    "main": "list VMs with CPU < 20% and cost > $100",
    "trend": "daily AWS cost for the last 14 days",
    "breakdown": "cost by service last month",
    "change": "why did cost go up last month",
    "refusal": "stop vm web-1",
    "partial": "which disks are unattached",
    "waste": "quick wins over $100",
}
CHARTS = ("trend", "breakdown", "change")
# What a terminal shows; each as wide as its table and bars.
WINDOWS = {"main": 110, "trend": 90, "breakdown": 100, "waste": 100}
HERE = Path(__file__).parent


def main() -> None:
    """Ask every question and write every shot."""
    with tempfile.TemporaryDirectory(prefix="finops-pictures-") as home:
        environ["FINOPS_HOME"] = home
        with embedded() as settings, closing(Bot(settings, clock(settings.now))) as bot:
            now = clock(settings.now)()
            shots = [
                {"surface": surface, "question": question, "at": now.isoformat(), **shot}
                for name, question in QUESTIONS.items()
                for surface, shot in _drawn(bot.ask(question), name).items()
            ]
    json.dump(shots, sys.stdout, ensure_ascii=False)


def _drawn(answer: Answer, name: str) -> Mapping[str, Mapping[str, object]]:
    """What each surface is given to show, by surface."""
    message = slack(answer, takes_files=True)
    picture = png(message.picture) if message.picture else b""
    if name in CHARTS and (made := chart(answer)):
        (HERE / f"chart-{name}.png").write_bytes(png(made))
    drawn: dict[str, Mapping[str, object]] = {
        "slack": {
            "name": f"slack-{name}",
            "content": message.blocks,
            "picture": b64encode(picture).decode(),
        },
        "teams": {"name": f"teams-{name}", "content": teams(answer).card},
    }
    if name in WINDOWS:
        text = terminal(answer, WINDOWS[name], colour=True)
        shot = "terminal" if name == "main" else f"terminal-{name}"
        drawn["terminal"] = {"name": shot, "content": text}
    return drawn


if __name__ == "__main__":
    main()
