"""Rules of master data: codes that can be scanned, names that can be read, figures that can be meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields

from core.domain import gs1
from core.domain.commands.masterdata import (
    BillLine,
    CreateContainer,
    CreateCustomer,
    CreateProduct,
    CreateReason,
    CreateSupplier,
    EditCustomer,
    EditProduct,
    EditSupplier,
    SetBill,
)
from core.domain.commands.people import CreateUser
from core.domain.commands.plant import CreateSite, RegisterKiosk
from core.domain.masterdata import CODE, EntryFacts, NewFacts, NewProductFacts
from core.domain.names import too_long, unusable, unusable_text
from core.errors import Refused, Violation
from core.rules import notes
from core.rules.base import Stage, rule

Edit = EditSupplier | EditCustomer | EditProduct
Partner = CreateSupplier | CreateCustomer | EditSupplier | EditCustomer
LONGEST_ADDRESS = 200
_CALLED_BY = {CreateProduct: "sku", CreateContainer: "type"}


@rule(
    CreateSupplier,
    CreateCustomer,
    CreateProduct,
    CreateContainer,
    CreateReason,
    RegisterKiosk,
    stage=Stage.SHAPE,
    enforced=True,
)
def a_code_is_short_and_plain(
    cmd: CreateSupplier | CreateProduct | CreateContainer | CreateReason, _facts: None
) -> Iterator[Violation]:
    """At most 20 letters, digits, dots, dashes, strokes; small letters count as capitals."""
    argument = _CALLED_BY.get(type(cmd), "code")
    code = getattr(cmd, argument)
    if code is not None and not re.fullmatch(CODE, code.upper()):
        yield Violation("invalid", {"argument": argument, "reason": "not_a_code"})


@rule(
    CreateSupplier,
    CreateCustomer,
    EditSupplier,
    EditCustomer,
    stage=Stage.SHAPE,
    enforced=True,
)
def a_partner_is_written_on_paper(cmd: Partner, _facts: None) -> Iterator[Violation]:
    """A name of 1 to 100 letters, an address of at most 200, an approval number of at most 100."""
    yield from unusable_text(cmd.name)
    yield from too_long(cmd.address, "address", LONGEST_ADDRESS)
    if isinstance(cmd, CreateSupplier | EditSupplier):
        yield from too_long(cmd.approval, "approval")


@rule(
    CreateProduct,
    EditProduct,
    CreateContainer,
    stage=Stage.SHAPE,
    enforced=True,
)
def a_translated_name_can_be_read(
    cmd: CreateProduct | EditProduct | CreateContainer, _facts: None
) -> Iterator[Violation]:
    """1 to 100 letters in each language that is given."""
    if cmd.name is not None:
        yield from unusable(cmd.name)


@rule(CreateProduct, EditProduct, stage=Stage.SHAPE, enforced=True)
def figures_of_a_product_can_be_meant(
    cmd: CreateProduct | EditProduct, _facts: None
) -> Iterator[Violation]:
    """A piece weighs something, costs nothing or more, and its GTIN has the right check digit."""
    if cmd.nominal_kg is not None and cmd.nominal_kg <= 0:
        yield Violation("invalid", {"argument": "nominal_kg", "reason": "not_positive"})
    if cmd.price is not None and cmd.price < 0:
        yield Violation("invalid", {"argument": "price", "reason": "negative"})
    if cmd.gtin:
        yield from _unusable_gtin(cmd.gtin)


@rule(CreateProduct, EditProduct, stage=Stage.FORM, enforced=True)
def a_product_is_made_as_a_lot_type_of_the_process(
    cmd: CreateProduct | EditProduct, facts: NewProductFacts | EntryFacts
) -> Iterator[Violation]:
    """One that the site's process knows."""
    if cmd.lot_type and cmd.lot_type not in facts.lot_types:
        yield Violation("invalid", {"argument": "lot_type", "reason": "unknown_value"})


@rule(CreateProduct, SetBill, stage=Stage.SHAPE, enforced=True)
def a_bill_names_each_material_once_and_what_it_takes(
    cmd: CreateProduct | SetBill, _facts: None
) -> Iterator[Violation]:
    """More than nothing of each, and no less than nothing wasted."""
    lines = _lines(cmd)
    if len({line.material for line in lines}) < len(lines):
        yield Violation("invalid", {"argument": "material", "reason": "twice"})
    for line in lines:
        if line.kg <= 0:
            yield Violation("invalid", {"argument": "kg", "reason": "not_positive"})
        if line.waste_kg < 0:
            yield Violation("invalid", {"argument": "waste_kg", "reason": "negative"})


@rule(CreateProduct, SetBill, stage=Stage.FORM, enforced=True)
def a_bill_is_of_lot_types_of_the_process(
    cmd: CreateProduct | SetBill, facts: NewProductFacts | EntryFacts
) -> Iterator[Violation]:
    """Those that the site's process knows."""
    if any(line.material not in facts.lot_types for line in _lines(cmd)):
        yield Violation("invalid", {"argument": "material", "reason": "unknown_value"})


@rule(CreateContainer, stage=Stage.SHAPE, enforced=True)
def a_container_weighs_something(cmd: CreateContainer, _facts: None) -> Iterator[Violation]:
    """Its tare is above zero."""
    if cmd.tare_kg <= 0:
        yield Violation("invalid", {"argument": "tare_kg", "reason": "not_positive"})


@rule(CreateReason, stage=Stage.SHAPE, enforced=True)
def an_entry_is_told_in_languages_there_are(cmd: CreateReason, _facts: None) -> Iterator[Violation]:
    """At most 500 letters in each."""
    yield from unusable(cmd.text, "text", notes.MOST)


@rule(CreateReason, stage=Stage.TEXT, enforced=True)
def an_entry_says_as_much_as_the_text_it_stands_for(
    cmd: CreateReason, _facts: NewFacts
) -> Iterator[Violation]:
    """At least ten letters that are not blank, in each language."""
    for text in cmd.text.values():
        if broken := notes.missing(text, argument="text"):
            yield broken


@rule(
    EditSupplier,
    EditCustomer,
    EditProduct,
    stage=Stage.SHAPE,
    advisory="an edit of nothing writes nothing",
)
def an_edit_changes_something(cmd: Edit, _facts: None) -> Iterator[Violation]:
    """One field at least is given."""
    _thing, *changes = fields(cmd)
    if all(getattr(cmd, each.name) is None for each in changes):
        yield Violation("invalid", {"reason": "nothing_to_change"})


@rule(
    CreateUser,
    CreateSite,
    RegisterKiosk,
    CreateSupplier,
    CreateCustomer,
    CreateProduct,
    CreateContainer,
    CreateReason,
    enforced=True,
)
def what_exists_is_not_made_again(_cmd: object, facts: NewFacts) -> Iterator[Violation]:
    """Codes and badges are given once."""
    if facts.taken:
        yield Violation("conflict", {"reason": "exists", "reference": facts.reference})


def _lines(cmd: CreateProduct | SetBill) -> Sequence[BillLine]:
    return cmd.bill if isinstance(cmd, CreateProduct) else cmd.lines


def _unusable_gtin(text: str) -> Iterator[Violation]:
    try:
        gs1.gtin(text)
    except Refused as refusal:
        yield refusal.violation
