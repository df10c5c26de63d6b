"""With what S3 is read: the credentials, endpoint and region that AWS's SDK finds by its own chain.

Cost exports are read through pyarrow, whose own chain knows neither single sign-on nor a credential
process; so the SDK's finding is handed to it. The SDK is imported on first use.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from providers.aws.place import CLOUD
from providers.aws.session import AWS_HOSTS, FALLBACK_REGION, is_loopback, models
from providers.errors import NoCredentials, Unreachable


@dataclass(frozen=True, slots=True)
class Reach:
    """`endpoint` is None for AWS itself."""

    key: str | None = field(repr=False)
    secret: str | None = field(repr=False)
    token: str | None = field(repr=False)
    endpoint: str | None
    region: str


def how_to_reach(bucket: str) -> Reach:
    """What S3 is read with; raises NoCredentials, Unreachable."""
    from botocore.session import Session

    from providers.aws.errors import HOW_TO_SIGN_IN

    session = Session()
    session.register_component("data_loader", models())
    credentials = session.get_credentials()
    if credentials is None:
        raise NoCredentials(
            f"charges s3://{bucket}", "NoCredentials: none were found", HOW_TO_SIGN_IN
        )
    frozen = credentials.get_frozen_credentials()
    region = session.get_config_variable("region") or FALLBACK_REGION
    client = session.create_client("s3", region_name=region)
    return Reach(
        frozen.access_key,
        frozen.secret_key,
        frozen.token,
        _endpoint(client.meta.endpoint_url),
        region,
    )


def _endpoint(url: str) -> str | None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return url
    if parts.scheme == "https" and host.endswith(AWS_HOSTS):
        # pyarrow finds the host by the bucket's own region.
        return None
    why = f"EndpointRefused: {parts.scheme}://{host} is neither AWS over https nor on this machine"
    raise Unreachable(CLOUD, why, "see AWS_ENDPOINT_URL and endpoint_url in the AWS config file")
