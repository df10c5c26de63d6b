"""What the pictures show: real answers on the embedded estate, as each surface gets them.

It writes a JSON list of shots to stdout, which `page.jsx` draws: the picture's `name`, its
`surface` (slack, teams, terminal), the `question`, when it was asked (`at`, ISO), and `content`:
Slack's blocks, Teams' card, or a terminal's text with its colours. To add a picture, add a question
to QUESTIONS.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from os import environ

from bot.ask import Bot
from bot.clock import clock
from bot.embedded import embedded
from bot.slack.render import render as slack
from bot.teams.render import draw as teams
from bot.terminal.render import render as terminal
from finops.answer import Answer

QUESTIONS = {
    "main": "list VMs with CPU < 20% and cost > $100",
    "trend": "daily AWS cost for the last 14 days",
    "refusal": "stop vm web-1",
    "partial": "which disks are unattached",
}
# Cells of the terminal that is drawn: as wide as the main question's table.
WINDOW = 110


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
    """What each surface is given to show, by surface; a terminal shows the main question alone."""
    drawn: dict[str, Mapping[str, object]] = {
        "slack": {"name": f"slack-{name}", "content": slack(answer).blocks},
        "teams": {"name": f"teams-{name}", "content": teams(answer).card},
    }
    if name == "main":
        drawn["terminal"] = {"name": "terminal", "content": terminal(answer, WINDOW, colour=True)}
    return drawn


if __name__ == "__main__":
    main()
