"""Tags of the embedded estate: what a role and an account give, some missing, some left empty."""

from collections.abc import Mapping
from random import Random

ENVIRONMENTS = {
    "shop-prod": "prod",
    "shop-staging": "staging",
    "data-platform": "prod",
    "retail-prod": "prod",
    "retail-dev": "dev",
    "legacy-erp": "prod",
    "shop-lab": "lab",
    "retail-lab": "lab",
}
TEAMS = {
    "web": "web", "api": "payments", "checkout": "payments", "ledger": "payments",
    "search": "search", "batch": "data", "spark": "data", "etl": "data", "gpu": "data",
    "db": "platform", "cache": "platform", "ci": "platform", "ad": "corporate-it",
    "vdi": "corporate-it", "file": "corporate-it", "erp": "finance", "crm": "sales",
    "report": "finance", "win": "finance", "risk": "data",
}  # fmt: skip
OWNERS = {
    "web": "ana", "payments": "bo", "search": "chen", "data": "dora", "platform": "emil",
    "corporate-it": "fay", "finance": "gus", "sales": "hana",
}  # fmt: skip
COST_CENTERS = {team: f"CC-{1001 + n}" for n, team in enumerate(sorted(OWNERS))}


def tags(name: str, account: str, over: Mapping[str, str | None], random: Random) -> dict[str, str]:
    """The tags of one VM; `over` wins, and a value of None takes a tag away."""
    role = name.partition("-")[0]
    team = TEAMS.get(role, "platform")
    usual: dict[str, str | None] = {
        "Name": name,
        "env": ENVIRONMENTS[account],
        "team": team,
        "owner": OWNERS[team],
        "app": role or "unnamed",
        "cost-center": COST_CENTERS[team],
    }
    for key, missing in (("owner", 0.2), ("cost-center", 0.15), ("team", 0.08)):
        if random.random() < missing:
            usual[key] = None if random.random() < 0.7 else ""
    return {key: value for key, value in {**usual, **over}.items() if value is not None}
