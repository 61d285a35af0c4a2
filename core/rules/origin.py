"""Rules of what is said of a new lot: its meat, its dates, whose it is, what it lies in, its own fields."""

from collections.abc import Iterator

from core.domain import fields
from core.domain.commands.lots import RegisterLot
from core.domain.lots import RegisterFacts
from core.domain.values import MAX_KG
from core.errors import Violation
from core.rules import notes
from core.rules.base import Stage, rule


@rule(RegisterLot, stage=Stage.SHAPE, enforced=True)
def a_tare_is_typed_or_counted(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """Not below zero, and not typed beside the crates and dolavs it is the sum of."""
    if cmd.tare_kg is not None and cmd.tare_kg < 0:
        yield Violation("invalid", {"argument": "tare_kg", "reason": "negative"})
    if any(each.count <= 0 for each in cmd.containers):
        yield Violation("invalid", {"argument": "containers", "reason": "not_positive"})
    if cmd.containers and cmd.tare_kg is not None:
        yield Violation("invalid", {"argument": "tare_kg", "reason": "two_tares"})


@rule(RegisterLot, stage=Stage.SHAPE, advisory="without a reading nothing of it is written")
def what_repeats_a_reading_is_a_reading(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """An earlier reading is named beside the new one only."""
    if cmd.remeasures is not None and cmd.temperature_c is None:
        yield Violation("invalid", {"argument": "temperature_c", "reason": "missing_argument"})


@rule(
    RegisterLot,
    stage=Stage.SHAPE,
    advisory="form: texts that are read by people only",
)
def what_is_written_of_a_lot_can_be_read(cmd: RegisterLot, _facts: None) -> Iterator[Violation]:
    """Texts have the length of a note at most."""
    for argument in ("supplier_lot", "vehicle", "consignor", "consignee", "probe"):
        broken = notes.too_long(getattr(cmd, argument), argument)
        if broken:
            yield broken


@rule(RegisterLot, stage=Stage.FORM, enforced=True)
def meat_is_named_where_it_decides_the_limit(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """Raw meat needs its kind; other types take none."""
    if facts.needs_meat and cmd.meat is None:
        yield Violation("invalid", {"argument": "meat", "reason": "missing_argument"})
    if cmd.meat is not None and (cmd.meat not in facts.meats or not facts.needs_meat):
        yield Violation("invalid", {"argument": "meat", "reason": "unknown_value"})


@rule(RegisterLot, stage=Stage.FORM, enforced=True)
def nothing_was_slaughtered_tomorrow(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """The plant day itself is the latest day of slaughter."""
    if cmd.slaughter_date is not None and cmd.slaughter_date > facts.plant_day:
        yield Violation("invalid", {"argument": "slaughter_date", "reason": "in_the_future"})


@rule(RegisterLot, stage=Stage.FORM, enforced=True)
def who_delivers_and_who_is_supplied_is_known(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """Where the site demands it: the supplier of what a run begins with, the customer of what leaves the plant."""
    begins = not facts.stock and not facts.inputs
    if facts.needs_supplier and begins and cmd.supplier is None:
        yield Violation("invalid", {"argument": "supplier", "reason": "missing_argument"})
    if facts.needs_customer and facts.consigned and cmd.customer is None:
        yield Violation("invalid", {"argument": "customer", "reason": "missing_argument"})


@rule(RegisterLot, stage=Stage.FORM, advisory="of any other lot nothing of it is written")
def only_what_leaves_the_plant_is_consigned(
    cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """Vehicle, day of dispatch, consignor and consignee would be kept of nothing else."""
    for argument in ("vehicle", "dispatch_date", "consignor", "consignee"):
        if not facts.consigned and getattr(cmd, argument) is not None:
            yield Violation("invalid", {"argument": argument, "reason": "not_consigned"})


@rule(RegisterLot, stage=Stage.FORM, enforced=True)
def a_product_is_of_the_lots_type(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """A product that names no type may be of any."""
    if facts.product_type not in (None, cmd.type):
        yield Violation(
            "invalid",
            {"argument": "product", "reason": "other_type", "type": facts.product_type},
        )


@rule(RegisterLot, stage=Stage.FORM, enforced=True)
def what_a_lot_lies_in_can_be_weighed(
    _cmd: RegisterLot, facts: RegisterFacts
) -> Iterator[Violation]:
    """All crates and dolavs together weigh less than 1000 tons."""
    if facts.containers_kg >= MAX_KG:
        yield Violation("invalid", {"argument": "containers", "reason": "out_of_range"})


@rule(
    RegisterLot,
    stage=Stage.FORM,
    enforced=True,
)
def a_lot_has_the_fields_of_its_type(cmd: RegisterLot, facts: RegisterFacts) -> Iterator[Violation]:
    """Those that the process declares: the required ones all, each within its bounds, no others."""
    broken = fields.fault(facts.fields, cmd.fields)
    if broken:
        yield broken
