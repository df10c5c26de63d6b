"""The table of clouds: which there are, and how each one's provider is made from the settings.

To add a cloud, write a folder like `aws/` and a line here. Making a provider imports no SDK: that
happens when something is read that the cache does not hold.
"""

from pathlib import Path

from providers.base import Provider
from providers.cache import Cache
from providers.settings import Aws, Azure


def open_providers(aws: Aws, azure: Azure, cache_folder: Path) -> tuple[Provider, ...]:
    """The providers of the clouds that are switched on; they share one cache."""
    cache = Cache(cache_folder)
    found: list[Provider] = []
    if aws.enabled:
        from providers.aws.provider import AwsProvider

        found.append(AwsProvider(aws, cache))
    if azure.enabled:
        from providers.azure.provider import AzureProvider

        found.append(AzureProvider(azure, cache))
    return tuple(found)
