"""Which part of AWS a region is of: its own clouds, that share no accounts."""


def partition(region: str) -> str:
    """As ARNs begin with it.

    >>> partition("cn-north-1"), partition("us-gov-west-1"), partition("eu-west-1")
    ('aws-cn', 'aws-us-gov', 'aws')
    """
    head = region.split("-")
    if head[0] == "cn":
        return "aws-cn"
    return "aws-us-gov" if head[:2] == ["us", "gov"] else "aws"
