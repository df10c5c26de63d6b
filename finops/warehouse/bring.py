"""Bring charges in: the exports, and what clouds without one tell through their cost APIs."""

from dataclasses import dataclass

from finops.warehouse import Manifest, Warehouse
from providers.context import Context
from providers.model import Source, merged


@dataclass(frozen=True, slots=True)
class Brought:
    """What the warehouse holds now; `sources` are the calls to cost APIs, with their price."""

    manifest: Manifest
    sources: tuple[Source, ...] = ()


def bring(warehouse: Warehouse, context: Context) -> Brought:
    """Read the exports anew, and ask the cost APIs for the days that are not at rest yet."""
    asked = warehouse.asked
    known = (asked.decided() if asked else None) or frozenset()
    sources = [one for cloud in sorted(known) if asked for one in asked.refresh(cloud, context)]
    manifest = warehouse.sync(context.now, context.tell)
    return _completed(warehouse, manifest, tuple(sources), context)


def bring_first(warehouse: Warehouse, context: Context) -> Brought:
    """The same before the first answer about cost; does nothing once that was done."""
    manifest = warehouse.manifest()
    if warehouse.asked is None or warehouse.asked.decided() is not None:
        return Brought(manifest)
    return _completed(warehouse, manifest, (), context)


def _completed(
    warehouse: Warehouse, manifest: Manifest, sources: tuple[Source, ...], context: Context
) -> Brought:
    """Find out which clouds the exports lack; where that is news, ask those and take them in."""
    asked = warehouse.asked
    if asked is None or (lacking := _lacking(warehouse, manifest)) == asked.decided():
        return Brought(manifest, merged(sources))
    before = asked.decided() or frozenset()
    asked.decide(lacking)
    made = [one for cloud in sorted(lacking - before) for one in asked.refresh(cloud, context)]
    if lacking or before:
        manifest = warehouse.sync(context.now, context.tell)
    return Brought(manifest, merged((*sources, *made)))


def _lacking(warehouse: Warehouse, manifest: Manifest) -> frozenset[str]:
    """The clouds that may be asked and of which no export has a charge.

    More charges of a cloud than are kept from its API are an export's.
    """
    asked = warehouse.asked
    if asked is None:
        return frozenset()
    own = asked.decided() or frozenset()
    exported = {
        reach.cloud
        for reach in manifest.reach
        if reach.rows > (asked.rows(reach.cloud) if reach.cloud in own else 0)
    }
    return asked.clouds - exported
