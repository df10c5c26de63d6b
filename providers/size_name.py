"""Names of VM sizes, by which it is told whose they are and how they are written.

AWS's are lower case, with a dot: `m5.large`. Azure's begin with `Standard_`, which people leave
out, and write their family in capitals: `Standard_D4s_v5`, `Standard_NC24ads_A100_v4`.
"""

import re

_AWS = re.compile(
    r"([a-z]+\d+[a-z]*|u-\d+tb\d)(-[a-z0-9]+)*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)"
)
_AZURE = re.compile(
    r"(?:(?:standard|basic)_)?(?P<family>[a-z]{1,3})(?P<cores>\d+)(?:-(?P<fewer>\d+))?"
    r"(?P<traits>[a-z]*)(?P<parts>(?:_[a-z]+\d+[a-z]*)*?)(?P<version>_v\d+)?",
    re.IGNORECASE,
)


def is_aws(name: str) -> bool:
    """Whether it has the form of AWS's: `m5.large`, `u-6tb1.metal`."""
    return _AWS.fullmatch(name.lower()) is not None


def azure(name: str) -> str | None:
    """The name as Azure writes it, of a `Standard_D4s_v5` or a `d4s_v5`; None where it is none.

    >>> azure("nc24ads_a100_v4")
    'Standard_NC24ads_A100_v4'
    """
    found = _AZURE.fullmatch(name)
    prefixed = name.lower().startswith(("standard_", "basic_"))
    # Without either it may be anything: "s3" is a service.
    if found is None or not (prefixed or found["version"]):
        return None
    fewer = f"-{found['fewer']}" if found["fewer"] else ""
    parts = re.sub(r"_([a-z])", lambda one: one[0].upper(), found["parts"].lower())
    own = f"{found['family'].upper()}{found['cores']}{fewer}{found['traits'].lower()}"
    tier = "Basic" if name.lower().startswith("basic_") else "Standard"
    return f"{tier}_{own}{parts}{(found['version'] or '').lower()}"


def azure_cores(name: str) -> int | None:
    """The virtual CPUs that a name tells: of families B and F, and of the third version on.

    Source: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions; older sizes
    are numbered in other ways.
    """
    found = _AZURE.fullmatch(name)
    if found is None:
        return None
    version = int((found["version"] or "_v0")[2:])
    family = found["family"].lower()
    if version < 3 and family != "b" and (family, version) != ("f", 2):
        return None
    return int(found["fewer"] or found["cores"])


def canonical(name: str) -> str | None:
    """The name as its cloud writes it; None where it is no size's."""
    return name.lower() if is_aws(name) else azure(name)
