"""Repositories of ECR, each with its images added up and whether a lifecycle policy tends it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.each import each
from providers.aws.place import Place
from providers.aws.tagged import NEEDS as TAGGED
from providers.aws.tagged import Tags, fetch_tags
from providers.errors import CloudError
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ecr.type_defs import ImageDetailTypeDef, RepositoryTypeDef

NEEDS = (
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetLifecyclePolicy",
    *TAGGED,
)
SOURCE, IMAGES = "ECR DescribeRepositories", "ECR DescribeImages"
POLICY, NO_POLICY = "ECR GetLifecyclePolicy", "LifecyclePolicyNotFoundException"
KIND = "ecr:repository"
PAGE = 1000
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Images:
    """The images of a repository, added up; None is unknown."""

    count: int | None = None
    untagged: int | None = None
    size_gib: float | None = None
    last_pushed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What other calls tell of repositories, by name; who is missing is unknown."""

    tags: Tags
    images: Mapping[str, Images]
    policies: Mapping[str, bool]


def rows(asker: Asker) -> Iterator[Row]:
    """The repositories of one place. Raises CloudError."""
    pages = asker.pages(SOURCE, page_size=PAGE)
    every = [one for page in pages for one in page["repositories"]]
    if not every:
        return
    names = [one.get("repositoryName", "") for one in every]
    beside = Beside(
        fetch_tags(asker, KIND),
        each(asker, "images of repositories", names, _fetch_images),
        each(asker, "lifecycle policies", names, _fetch_policy),
    )
    yield from (row(one, asker.place, beside) for one in every)


def _fetch_images(asker: Asker, name: str) -> Images:
    pages = asker.pages(IMAGES, page_size=PAGE, repositoryName=name)
    return summed([one for page in pages for one in page["imageDetails"]])


def _fetch_policy(asker: Asker, name: str) -> bool:
    try:
        for _ in asker.pages(POLICY, repositoryName=name):
            return True
    except CloudError as error:
        if error.why.partition(":")[0] != NO_POLICY:
            raise
    return False


def summed(images: "list[ImageDetailTypeDef]") -> Images:
    """The images of a repository together."""
    sizes = [one.get("imageSizeInBytes") for one in images]
    pushed = [at for one in images if (at := one.get("imagePushedAt"))]
    unknown = None in sizes
    return Images(
        len(images),
        sum(not one.get("imageTags") for one in images),
        None if unknown else sum(size for size in sizes if size is not None) / GIB,
        max(pushed, default=None),
    )


def row(repository: "RepositoryTypeDef", place: Place, beside: Beside) -> Row:
    """One repository as a row."""
    arn, name = repository.get("repositoryArn", ""), repository.get("repositoryName", "")
    held, fixed = beside.images.get(name, Images()), repository.get("imageTagMutability")
    return place.row(
        id=arn,
        name=name,
        created_at=repository.get("createdAt"),
        images=held.count,
        untagged_images=held.untagged,
        size_gib=held.size_gib,
        last_pushed_at=held.last_pushed_at,
        lifecycle_policy=beside.policies.get(name),
        scan_on_push=repository.get("imageScanningConfiguration", {}).get("scanOnPush"),
        immutable=fixed.startswith("IMMUTABLE") if fixed else None,
        tags=beside.tags.of(arn),
    )
