"""Which tier this machine holds, and why not a better one: found out by trying, never by guessing.

Each start of a jail is tried with a script that attacks every wall a little. One thing that gets
through, and the tier does not hold here.
"""

from collections.abc import Iterable

from sandbox_runner.conversation import Conversation
from sandbox_runner.jail import Jail
from sandbox_runner.job import Limits
from sandbox_runner.kernel import Unavailable
from sandbox_runner.walls import TIERS, Tier

_SELF_TEST_SECONDS = 10.0
_SELF_TEST = """
import ctypes, mmap, os, socket
through = []

def attack(name, act):
    try:
        act()
    except OSError:
        return
    through.append(name)

def forks():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)

def enters_a_namespace():
    if ctypes.CDLL(None).unshare(0x10000000):
        raise OSError

attack("reads /etc/passwd", lambda: open("/etc/passwd").read())
attack("reads /proc", lambda: open("/proc/self/status").read())
attack("writes a file", lambda: open("/tmp/sandbox-self-test", "w"))
attack("makes a socket", socket.socket)
attack("makes a local socket", lambda: socket.socket(socket.AF_UNIX))
attack("reaches its parent", lambda: os.kill(os.getppid(), 0))
attack("makes executable memory", lambda: mmap.mmap(-1, 4096, mmap.MAP_PRIVATE, 7))
attack("makes a process", forks)
attack("enters a namespace", enters_a_namespace)
if set(os.environ) - {"HOME", "LANG", "TZ"}:
    through.append("has an environment")
result = through
"""


def tested(tier: Tier, jail: Jail) -> Jail:
    """The same jail, if the self-test finds that its walls hold; else Unavailable, and it ends."""
    slot = jail.slot()
    outcome = Conversation(slot, Limits(seconds=_SELF_TEST_SECONDS), None).hold(_SELF_TEST)
    jail.end(slot, wait=True)
    if outcome.ending == "finished" and outcome.result == []:
        return jail
    jail.close()
    if outcome.ending == "finished" and isinstance(outcome.result, list):
        raise Unavailable(f"tier {tier.name} lets a script through: it {', '.join(outcome.result)}")
    raise Unavailable(f"tier {tier.name}: the self-test {outcome.ending}: {outcome.reason}")


def doctor(tiers: Iterable[Tier] = tuple(TIERS.values())) -> dict[str, str | None]:
    """By tier: why it does not hold on this machine; None if it does."""
    return {tier.name: _why_not(tier) for tier in tiers}


def _why_not(tier: Tier) -> str | None:
    try:
        tested(tier, Jail(tier.walls)).close()
    except Unavailable as error:
        return str(error)
    return None
