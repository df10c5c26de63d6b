"""What an analysis computes on: the charges, the clouds, and who asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from finops.gathering import Facts
from finops.result import Connection
from finops.warehouse import Warehouse
from providers.base import Provider
from providers.context import Context


@dataclass(frozen=True, slots=True)
class Ground:
    """Handed to every analysis. `facts` collects the gaps and sources of what is read on the way.

    Statements are run by `finops.result.run(ground.connection, select)` alone, so that the engine
    behind it can be another one.
    """

    connection: Connection
    warehouse: Warehouse
    providers: Sequence[Provider]
    context: Context
    facts: Facts = field(default_factory=Facts)
