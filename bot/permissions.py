"""The rights that the bot needs, for who grants them: generated from what each file reads."""

from typing import Literal, get_args

from bot.settings import Settings

CloudName = Literal["aws", "azure"]
Form = Literal["json", "cloudformation", "terraform"]
FORMS: tuple[Form, ...] = get_args(Form)
# What stands in Azure's role where no subscription is set up; the person puts theirs.
ANY_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


def permissions(cloud: CloudName | None, settings: Settings, form: Form = "json") -> str:
    """One cloud's alone, to be piped; both with a heading each, to be read.

    Raises ValueError for CloudFormation where it is not of AWS alone.
    """
    match cloud:
        case "aws":
            return _aws(form)
        case "azure":
            return _azure(settings, form)
        case None if form == "json":
            aws = "An IAM policy for AWS (finops permissions aws)"
            azure = "A custom role for Azure (finops permissions azure); Reader will do too"
            return f"# {aws}\n{_aws(form)}\n\n# {azure}\n{_azure(settings, form)}"
        case None:
            raise ValueError(f"say of which cloud: finops permissions aws --as {form}")


def _aws(form: Form) -> str:
    from providers.aws.permissions import cloudformation, policy, terraform

    return {"json": policy, "cloudformation": cloudformation, "terraform": terraform}[form]()


def _azure(settings: Settings, form: Form) -> str:
    from providers.azure.permissions import role, terraform

    subscriptions = [one.id for one in settings.azure.subscriptions] or [ANY_SUBSCRIPTION]
    match form:
        case "json":
            return role(subscriptions)
        case "terraform":
            return terraform(subscriptions)
        case "cloudformation":
            raise ValueError("CloudFormation is of AWS: finops permissions azure --as terraform")
