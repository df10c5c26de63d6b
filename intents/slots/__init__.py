"""The slots: each claims words with one kind of meaning. Order counts only between equal lengths.

To add one, write a module with `read(asked, at) -> Claim | None` and name it here.
"""

from intents.slots import (
    basis,
    column,
    counting,
    created,
    group,
    name,
    negation,
    noise,
    period,
    region,
    scope,
    service,
    subject,
    tag,
    threshold,
    top,
    trend,
    value,
)
from intents.slots.claim import Slot

SLOTS: tuple[Slot, ...] = (
    negation.read,
    threshold.read,
    basis.read,
    trend.versus,
    trend.step,
    created.read,
    period.read,
    top.limit,
    top.order,
    group.read,
    column.read,
    service.read,
    scope.everywhere,
    scope.account,
    scope.cloud,
    region.read,
    value.flag,
    value.value,
    tag.read,
    name.read,
    subject.read,
    group.head,
    group.breakdown,
    trend.change,
    counting.count,
    counting.total,
    counting.cost_word,
    noise.read,
)
