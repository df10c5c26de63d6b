"""Answer from what is kept, even if it is a little old, and read it anew behind the answer.

For processes that live on: a person who asks twice in half an hour never waits for a cloud a second
time, and the answer says how old its facts are. How old is too old is `Context.stale_limit`; zero,
as for a command that ends with its answer, and nothing is read behind.

A read behind is for the cache, not for the one who asked: it has no deadline and says nothing; its
calls are recorded under the question that began it. What goes wrong there is met again by whoever
asks next, and told to them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from threading import BoundedSemaphore, Event, Lock, Thread

import pyarrow as pa

from providers.cache import Cache, Key
from providers.context import Context
from providers.errors import CloudError
from providers.gather import Job
from providers.model import Fetched, Source

log = logging.getLogger(__name__)
# Enough to keep an estate fresh; few, so that who waits for an answer goes first.
_AT_ONCE = BoundedSemaphore(2)
_lock = Lock()
_under_way: set[Key] = set()

Read = Callable[[Context], Fetched[pa.Table]]


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the tables of a place are kept, and what their columns are."""

    cache: Cache
    key: Key
    columns: pa.Schema


def job(where: str, kept: Kept, context: Context, read: Read) -> Job[pa.Table]:
    """Tables of one place; `read` asks the cloud, on behalf of a context."""
    cache, key, columns = kept.cache, kept.key, kept.columns
    age, stale = context.age_limit, context.stale_limit

    def known() -> Fetched[pa.Table] | None:
        found = cache.tables_known(key, columns, age)
        if found is None and stale > age:
            found = cache.tables_known(key, columns, stale)
            if found:
                anew = partial(read, _alone(context))
                _refresh(key, lambda: cache.tables(key, columns, age, anew))
                # An answer made of it is not kept: the next question must look for what is new.
                found = replace(found, sources=tuple(map(_for_once, found.sources)))
        return found

    return Job(where, lambda: cache.tables(key, columns, age, partial(read, context)), known)


def _for_once(source: Source) -> Source:
    return replace(source, rests_on=None)


def _alone(context: Context) -> Context:
    return replace(context, deadline=None, cancel=Event(), tell=lambda _: None)


def _refresh(key: Key, fetch: Callable[[], object]) -> None:
    """Do it in a thread that does not keep the process from ending; once at a time for a key."""
    with _lock:
        if key in _under_way:
            return
        _under_way.add(key)
    Thread(target=_run, args=(key, fetch), name="behind", daemon=True).start()


def _run(key: Key, fetch: Callable[[], object]) -> None:
    try:
        with _AT_ONCE:
            fetch()
    except CloudError as error:
        log.info("not read anew: %s", error)
    except Exception:  # the thread's last resort: nobody waits for it, and it is logged
        log.exception("reading anew failed")
    finally:
        with _lock:
            _under_way.discard(key)
