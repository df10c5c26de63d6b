"""A part of a whole, in percent, and what is left beside it."""


def percent(part: float | None, whole: float | None) -> float | None:
    """The part in percent of the whole; unknown where either is, or the whole is not above zero.

    >>> percent(5, 20)
    25.0
    """
    if part is None or whole is None or whole <= 0:
        return None
    return part * 100 / whole


def rest(part: float | None, whole: float | None) -> float | None:
    """What the part leaves of the whole; less than zero where it is more. Unknown where either is.

    >>> rest(5, 20)
    15
    """
    return whole - part if part is not None and whole is not None else None
