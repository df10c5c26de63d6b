"""Work begins when nothing arrives any more, or after a second all the same."""

import asyncio
import time

from bot.slack.lull import LULL_S, MOST_S, Lull


def test_work_begins_a_moment_after_the_last_arrival() -> None:
    async def burst() -> float:
        lull = Lull()
        lull.stir()
        work = asyncio.create_task(lull.wait())
        for _ in range(10):
            await asyncio.sleep(LULL_S / 2)
            lull.stir()
        last = time.monotonic()
        await work
        return time.monotonic() - last

    assert asyncio.run(burst()) >= LULL_S * 0.9


def test_work_begins_at_once_where_nothing_arrived() -> None:
    started = time.monotonic()
    asyncio.run(Lull().wait())
    assert time.monotonic() - started < 0.5


def test_work_begins_after_a_second_even_if_they_never_stop() -> None:
    async def flood() -> float:
        lull, started = Lull(), time.monotonic()
        lull.stir()
        work = asyncio.create_task(lull.wait())
        while not work.done():
            lull.stir()
            await asyncio.sleep(LULL_S / 4)
        return time.monotonic() - started

    assert MOST_S * 0.9 <= asyncio.run(flood()) < MOST_S * 3
