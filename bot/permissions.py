"""The rights that the bot needs, for who grants them: generated from what each file reads."""

import json
from typing import Literal

from bot.settings import Settings

CloudName = Literal["aws", "azure"]
# What stands in Azure's role where no subscription is set up; the person puts theirs.
ANY_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


def permissions(cloud: CloudName | None, settings: Settings) -> str:
    """One cloud's as JSON alone, to be piped; both with a heading each, to be read."""
    match cloud:
        case "aws":
            return _aws()
        case "azure":
            return _azure(settings)
        case None:
            aws = "An IAM policy for AWS (finops permissions aws)"
            azure = "A custom role for Azure (finops permissions azure); Reader will do too"
            return f"# {aws}\n{_aws()}\n\n# {azure}\n{_azure(settings)}"


def _aws() -> str:
    from providers.aws.permissions import policy

    return json.dumps(json.loads(policy()), indent=2)


def _azure(settings: Settings) -> str:
    from providers.azure.permissions import role

    return role([one.id for one in settings.azure.subscriptions] or [ANY_SUBSCRIPTION])
