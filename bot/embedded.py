"""The embedded estate: both clouds on loopback, and the settings to ask them by.

While it runs, this process has none of the person's own cloud settings or credentials, so that the
demo can neither reach nor show a real account. What it keeps is in `demo` under `home`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings, frozen, make_home, read
from demo.estate import NOW
from demo.run import running

HIDDEN = ("AWS_", "AZURE_", "FINOPS_")


@contextmanager
def embedded() -> Iterator[Settings]:
    """The estate's settings, for as long as it runs, at FINOPS_NOW if set. Raises SettingsError."""
    home = Path(os.environ.get("FINOPS_HOME") or "~/.finops").expanduser().absolute()
    make_home(home)
    now = frozen() or NOW
    # Before the estate starts, too: its servers use the same SDKs.
    with _own_clouds_hidden(), running(home, now) as estate:
        os.environ.update(estate.env)
        # Beside the charges, whose folder changes with the generator: what an older estate left
        # in the cache would look fresh for ever, since the estate's clock stands still.
        state = estate.truth.parent / "state"
        yield read({**estate.settings, "home": str(state)}, Path("the embedded estate"))


@contextmanager
def _own_clouds_hidden() -> Iterator[None]:
    own = dict(os.environ)
    for name in own:
        if name.startswith(HIDDEN):
            del os.environ[name]
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(own)
