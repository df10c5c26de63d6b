"""VPN: virtual private gateways, and Site-to-Site connections with their tunnels.

EC2 lists both for a while after they were deleted; they are no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from providers.aws.ask import Asker
from providers.aws.metric import Series
from providers.aws.place import Place
from providers.aws.tags import name, tags
from providers.model import Row

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpnConnectionTypeDef, VpnGatewayTypeDef

NEEDS = ("ec2:DescribeVpnConnections", "ec2:DescribeVpnGateways")
SOURCE, GATEWAYS = "EC2 DescribeVpnConnections", "EC2 DescribeVpnGateways"
GONE = "deleted"
UP, ATTACHED = "UP", ("attached", "attaching")


def _is_connection(identity: str) -> bool:
    return identity.startswith("vpn-")


METRICS = {
    "traffic_out_gib": Series(
        "AWS/VPN", "TunnelDataOut", "VpnId", total=True, scale=1 / 1024**3, of=_is_connection
    ),
}


def rows(asker: Asker) -> Iterator[Row]:
    """The gateways and connections of one place, which EC2 gives in a page each."""
    connections = [
        one
        for page in asker.pages(SOURCE)
        for one in page["VpnConnections"]
        if one.get("State") != GONE
    ]
    yield from (connection(one, asker.place) for one in connections)
    for page in asker.pages(GATEWAYS):
        for one in page["VpnGateways"]:
            if one.get("State") != GONE:
                own = [
                    each for each in connections if each.get("VpnGatewayId") == one["VpnGatewayId"]
                ]
                yield gateway(one, asker.place, own)


def connection(found: "VpnConnectionTypeDef", place: Place) -> Row:
    """One connection as a row."""
    labels = found.get("Tags", [])
    tunnels = _tunnels(found)
    return place.row(
        id=found["VpnConnectionId"],
        name=name(labels),
        kind="connection",
        service="vpn",
        state=found.get("State"),
        gateway=found.get("VpnGatewayId") or found.get("TransitGatewayId"),
        connected=None if tunnels is None else UP in tunnels,
        tunnel_count=None if tunnels is None else len(tunnels),
        tunnels_up=None if tunnels is None else tunnels.count(UP),
        tags=tags(labels),
    )


def gateway(found: "VpnGatewayTypeDef", place: Place, own: "Sequence[VpnConnectionTypeDef]") -> Row:
    """One gateway as a row, with its `own` connections."""
    labels, held = found.get("Tags", []), found.get("VpcAttachments", [])
    tunnels = [_tunnels(one) for one in own]
    known = [one for one in tunnels if one is not None]
    up = any(UP in one for one in known)
    return place.row(
        id=found["VpnGatewayId"],
        name=name(labels),
        kind="gateway",
        service="vpn",
        state=found.get("State"),
        network=next((one.get("VpcId") for one in held if one.get("State") in ATTACHED), None),
        connection_count=len(own),
        connected=up if up or len(known) == len(own) else None,
        tags=tags(labels),
    )


def _tunnels(found: "VpnConnectionTypeDef") -> list[str] | None:
    """The status of each tunnel: UP or DOWN."""
    told: Sequence[Mapping[str, object]] | None = found.get("VgwTelemetry")
    return None if told is None else [str(one.get("Status")) for one in told]
