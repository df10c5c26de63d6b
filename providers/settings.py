"""What may be set about the clouds and the charges: part of `bot.settings`, which reads it once."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from intents.query import Spread
from providers.own_budget import Recurs


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AwsAccount(_Table):
    """An account to read; without `role_arn`, with the caller's own credentials."""

    id: Annotated[str, Field(pattern=r"^\d{12}$")]
    name: str = ""
    role_arn: str | None = None
    external_id: str | None = None


class Organization(_Table):
    """The accounts of the caller's AWS organization, each read through its role of this name.

    `only` and `without` narrow them, by id or name. The caller's own account is read without a
    role.
    """

    role: Annotated[str, Field(pattern=r"^[A-Za-z0-9_+=,.@/-]+$")]
    external_id: str | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Aws(_Table):
    """`regions` left out: every enabled region. `accounts` left out: the caller's own.

    `organization`, in the place of `accounts`: those of the organization, as they come and go.
    `cost_api`: ask Cost Explorer (each request costs a cent) where no export has AWS's charges.
    """

    enabled: bool = True
    regions: tuple[str, ...] = ()
    accounts: tuple[AwsAccount, ...] = ()
    organization: Organization | None = None
    cost_api: bool = True

    @model_validator(mode="after")
    def _by_one_list(self) -> Self:
        if self.accounts and self.organization:
            raise ValueError("name accounts, or the organization that has them: not both")
        return self


class AzureSubscription(_Table):
    """A subscription to read."""

    id: str
    name: str = ""


class Azure(_Table):
    """`endpoint` is Azure's resource manager: public, a sovereign cloud, or plain http on loopback.

    Over plain http the credential is a static token: no real one ever leaves unencrypted.
    `subscriptions` left out: all that the credential sees. `cost_api`: ask Cost Management where no
    export has Azure's charges.
    """

    enabled: bool = True
    endpoint: str = "https://management.azure.com"
    subscriptions: tuple[AzureSubscription, ...] = ()
    cost_api: bool = True


class Charges(_Table):
    """Cost exports in FOCUS: a file, a folder or a pattern; CSV (also .gz) or Parquet."""

    path: str


class DimensionSettings(_Table):
    """A company's own dimension of cost; `providers.dimension` tells what stands in the file.

    `shared` are values whose cost is everybody's; `spread` is how a showback divides it, and what
    has no value, among the others: "none", "even" or "proportional".
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9 _-]{0,60}$")]
    file: str | None = None
    tag: str | None = None
    shared: tuple[str, ...] = ()
    spread: Spread = "none"

    @model_validator(mode="after")
    def _by_one_thing(self) -> Self:
        if (self.file is None) == (self.tag is None):
            raise ValueError("a dimension is by a file or by a tag: name one of them")
        return self


class BudgetSettings(_Table):
    """A budget of a company's own: `amount` a `period` for the cost that `of` says in words.

    `of` is read as any question about cost is: "cost of team payments in aws", "cost of EC2".
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    amount: Annotated[Decimal, Field(gt=0, max_digits=24, decimal_places=9)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    period: Recurs = "monthly"
    of: Annotated[str, Field(min_length=1, max_length=500)] = "cost"
