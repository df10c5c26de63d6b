"""Whose commitments or quotas: "EC2 reservations", "RDS quotas", "commitments for ElastiCache".

Both are of a service, by a name of the cloud's own; of a word that names none of these, nothing is
claimed. What is committed for in dollars (a savings plan of Compute) is of that name too.
"""

from intents.query import Condition
from intents.slots.claim import Asked, Claim, Phrases, listed

_COMMITTED = Phrases(
    (word, name)
    for name, words in {
        "EC2": ("ec2", "ec2 instance"),
        "RDS": ("rds", "amazon rds"),
        "ElastiCache": ("elasticache",),
        "Redshift": ("redshift",),
        "OpenSearch": ("opensearch",),
        "MemoryDB": ("memorydb",),
        "Compute": ("compute",),
        "SageMaker": ("sagemaker",),
        "VirtualMachines": ("virtual machines", "virtual machine", "azure vm", "azure vms"),
        "SqlDatabases": ("azure sql", "sql database", "sql databases"),
        "CosmosDb": ("cosmos", "cosmosdb", "cosmos db"),
        "RedisCache": ("azure redis", "azure cache"),
    }.items()
    for word in words
)
_LIMITED = Phrases(
    (word, name)
    for name, words in {
        "ec2": ("ec2",),
        "vpc": ("vpc",),
        "ebs": ("ebs",),
        "rds": ("rds",),
        "lambda": ("lambda", "lambdas"),
        "compute": ("azure compute", "microsoft.compute"),
        "network": ("azure network", "microsoft.network"),
    }.items()
    for word in words
)
_KNOWN = {"commitment": _COMMITTED, "quota": _LIMITED}


def read(asked: Asked, at: int) -> Claim | None:
    """One or more services."""
    known = _KNOWN.get(asked.subject.name)
    found = listed(asked, at, known.at) if known else None
    if found is None or asked.words[at].quoted:
        return None
    names = tuple(dict.fromkeys(found[0]))
    if len(names) == 1:
        test = Condition(field="service", op="eq", value=names[0])
    else:
        test = Condition(field="service", op="in", value=names)
    return Claim(at, found[1], "test", where=(test,))
