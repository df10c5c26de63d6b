"""The network traffic of VMs, which is measured in two directions: in and out.

As a column both are shown. What is ranked by it needs one: "send" is out, "receive" is in, and
where neither is said it is asked back.
"""

from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.subject import phrases

_TRAFFIC = Phrases(
    (word, None)
    for word in ("network traffic", "traffic", "network usage", "network io", "network i/o",
                 "network bandwidth", "bandwidth", "network activity", "network in and out",
                 "network in/out", "network in & out", "network throughput")
)  # fmt: skip
_MOST = {"most": "-", "highest": "-", "biggest": "-", "least": "", "lowest": ""}
_SENDS = {
    "network_out_gib": frozenset("send sends sent sending".split()),
    "network_in_gib": frozenset("receive receives received receiving get gets".split()),
}
_BOTH = ("network_in_gib", "network_out_gib")
_ASKED = "Traffic in or traffic out?"


def read(asked: Asked, at: int) -> Claim | None:
    """`network traffic of`, `most network traffic`, `send the most traffic`."""
    if asked.subject.name != "vm" or asked.words[at].quoted:
        return None
    return _sends(asked, at) or _ranked(asked, at) or _shown(asked, at)


def _sends(asked: Asked, at: int) -> Claim | None:
    name = next((name for name, verbs in _SENDS.items() if asked.text(at) in verbs), None)
    begin = asked.skip(at + 1, "the")
    sign = _MOST.get(asked.text(begin))
    found = _TRAFFIC.at(asked, begin + 1)
    if name is None or sign is None or (found is None and asked.text(begin + 1) != "data"):
        return None
    end = found[1] if found else begin + 2
    return Claim(at, end, "order", order_by=(f"{sign}{name}",))


def _ranked(asked: Asked, at: int) -> Claim | None:
    lead = asked.text(at)
    found = _TRAFFIC.at(asked, at + 1) if lead in _MOST or lead == "by" else None
    if found is None:
        return None
    return Claim(at, found[1], "back", choices=(f"{lead} network out", f"{lead} network in"),
                 note=_ASKED)  # fmt: skip


def _shown(asked: Asked, at: int) -> Claim | None:
    found = _TRAFFIC.at(asked, at)
    if found is None:
        return None
    behind = any(
        (one := phrases("vm").at(asked, start)) and one[1] == at
        for start in range(max(0, at - 3), at)
    )
    of = asked.text(found[1]) in ("of", "for", "on", "per")
    if not (of or behind) or asked.text(at - 1) in ("no", "any", "without"):
        return None
    return Claim(at, found[1] + of, "select", select=_BOTH)
