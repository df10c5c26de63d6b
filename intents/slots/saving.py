"""What to save on, and by doing what: "how can we save on RDS", "how much by rightsizing VMs".

Of a sort of resource that is named, our findings are what can be saved on it; of nothing in
particular, the clouds' recommendations answer (see the catalog). What is not looked at by any rule
is not claimed. `goal` claims what only says why one asks: "that we can stop to save money".
"""

from intents.catalog import Cloud
from intents.query import Condition
from intents.slots import waste
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.subject import KIND, phrases

_WHO = ("we", "i", "you", "us")
_MODALS = ("can", "could", "would", "might", "should", "do")
_CUT = ("reduce", "lower", "cut", "optimize", "optimise", "bring down", "save", "save on",
        "save money on", "save costs on", "save cost on", "spend less on", "pay less for",
        "cut down on")  # fmt: skip
_HOW = Phrases(
    (f"{lead}{verb}", None)
    for verb in _CUT
    for lead in (*(f"{how} {modal} {who} " for how in ("how", "where") for modal in _MODALS
                   for who in _WHO),
                 "help me ", "help us ", "i want to ", "we want to ", "i need to ", "we need to ",
                 "i would like to ", "how to ", "ways to ", "tell me how to ")
)  # fmt: skip
_OPENS = Phrases((verb, None) for verb in ("optimize", "optimise", "reduce", "lower", "cut"))
_HOW_MUCH = Phrases(
    (f"{what}{modal} {who}", None)
    for what in ("how much ", "how much money ", "what ")
    for modal in ("can", "could", "would", "might", "will")
    for who in ("we save", "i save", "you save", "be saved")
)
_ARTICLES = ("the", "our", "my", "all", "some", "on", "costs", "cost", "spend", "amount", "bill",
             "of", "for", "in", "we", "i", "am", "are", "pay", "paying", "spending")  # fmt: skip
_COST = ("costs", "cost", "spend", "spending", "bill", "bills", "usage")
_ON = Phrases((word, None) for word in ("on", "for", "with", "from", "in", "across"))
_OUR = ("the", "our", "my", "all", "of")
_STORED = ("bucket", "disk", "snapshot", "file_share")
_ADVICE = Phrases(
    (f"{lead}{what}", category)
    for category, leads in (
        ("oversized", ("rightsizing ", "right-sizing ", "downsizing ")),
        (None, ("cost optimization ", "cost optimisation ", "optimization ", "optimisation ",
                "cost saving ", "cost savings ", "saving ", "savings ", "cost ")),
    )
    for lead in leads
    for what in ("recommendations", "opportunities", "suggestions", "options", "recommendation",
                 "opportunity", "ideas", "tips")
)  # fmt: skip
_BY: Phrases[tuple[str, str]] = Phrases(
    (f"{lead} {verb}{what}", told)
    for told, verbs, whats in (
        (("category", "oversized"), ("rightsizing", "right-sizing", "downsizing", "shrinking"),
         ("",)),
        (("rule", "off_hours_vm"), ("scheduling", "parking"), ("",)),
        (("rule", "graviton_vm"), ("switching to", "moving to", "migrating to"),
         (" arm64 instances", " arm instances", " graviton instances", " arm vms", " arm64 vms",
          " arm64", " arm")),
        (("rule", "spot_vm"), ("switching to", "moving to", "migrating to", "using", "running on"),
         (" spot", " spot instances", " spot vms", " spot capacity")),
        (("rule", "gp2_disk"),
         (*(f"{verb}{what} to" for verb in ("switching", "moving", "migrating", "upgrading",
                                            "converting")
            for what in ("", " gp2", " gp2 volumes", " our gp2 volumes", " all gp2 volumes",
                         " gp2 disks")),), (" gp3", " gp3 volumes")),
        (("rule", "amd_vm"), ("switching to", "moving to", "migrating to"),
         (" amd", " amd instances")),
    )
    for lead in ("by", "from", "through", "with")
    for verb in verbs
    for what in whats
)  # fmt: skip
_BY_ENDING = Phrases(
    (f"{lead} {verb}", None)
    for lead in ("by", "from", "if we")
    for verb in ("deleting", "removing", "stopping", "terminating", "cleaning up", "fixing",
                 "getting rid of", "shutting down", "turning off", "switching off", "delete",
                 "remove", "stop", "terminate", "clean up", "deleted", "removed", "stopped")
)  # fmt: skip
_SUM = ("counted_saving",)
# What asks for all findings in words that are names of teams and things elsewhere.
_ALL = Phrases(
    (phrase, None)
    for phrase in (
        "waste audit", "finops audit", "cost audit", "cloud cost audit", "waste patterns",
        "waste scan", "finops scan", "finops check", "wasteful resources",
        *(f"what {modal} {who} {verb} first" for modal in ("should", "can", "could")
          for who in ("we", "i") for verb in ("optimize", "optimise", "fix", "tackle", "clean up")),
        *(f"{what} need{one} {how}" for what in ("resources", "things", "what")
          for one in ("", "s") for how in ("optimization", "cost optimization", "optimisation",
                                           "cost optimisation", "optimizing", "optimising")),
    )
)  # fmt: skip
_GOALS = Phrases(
    (f"{lead}{goal}", None)
    for lead in ("", "that we can stop ", "that we can delete ", "that we can remove ",
                 "we can stop ", "we can delete ", "we can remove ", "we could stop ",
                 "we could delete ", "we can turn off ", "we can shut down ", "to stop ",
                 "to delete ", "to remove ", "i can delete ", "i can stop ", "we can clean up ",
                 "we could remove ", "we should delete ", "we should stop ", "we can terminate ")
    for goal in ("to save money", "to save costs", "to save cost", "to cut costs", "to cut cost",
                 "to reduce costs", "to reduce cost", "to lower costs", "to save",
                 "to reduce our bill", "to lower our bill", "")
    if lead or goal
)  # fmt: skip
_WASTING = Phrases(
    (f"{lead}{verb}", None)
    for lead in ("", "that are ", "which are ", "that is ")
    for verb in (
        "wasting money",
        "wasting our money",
        "wasting budget",
        "costing us money",
        "wasting spend",
    )
)
_BEGINS = Phrases(
    (f"{verb}{what}", None)
    for verb in ("run ", "do ", "perform ", "create ", "start ", "i need ", "")
    for what in ("a full", "a complete", "a comprehensive", "a thorough", "a", "an", "an audit of",
                 "a full audit of", "a scan for", "a complete audit of", "full", "scan for",
                 "check for", "look for", "search for", "scan", "cleanup of")
    if verb or what not in ("a", "an", "full")
)  # fmt: skip
_SHRINKS = Phrases(
    (f"{lead} {verb}", None)
    for lead in ("we can", "that we can", "we could", "we should", "i can", "that we could")
    for verb in ("downsize", "rightsize", "right-size", "shrink", "scale down", "resize")
)


def named(asked: Asked) -> bool:
    """Whether it may be asked what could be saved on something, or what is judged a waste."""
    return any(
        _HOW.at(asked, at) or _ALL.at(asked, at) or _HOW_MUCH.at(asked, at) or _ADVICE.at(asked, at)
        or (at == 0 and _OPENS.at(asked, at))
        for at in range(len(asked.words))
    )  # fmt: skip


def read(asked: Asked, at: int) -> Claim | None:
    """What to save on, how much, by what, or advice about a sort of resource."""
    if asked.subject.name != "finding" or asked.words[at].quoted:
        return None
    if found := _ALL.at(asked, at):
        return Claim(at, found[1], "subject")
    return _how(asked, at) or _how_much(asked, at) or _by(asked, at) or _advice(asked, at)


def goal(asked: Asked, at: int) -> Claim | None:
    """`we can stop to save money` after what is idle: it narrows nothing."""
    if asked.subject.name != "finding" or asked.words[at].quoted:
        return None
    if at == 0:
        begun = _BEGINS.at(asked, at)
        return Claim(at, begun[1], "noise") if begun else None
    if found := _WASTING.at(asked, at):
        return Claim(at, found[1], "noise")
    if (found := _SHRINKS.at(asked, at)) and "oversized" in _said(asked, at):
        return Claim(at, found[1], "noise")
    found = _GOALS.at(asked, at)
    return Claim(at, found[1], "noise") if found else None


def _said(asked: Asked, at: int) -> frozenset[str]:
    return frozenset(asked.text(one) for one in range(at))


def _how(asked: Asked, at: int) -> Claim | None:
    """`how can we reduce our RDS costs`, `optimize S3 spend`."""
    lead = _HOW.at(asked, at) or (_OPENS.at(asked, at) if at == 0 else None)
    sort = _sort(asked, asked.skip(lead[1], *_ARTICLES)) if lead else None
    if sort is None:
        return None
    test, clouds, note, end = sort
    if asked.text(end) in ("saving", "savings"):
        # To reduce what is saved is not to save.
        return None
    return Claim(
        at, asked.skip(end, *_COST), "subject", where=(test,), clouds=clouds, note=note,
    )  # fmt: skip


def _how_much(asked: Asked, at: int) -> Claim | None:
    """`how much could we save`, where what is saved on or by is named after it."""
    found = _HOW_MUCH.at(asked, at)
    if found is None:
        return None
    end = found[1]
    if ended := _BY_ENDING.at(asked, end):
        end = ended[1] if _on(asked, end) else end
        return Claim(at, end, "subject", select=_SUM, agg="sum") if end > found[1] else None
    if _by(asked, end) or _on(asked, end):
        return Claim(at, end, "subject", select=_SUM, agg="sum")
    return None


def _on(asked: Asked, at: int) -> bool:
    lead = _ON.at(asked, at) or _BY_ENDING.at(asked, at)
    begin = asked.skip(lead[1], *_OUR) if lead else at
    if lead is None:
        return False
    # By deleting disks is by deleting all of them; by deleting idle ones, what findings save.
    ended = _BY_ENDING.at(asked, at) is not None
    judged = phrases("finding").at(asked, begin)
    return bool((not ended and _sort(asked, begin)) or (judged and judged[0][1]))


def _by(asked: Asked, at: int) -> Claim | None:
    """`by rightsizing RDS`, `by scheduling`, `by switching to spot instances`."""
    found = _BY.at(asked, at)
    if found is None:
        return None
    (field, value), end = found
    tests: tuple[Condition, ...] = (Condition(field=field, op="eq", value=value),)
    sort = _sort(asked, asked.skip(end, *_OUR)) if field == "category" else None
    if sort is None:
        said = " ".join(word.text for word in asked.words[at:end])
        note = f"{said} is read as what the rule {value} finds" if field == "rule" else None
        return Claim(at, end, "subject", where=tests, note=note)
    test, clouds, note, past = sort
    return Claim(at, past, "subject", where=(*tests, test), clouds=clouds, note=note)


def _advice(asked: Asked, at: int) -> Claim | None:
    """`rightsizing recommendations for EC2`, `EC2 cost optimization opportunities`."""
    before = waste.kinds().at(asked, at)
    found = _ADVICE.at(asked, before[1] if before else at)
    if found is None:
        return None
    category, end = found
    lead = None if before else _ON.at(asked, end)
    sort = _sort(asked, at) if before else lead and _sort(asked, asked.skip(lead[1], *_OUR))
    if not sort:
        return None
    test, clouds, _, past = sort
    of = (Condition(field="category", op="eq", value=category),) if category else ()
    note = "advice on one sort of resource is read as what our own rules find"
    return Claim(at, max(end, past), "subject", where=(*of, test), clouds=clouds, note=note)


def _sort(asked: Asked, at: int) -> tuple[Condition, tuple[Cloud, ...], str | None, int] | None:
    """A sort of resource; "storage" is any that keeps data."""
    if found := waste.kinds().at(asked, at):
        (name, clouds), end = found
        return Condition(field=KIND, op="eq", value=name), clouds, None, end
    if asked.text(at) != "storage":
        return None
    note = "storage is read as buckets, disks, snapshots and file shares"
    return Condition(field=KIND, op="in", value=_STORED), (), note, at + 1
