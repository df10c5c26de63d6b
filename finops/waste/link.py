"""Where a resource is found in its cloud's own console."""

from collections.abc import Mapping
from urllib.parse import quote

# By subject, the part of AWS's console after its region; `{}` is the id, or the name of an ARN.
_EC2 = "ec2/home?region={region}#"
_AWS: Mapping[str, str] = {
    "vm": f"{_EC2}InstanceDetails:instanceId={{id}}",
    "disk": f"{_EC2}VolumeDetails:volumeId={{id}}",
    "snapshot": f"{_EC2}SnapshotDetails:snapshotId={{id}}",
    "image": f"{_EC2}ImageDetails:imageId={{id}}",
    "public_ip": f"{_EC2}ElasticIpDetails:AllocationId={{id}}",
    "nic": f"{_EC2}NetworkInterface:networkInterfaceId={{id}}",
    "security_group": f"{_EC2}SecurityGroup:groupId={{id}}",
    "load_balancer": f"{_EC2}LoadBalancers:search={{name}}",
    "nat_gateway": "vpcconsole/home?region={region}#NatGatewayDetails:natGatewayId={id}",
    "vpn_gateway": "vpcconsole/home?region={region}#VpnConnections:",
    "private_endpoint": "vpcconsole/home?region={region}#EndpointDetails:vpcEndpointId={id}",
    "database": "rds/home?region={region}#database:id={name}",
    "database_snapshot": "rds/home?region={region}#snapshots-list:",
    "function": "lambda/home?region={region}#/functions/{name}",
    "log_group": "cloudwatch/home?region={region}#logsV2:log-groups",
    "bucket": "s3/buckets/{name}",
    "container_service": "ecs/v2/clusters?region={region}",
    "cache": "elasticache/home?region={region}#/",
    "warehouse_cluster": "redshiftv2/home?region={region}#cluster-details?cluster={name}",
    "secret": "secretsmanager/secret?region={region}&name={name}",
    "registry": "ecr/repositories?region={region}",
    "key": "kms/home?region={region}#/kms/keys",
}


def link(cloud: str, subject: str, row: Mapping[str, object]) -> str | None:
    """The address; None where we know none."""
    if cloud == "azure":
        return f"https://portal.azure.com/#resource{quote(str(row['id']))}/overview"
    known = _AWS.get(subject)
    if known is None:
        return None
    facts = {name: quote(str(row.get(name) or ""), safe="") for name in ("region", "id", "name")}
    return f"https://{facts['region']}.console.aws.amazon.com/{known.format_map(facts)}"
