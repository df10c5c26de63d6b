"""Lambda functions, each by its latest version.

ListFunctions sends their variables along, where secrets may be: nothing here looks at them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series, last_part
from providers.aws.place import Place
from providers.aws.tagged import NEEDS as TAGGED
from providers.aws.tagged import Tags, fetch_tags
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_lambda.type_defs import FunctionConfigurationTypeDef

NEEDS = ("lambda:ListFunctions", *TAGGED)
SOURCE = "Lambda ListFunctions"
KIND = "lambda:function"
# Lambda's most.
PAGE = 50
MIB = 1024**2

# Lambda reports its metrics when a function is called, and not otherwise: hence sparse.
METRICS = {
    "invocations": Series(
        "AWS/Lambda", "Invocations", "FunctionName", last_part, total=True, sparse=True
    ),
    "errors": Series("AWS/Lambda", "Errors", "FunctionName", last_part, total=True, sparse=True),
    "duration_ms": Series("AWS/Lambda", "Duration", "FunctionName", last_part),
    # Only of functions for which Lambda Insights is on.
    "memory_used": Series("LambdaInsights", "memory_utilization", "function_name", last_part),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The functions of one place. Raises CloudError."""
    every = [one for page in asker.pages(SOURCE, page_size=PAGE) for one in page["Functions"]]
    if every:
        labels = fetch_tags(asker, KIND)
        yield from (row(one, asker.place, labels) for one in every)


def row(function: "FunctionConfigurationTypeDef", place: Place, labels: Tags) -> Row:
    """One function as a row."""
    arn = function["FunctionArn"]
    built, size = function.get("Architectures", []), function.get("CodeSize")
    return place.row(
        id=arn,
        name=function.get("FunctionName"),
        network=function.get("VpcConfig", {}).get("VpcId") or None,
        runtime=function.get("Runtime"),
        package=word(function.get("PackageType")),
        memory_mib=function.get("MemorySize"),
        timeout_seconds=function.get("Timeout"),
        architecture=built[0] if built else None,
        # Of an image it is 0: the registry keeps it.
        code_size_mib=size / MIB if size else None,
        modified_at=_moment(function.get("LastModified")),
        tags=labels.of(arn),
    )


def _moment(said: str | None) -> datetime | None:
    """Lambda's times are text: 2026-11-18T12:00:00.000+0000."""
    try:
        return datetime.strptime(said or "", "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return None
