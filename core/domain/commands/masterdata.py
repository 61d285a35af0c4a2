"""Commands on master data: who delivers and buys, what is made of what, crates, and the catalogue of reasons."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.commands.base import Command, command
from core.domain.masterdata import ReasonTopic
from core.domain.names import Title
from core.domain.people import Permission

TOPICS = ("master_data",)


@command("create_supplier", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSupplier(Command):
    """Someone who delivers; the code is drawn where none is given. `approval` is their approval number."""

    name: str
    code: str | None = None
    address: str | None = None
    approval: str | None = None


@command("create_customer", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomer(Command):
    """Someone who is supplied; the code is drawn where none is given."""

    name: str
    code: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """What one piece takes of a lot type; `waste_kg` is lost on top of it."""

    material: str
    kg: Decimal
    waste_kg: Decimal = Decimal(0)


@command("create_product", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProduct(Command):
    """Something that is sold, made as a lot type."""

    sku: str
    name: Title
    lot_type: str | None = None
    nominal_kg: Decimal | None = None
    gtin: str | None = None
    price: Decimal | None = None
    bill: tuple[BillLine, ...] = ()


@command("set_bill", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class SetBill(Command):
    """A product's bill of material, whole."""

    product: str
    lines: tuple[BillLine, ...]


@command("create_container", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContainer(Command):
    """A kind of crate or dolav with its tare."""

    type: str
    name: Title
    tare_kg: Decimal


@command("create_reason", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CreateReason(Command):
    """An entry of the catalogue of reasons, which stands for a text wherever one is asked for."""

    code: str
    topic: ReasonTopic
    text: Title


@command("edit_supplier", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class EditSupplier(Command):
    """What is given changes; an empty text takes an address or an approval away."""

    supplier: str
    name: str | None = None
    address: str | None = None
    approval: str | None = None


@command("edit_customer", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class EditCustomer(Command):
    """What is given changes; an empty text takes an address away."""

    customer: str
    name: str | None = None
    address: str | None = None


@command("edit_product", Permission.MASTER_DATA, topics=TOPICS)
@dataclass(frozen=True, slots=True, kw_only=True)
class EditProduct(Command):
    """What is given changes; an empty text takes a GTIN or a lot type away."""

    product: str
    name: Title | None = None
    lot_type: str | None = None
    nominal_kg: Decimal | None = None
    gtin: str | None = None
    price: Decimal | None = None
