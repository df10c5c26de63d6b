"""Elastic Beanstalk environments, and how many machines each has.

Their configuration settings, where an app's secrets stand among its variables, are not read.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.place import Place
from providers.aws.tagged import NEEDS as TAGGED
from providers.aws.tagged import Tags, fetch_tags
from providers.model import Row
from providers.word import word

if TYPE_CHECKING:
    from mypy_boto3_elasticbeanstalk.type_defs import EnvironmentDescriptionTypeDef

NEEDS = (
    "elasticbeanstalk:DescribeEnvironmentResources",
    "elasticbeanstalk:DescribeEnvironments",
    *TAGGED,
)
SOURCE = "ElasticBeanstalk DescribeEnvironments"
RESOURCES = "ElasticBeanstalk DescribeEnvironmentResources"
KIND = "elasticbeanstalk:environment"


def rows(asker: Asker) -> Iterator[Row]:
    """The environments of one place. Raises CloudError."""
    every = [
        one
        for page in asker.pages(SOURCE, IncludeDeleted=False)
        for one in page["Environments"]
        if one.get("Status") != "Terminated"
    ]
    if every:
        labels = fetch_tags(asker, KIND)
        ids = [one["EnvironmentId"] for one in every if "EnvironmentId" in one]
        workers = each(asker, "environment resources", ids, _fetch_workers)
        for one in every:
            yield row(one, asker.place, workers.get(one.get("EnvironmentId", "")), labels)


def _fetch_workers(asker: Asker, identity: str) -> int:
    (told,) = asker.pages(RESOURCES, EnvironmentId=identity)
    return len(told["EnvironmentResources"].get("Instances", []))


def row(
    environment: "EnvironmentDescriptionTypeDef", place: Place, workers: int | None, labels: Tags
) -> Row:
    """One environment as a row."""
    arn = environment.get("EnvironmentArn") or environment.get("EnvironmentId", "")
    platform = environment.get("SolutionStackName") or environment.get("PlatformArn")
    return place.row(
        id=arn,
        name=environment.get("EnvironmentName"),
        created_at=environment.get("DateCreated"),
        state=word(environment.get("Status")),
        health=word(environment.get("HealthStatus")),
        application=environment.get("ApplicationName"),
        platform=platform,
        tier=word(environment.get("Tier", {}).get("Name")),
        workers=workers,
        apps=1,
        tags=labels.of(arn),
    )
