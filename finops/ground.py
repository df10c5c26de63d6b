"""What an analysis computes on: the charges, the clouds, and who asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from finops.gathering import Facts
from finops.relation import Tables
from finops.warehouse import Warehouse
from finops.warehouse.engine import Engine, Local
from providers.base import Provider
from providers.context import Context


@dataclass(frozen=True, slots=True)
class Ground:
    """Handed to every analysis. `facts` collects the gaps and sources of what is read on the way.

    Statements over charges are run by `finops.result.run(ground.connection, select)` alone: the
    engine behind it may be another one. `local` is the DuckDB of this process, in which the
    inventory and metrics are joined.
    """

    connection: Engine
    local: Local
    warehouse: Warehouse
    providers: Sequence[Provider]
    context: Context
    facts: Facts = field(default_factory=Facts)

    @property
    def tables(self) -> Tables:
        """What a statement over charges may read."""
        manifest = self.warehouse.manifest()
        return Tables(manifest.tag_keys, {}, manifest.currencies, self.warehouse.rollups())
