"""What of a security group's inbound rules is open to the whole internet, as the catalog has it."""

from collections.abc import Mapping

from providers import ports
from providers.model import Row

# The addresses that are everyone's.
WORLD = frozenset({"0.0.0.0/0", "::/0"})
TCP, UDP, OTHER = "tcp", "udp", "other"
SSH, RDP = ports.span(22, 22), ports.span(3389, 3389)
# SQL Server, Oracle, MySQL, PostgreSQL, Redshift, Redis, Elasticsearch, Memcached, MongoDB.
_DATABASES = (1433, 1521, 3306, 5432, 5439, 6379, 9200, 11211, 27017)
DATABASES = sum(ports.span(one, one) for one in _DATABASES)


def fields(open_ports: Mapping[str, int]) -> Row:
    """The fields of the catalog. `open_ports` is protocol → ports; `OTHER` has all or none."""
    tcp, udp = open_ports.get(TCP, ports.NONE), open_ports.get(UDP, ports.NONE)
    other = bool(open_ports.get(OTHER))
    return {
        "open_to_world": bool(tcp or udp or other),
        "open_ports": _said(tcp, udp, other=other),
        "open_ssh": bool(tcp & SSH),
        "open_rdp": bool((tcp | udp) & RDP),
        "open_database": bool((tcp | udp) & DATABASES),
    }


def _said(tcp: int, udp: int, *, other: bool) -> list[str]:
    """`22`, `53/udp`, `8000-8100`; `all` where everything is, `other` for what has no ports."""
    if tcp == udp == ports.ALL:
        return ["all"]
    said = [*ports.ranges(tcp), *(f"{one}/udp" for one in ports.ranges(udp))]
    return [*said, "other"] if other else said
