"""Fields of cost that no export has, as SQL over its columns: dimensions, vCPU-hours, weekdays.

A field is computed in `row_facts`, and only where a question uses it.
"""

from collections.abc import Callable, Iterator

from sqlglot import exp

from finops.commitment.eligible import OFFERED, Offered
from finops.condition import Spell, all_of, literal, where
from finops.plan import Plan
from finops.usage_kind import DISK_TYPES, OPERATING_SYSTEMS, USAGE_KINDS, Told
from intents import catalog
from intents.catalog import Field
from providers.dimension import PREFIX, Dimension, Rule

# How exports write an hour of use, and a unit that has the cores in it already.
HOURS = ("hours", "hour", "hrs", "hr", "1 hour")
CORE_HOURS = ("vcpu-hours", "vcpu hours", "vcpu-hour", "vcpu hour")
# Why a charge is no saving, by the full cost that it is measured against.
NO_SAVING = {"no_list_saving": "list_cost", "no_contracted_saving": "contracted_cost"}
COMMITMENT_PURCHASE, NO_PRICE = "commitment purchase", "no price"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The column that `charge_text` makes, and the fields that are told by it.
CHARGE_TEXT = "charge_text"
_TOLD = frozenset({"usage_kind", "disk_type", "operating_system"})
_IN_GROUP = "/resourcegroups/"
# Decimal places of a number of cores: 0.25 vCPU is sold; more would leave no room before the point.
_CORES = "DECIMAL(9, 2)"


def derived(field: Field, plan: Plan, spell: Spell) -> exp.Expr:
    """The value of a derived field; null where it is not known, or not set up."""
    if field.name.startswith(PREFIX):
        return _dimension(field.name, plan, spell)
    return _OTHERS[field.name](spell)


def _dimension(name: str, plan: Plan, spell: Spell) -> exp.Expr:
    known = next((one for one in plan.dimensions if one.is_of(name)), None)
    if known is None:
        return exp.cast(exp.null(), "text")
    return _of_cost(f"tags.{known.tag}", spell) if known.tag else _by_rules(known, spell)


def _by_rules(dimension: Dimension, spell: Spell) -> exp.Expr:
    """The value of the first rule that fits."""
    if not dimension.rules:
        return exp.cast(exp.null(), "text")
    cases = [exp.If(this=_fits(rule, spell), true=literal(rule.value)) for rule in dimension.rules]
    return exp.Case(ifs=cases)


def _fits(rule: Rule, spell: Spell) -> exp.Expr:
    cost = catalog.subject("cost")
    return all_of([where(part, cost, spell) for part in rule.where])


def _vcpu_hours(spell: Spell) -> exp.Expr:
    """Hours times cores: FOCUS 1.2 tells the cores as CoreCount among the SKU's price details."""
    unit = exp.Lower(this=_of_cost("consumed_unit", spell))
    quantity = _of_cost("consumed_quantity", spell)
    cores = exp.TryCast(
        this=_of_cost("sku_price_details.CoreCount", spell), to=exp.DataType.build(_CORES)
    )
    hours = exp.If(this=unit.isin(*HOURS), true=exp.Mul(this=quantity, expression=cores))
    done = exp.If(this=unit.copy().isin(*CORE_HOURS), true=quantity.copy())
    return exp.Case(ifs=[hours, done])


def _of_cost(name: str, spell: Spell) -> exp.Expr:
    field = catalog.subject("cost").field(name)
    if field is None:
        raise KeyError(name)
    return spell(field, None)


def _eligible_for(spell: Spell) -> exp.Expr:
    """Which commitments could cover a charge, by `finops.commitment.eligible`'s table."""
    usage = exp.EQ(this=_of_cost("charge_category", spell), expression=literal("Usage"))
    cases = [
        exp.If(this=all_of([usage.copy(), *_is_offered(one, spell)]), true=literal(one.by))
        for one in OFFERED
    ]
    return exp.Case(ifs=cases)


def _is_offered(one: Offered, spell: Spell) -> Iterator[exp.Expr]:
    def lowered(name: str) -> exp.Expr:
        return exp.Lower(this=_of_cost(name, spell))

    yield lowered("service_name").isin(*one.services)
    yield lowered("pricing_unit").isin(*one.units)
    for word in one.only:
        yield exp.Like(this=lowered("charge_description"), expression=literal(f"%{word}%"))
    for word in one.never:
        said = exp.Coalesce(this=lowered("charge_description"), expressions=[literal("")])
        yield exp.not_(exp.Like(this=said, expression=literal(f"%{word}%")))


def _no_list_saving(spell: Spell) -> exp.Expr:
    return _no_saving(_of_cost("list_cost", spell), spell)


def _no_contracted_saving(spell: Spell) -> exp.Expr:
    return _no_saving(_of_cost("contracted_cost", spell), spell)


def _no_saving(full: exp.Expr, spell: Spell) -> exp.Expr:
    """Why the full price of a charge less what was paid is no saving.

    A purchase of a commitment that is paid for with the usage that it covers has a full price and
    no effective cost; where it has one, the usage has none, and nothing is counted twice. What of a
    commitment was left unused has no price rightly: it is a loss.
    """

    def known(name: str) -> exp.Expr:
        return _of_cost(name, spell)

    paid = exp.Coalesce(this=known("effective_cost"), expressions=[literal(0)])
    purchase = all_of([
        exp.EQ(this=known("charge_category"), expression=literal("Purchase")),
        exp.not_(known("commitment_discount_id").is_(exp.null())),
        exp.EQ(this=paid, expression=literal(0)),
    ])  # fmt: skip
    status = known("commitment_discount_status")
    unpriced = all_of([
        exp.EQ(this=exp.Coalesce(this=full, expressions=[literal(0)]), expression=literal(0)),
        exp.NEQ(this=paid.copy(), expression=literal(0)),
        exp.NullSafeNEQ(this=status, expression=literal("Unused")),
    ])  # fmt: skip
    cases = [
        exp.If(this=purchase, true=literal(COMMITMENT_PURCHASE)),
        exp.If(this=unpriced, true=literal(NO_PRICE)),
    ]
    return exp.Case(ifs=cases)


def _resource_group(spell: Spell) -> exp.Expr:
    """The part of an Azure resource's id that names its group; of other resources null.

    Only functions that every engine has: few have one that splits a text.
    """
    known = exp.Lower(this=_of_cost("resource_id", spell))
    after = exp.Substring(
        this=known,
        start=exp.Add(
            this=exp.StrPosition(this=known.copy(), substr=literal(_IN_GROUP)),
            expression=literal(len(_IN_GROUP)),
        ),
    )
    # A group's own id ends with its name.
    ended = exp.Concat(expressions=[after.copy(), literal("/")])
    length = exp.Sub(this=exp.StrPosition(this=ended, substr=literal("/")), expression=literal(1))
    group = exp.Substring(this=after, start=literal(1), length=length)
    has_one = exp.Like(this=known.copy(), expression=literal(f"/subscriptions/%{_IN_GROUP}%"))
    return exp.Case(ifs=[exp.If(this=has_one, true=group)])


def _usage_kind(spell: Spell) -> exp.Expr:
    return _told(USAGE_KINDS, spell)


def _disk_type(spell: Spell) -> exp.Expr:
    return _told(DISK_TYPES, spell)


def _operating_system(spell: Spell) -> exp.Expr:
    """As the SKU's details say, else as its description does."""
    details = _of_cost("sku_price_details.operating_system", spell)
    return exp.Coalesce(this=details, expressions=[_told(OPERATING_SYSTEMS, spell)])


def _told(table: tuple[Told, ...], spell: Spell) -> exp.Expr:
    """The first value of a table whose texts or units a charge of use has; else unknown."""
    usage = exp.EQ(this=_of_cost("charge_category", spell), expression=literal("Usage"))
    cases = [exp.If(this=exp.or_(*_says(one, spell)), true=literal(one.value)) for one in table]
    return exp.Case(ifs=[exp.If(this=usage, true=exp.Case(ifs=cases))])


def _says(one: Told, spell: Spell) -> Iterator[exp.Expr]:
    for pattern in one.said:
        yield exp.Like(this=exp.column(CHARGE_TEXT), expression=literal(f"%{pattern}%"))
    if one.units:
        yield exp.Lower(this=_of_cost("consumed_unit", spell)).isin(*one.units)


def is_told(field: Field) -> bool:
    """Whether a field is told by `charge_text`, which its rows then need as `CHARGE_TEXT`."""
    return field.name in _TOLD


def charge_text(spell: Spell) -> exp.Expr:
    """Service, description and meter, apart by a bar, in lower case: put together once a row."""
    parts: list[exp.Expr] = []
    for name in ("service_name", "charge_description", "sku_meter"):
        parts += [literal(" | ")] if parts else []
        parts.append(exp.Coalesce(this=_of_cost(name, spell), expressions=[literal("")]))
    return exp.Lower(this=exp.Concat(expressions=parts))


def _weekday(spell: Spell) -> exp.Expr:
    """1 for Monday to 7 for Sunday."""
    return exp.DayOfWeekIso(this=exp.cast(_of_cost("charge_period_start", spell), "date"))


def _day_type(spell: Spell) -> exp.Expr:
    worked = exp.LTE(this=_weekday(spell), expression=literal(len(_DAYS) - 2))
    weekday = exp.If(this=worked, true=literal("weekday"))
    return exp.Case(ifs=[weekday], default=literal("weekend"))


def _day_of_week(spell: Spell) -> exp.Expr:
    return exp.Case(
        this=_weekday(spell),
        ifs=[exp.If(this=literal(at), true=literal(day)) for at, day in enumerate(_DAYS, start=1)],
    )


_OTHERS: dict[str, Callable[[Spell], exp.Expr]] = {
    "vcpu_hours": _vcpu_hours,
    "eligible_for": _eligible_for,
    "resource_group": _resource_group,
    "usage_kind": _usage_kind,
    "disk_type": _disk_type,
    "operating_system": _operating_system,
    "day_type": _day_type,
    "day_of_week": _day_of_week,
    "no_list_saving": _no_list_saving,
    "no_contracted_saving": _no_contracted_saving,
}
