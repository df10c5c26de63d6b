"""A part of a whole, in percent."""


def percent(part: float | None, whole: float | None) -> float | None:
    """The part in percent of the whole; unknown where either is, or the whole is not above zero.

    >>> percent(5, 20)
    25.0
    """
    if part is None or whole is None or whole <= 0:
        return None
    return part * 100 / whole
