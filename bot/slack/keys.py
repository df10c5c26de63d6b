"""How to reach Slack, from the environment.

SLACK_BOT_TOKEN        xoxb-…, always
SLACK_SIGNING_SECRET   for HTTP: proves that Slack sent it
SLACK_APP_TOKEN        xapp-…, for Socket Mode: no public address is needed then
SLACK_API_URL          another Slack (GovSlack, or a stand-in on loopback)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

SLACK = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Keys:
    """Tokens and the secret, empty where they are not set; they are never printed."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str = field(repr=False)
    url: str

    @property
    def is_begun(self) -> bool:
        """Whether somebody meant to set Slack up."""
        return bool(self.bot_token or self.signing_secret or self.app_token)

    @property
    def is_local(self) -> bool:
        """Whether it is a stand-in on this machine, which no proxy reaches."""
        host = urlsplit(self.url).hostname or ""
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def problem(self) -> str | None:
        """Why Slack cannot be heard; None if it can."""
        if not self.bot_token:
            return "SLACK_BOT_TOKEN is not set"
        if not self.signing_secret and not self.app_token:
            return "neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set"
        url = urlsplit(self.url)
        is_slack = re.fullmatch(r"(.+\.)?slack(-gov)?\.com", url.hostname or "")
        if not self.is_local and not (is_slack and url.scheme == "https"):
            return f"SLACK_API_URL names {url.hostname!r}, which is neither Slack nor loopback"
        return None


def read_keys(env: Mapping[str, str]) -> Keys:
    """What the environment says."""
    url = env.get("SLACK_API_URL", "").strip() or SLACK
    return Keys(
        bot_token=env.get("SLACK_BOT_TOKEN", "").strip(),
        signing_secret=env.get("SLACK_SIGNING_SECRET", "").strip(),
        app_token=env.get("SLACK_APP_TOKEN", "").strip(),
        url=url.rstrip("/") + "/",
    )
