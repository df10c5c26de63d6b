"""The embedded estate: both clouds on loopback, and the settings to ask them by.

While it runs, this process has none of the person's own cloud settings or credentials, so that the
demo can neither reach nor show a real account. A language model is asked if its key is there. What
it keeps is in `demo` under `home`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings, frozen, make_home, read
from demo.estate import NOW
from demo.run import STATE, running
from demo.shape import Estate

HIDDEN = ("AWS_", "AZURE_", "FINOPS_")
# How a language model is used, where there is a key: it sees nothing of an estate. Bedrock would
# take the credentials of the real AWS.
KEPT, UNKEPT = "FINOPS_LLM_", "FINOPS_LLM_PROVIDER"


@contextmanager
def embedded() -> Iterator[Settings]:
    """The estate's settings, for as long as it runs, at FINOPS_NOW if set. Raises SettingsError.

    Its date goes to stderr, since every answer counts from it.
    """
    home = Path(os.environ.get("FINOPS_HOME") or "~/.finops").expanduser().absolute()
    make_home(home)
    now = frozen() or NOW
    # Before the estate starts, too: its servers use the same SDKs.
    with _own_clouds_hidden(), running(home, now) as estate:
        os.environ.update(estate.env)
        sys.stderr.write(f"finops: {told(estate.estate)}\n")
        # Beside the charges, whose folder changes with the generator: what an older estate left
        # in the cache would look fresh for ever, since the estate's clock stands still.
        state = estate.truth.parent / STATE
        # Where there is a language model, its scripts can be seen, too: the clouds are not real.
        own = {"home": str(state), "scripts": {"enabled": True}}
        yield read({**estate.settings, **own}, Path("the embedded estate"))


def told(estate: Estate) -> str:
    """What its answers cannot be understood without: its date, and that not all may be seen."""
    there = [vm for vm in estate.vms if vm.deleted_at is None]
    denied = sum(not vm.place.visible for vm in there)
    return (
        f"the embedded estate's today is {estate.now:%-d %b %Y}; it has {len(there)} VMs, "
        f"{denied} of them in places that the bot is denied"
    )


@contextmanager
def _own_clouds_hidden() -> Iterator[None]:
    own = dict(os.environ)
    for name in own:
        if name.startswith(HIDDEN) and (not name.startswith(KEPT) or name == UNKEPT):
            del os.environ[name]
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(own)
