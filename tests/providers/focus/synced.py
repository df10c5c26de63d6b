"""What a warehouse has of exports that were read."""

from finops.warehouse import Warehouse


def services(warehouse: Warehouse) -> list[str]:
    """The services of all charges, in order."""
    with warehouse.connection() as connection:
        found = connection.execute("SELECT service_name FROM charges ORDER BY 1").fetchall()
    return [name for (name,) in found]
