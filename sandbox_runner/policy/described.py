"""What a script may use, in words: made from the policy, for whoever writes one."""

from functools import cache

from sandbox_runner import policy
from sandbox_runner.checked import LIBRARIES, NOT_HERE
from sandbox_runner.shims.azure import CLIENTS

_INTRODUCTION = f"""What there is
- Python 3.11 with its standard library, but not {", ".join(NOT_HERE)}; and {", ".join(LIBRARIES)}.
- No network, no files, no processes, no environment, no credentials to set. At most SECONDS seconds, 512 MB, 64 threads, 1 MB of result.
- query(subject=…, …) answers a Query under the rights of who asks: {{"columns": [{{"name", "type", "unit"}}], "rows": [{{name: value}}], "gaps": [{{"where", "why", "fix"}}], "currency"}}. It raises ValueError for what is no Query, PermissionError for what they may not see.
- boto3 as ever, with credentials already there: boto3.Session().available_profiles are the accounts (by id), boto3.Session(profile_name=id) is one of them; name the region. Clients, paginators, waiters and resources work; errors are botocore's ClientError.
- Azure's SDK as ever: azure.identity.DefaultAzureCredential() and the clients of {", ".join(CLIENTS)}, no others (what they have no call for, Resource Graph has: ResourceGraphClient.resources, over the ids that SubscriptionClient lists). Errors are HttpResponseError.
- Only reading: what is not listed is refused, and so are accounts, regions and buckets that are not the company's own. Some requests cost money; ask for no more than is needed."""  # noqa: E501 - one paragraph a point, as a model reads it


@cache
def described(seconds: float = 5) -> str:
    """The modules, the operations of each cloud, the limits."""
    introduction = _INTRODUCTION.replace("SECONDS", f"{seconds:g}")
    return "\n".join((introduction, *_aws(), *_azure()))


def _aws() -> list[str]:
    lines = ["AWS, by boto3's name of the service (in snake case as methods):"]
    for name, service in sorted(policy.aws().items()):
        lines.append(f"{name}: {', '.join(sorted(service.operations))}")
    return lines


def _azure() -> list[str]:
    told = policy.azure()
    reads: dict[str, list[str]] = {}
    for kind in sorted(told.reads):
        space, _, rest = kind.partition("/")
        reads.setdefault(space if rest else "", []).append(rest or space)
    lines = ["Azure, resource types that may be read (GET: lists and one by name):"]
    lines += [
        f"{space or 'of a subscription'}: {', '.join(kinds)}" for space, kinds in reads.items()
    ]
    return [*lines, f"and these POSTs, which only ask: {', '.join(sorted(told.posts))}"]
