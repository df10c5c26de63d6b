"""A big list of AWS as columns: for each member that is looked at, what all of its items say.

A page of 1,000 instances is 20,000 values, which are read, turned into what the catalog means and
put into Arrow column by column; an object for each instance on the way would cost as much again as
all of that. `scan` gives a page so; a page that it leaves to botocore is taken apart here, to the
same. None is what AWS does not tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The member of a page that holds what `scan` has read in columns.
COLUMNS = "Columns"

Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is looked at of a list: `items` leads to it from the page down, through other lists.

    `values` are members of an item, as "State.Name". `lists` are its lists, with the members of
    what is in them: ("Tags", ("Key", "Value")) gives a list of tuples for each item, and none too
    where the list is left out.
    """

    items: str
    values: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The same as paths from the page down."""
        inner = (f"{name}.{member}" for name, members in self.lists for member in members)
        return tuple(f"{self.items}.{path}" for path in (*self.values, *inner))

    def of(self, page: Mapping[str, Any]) -> Columns:
        """The columns of a page, as `scan` or botocore gave it. Raises KeyError without a list."""
        if COLUMNS in page:
            found: Columns = page[COLUMNS]
            return found
        items = self.items_of(page)
        return {path: [_at(item, path) for item in items] for path in self.values} | {
            name: [list(_tuples(item, name, members)) for item in items]
            for name, members in self.lists
        }

    def items_of(self, page: Mapping[str, Any]) -> list[Any]:
        """All items of a page. Raises KeyError where a list that leads to them is missing."""
        found: list[Any] = [page]
        for step in self.items.split("."):
            found = [inner for each in found for inner in each[step]]
        return found


def _at(item: Mapping[str, Any], path: str) -> Any:
    found: Any = item
    for step in path.split("."):
        found = found.get(step)
        if found is None:
            return None
    return found


def _tuples(
    item: Mapping[str, Any], name: str, members: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    return (tuple(each.get(member) for member in members) for each in item.get(name, ()))
