"""What IAM calls an action, where that differs from what the SDK calls its client and operation.

Source: the Service Authorization Reference.
"""

# Client → prefix.
_PREFIXES = {
    "apigatewayv2": "apigateway",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "neptune": "rds",
    "opensearch": "es",
    "resourcegroupstaggingapi": "tag",
    "service-quotas": "servicequotas",
    "stepfunctions": "states",
}
_ACTIONS = {
    "budgets:DescribeBudgets": "budgets:ViewBudget",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListMultipartUploads": "s3:ListBucketMultipartUploads",
}


def action(client: str, operation: str) -> str:
    """The permission of an operation.

    >>> action("elbv2", "DescribeLoadBalancers")
    'elasticloadbalancing:DescribeLoadBalancers'
    """
    prefix = _PREFIXES.get(client, client)
    if prefix == "apigateway":
        # Its actions are HTTP's methods.
        return "apigateway:GET"
    found = f"{prefix}:{operation}"
    return _ACTIONS.get(found, found)
