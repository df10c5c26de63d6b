"""The table of clouds: which there are, and how each one's provider is made from the settings.

To add a cloud, write a folder like `aws/` and a function here. Making a provider imports no SDK:
that happens when something is read that the cache does not hold. Nor does it load the cloud's
adapter (`Later`).
"""

from providers.base import Provider
from providers.cache import Cache
from providers.later import Later, Whole
from providers.settings import Aws, Azure


def open_providers(aws: Aws, azure: Azure, cache: Cache) -> tuple[Provider, ...]:
    """The providers of the clouds that are switched on; they share one cache."""
    found: list[Provider] = []
    if aws.enabled:
        found.append(_aws(aws, cache))
    if azure.enabled:
        found.append(_azure(azure, cache))
    return tuple(found)


def identity(aws: Aws, azure: Azure) -> str:
    """Differs where what the clouds show us may: by credentials, endpoints and settings."""
    from providers.aws import known as of_aws
    from providers.azure import known as of_azure

    return f"{aws.enabled and of_aws.identity(aws)} {azure.enabled and of_azure.identity(azure)}"


def _aws(settings: Aws, cache: Cache) -> Provider:
    from providers.aws.known import accounts
    from providers.aws.settling import SETTLING

    def load() -> Whole:
        from providers.aws.provider import AwsProvider

        return AwsProvider(settings, cache)

    settling = SETTLING if settings.cost_api else None
    return Later("aws", settling, lambda: accounts(settings, cache), load)


def _azure(settings: Azure, cache: Cache) -> Provider:
    from providers.azure.known import accounts
    from providers.azure.settling import SETTLING

    def load() -> Whole:
        from providers.azure.provider import AzureProvider

        return AzureProvider(settings, cache)

    settling = SETTLING if settings.cost_api else None
    return Later("azure", settling, lambda: accounts(settings, cache), load)
