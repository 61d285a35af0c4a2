"""Master data of the site, in lists by code."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.commands.masterdata import BillLine
from core.domain.masterdata import ReasonTopic
from core.domain.people import Limit
from core.domain.process import Name
from core.domain.queries.base import Query, query


@query("suppliers", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliersQuery(Query):
    """Who delivers, by code, keyset-paged by `after` (a code)."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """A supplier; `approval` is their approval number."""

    supplier_id: str
    code: str
    name: str
    address: str | None
    approval: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppliers:
    """A page of suppliers; `next` continues it."""

    items: tuple[SupplierLine, ...]
    next: str | None


@query("customers", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersQuery(Query):
    """Who is supplied, by code, keyset-paged by `after` (a code)."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine:
    """A customer."""

    customer_id: str
    code: str
    name: str
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """A page of customers; `next` continues it."""

    items: tuple[CustomerLine, ...]
    next: str | None


@query("products", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductsQuery(Query):
    """What is sold, by SKU, keyset-paged by `after` (an SKU)."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A product; `bill` is what one piece takes."""

    product_id: str
    sku: str
    name: Name
    lot_type: str | None
    nominal_kg: Decimal | None
    gtin: str | None
    price: Decimal | None
    bill: tuple[BillLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Products:
    """A page of products; `next` continues it."""

    items: tuple[ProductLine, ...]
    next: str | None


@query("containers", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContainersQuery(Query):
    """Crates and dolavs by type, keyset-paged by `after` (a type)."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerLine:
    """A kind of crate or dolav."""

    container_id: str
    type: str
    name: Name
    tare_kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Containers:
    """A page of containers; `next` continues it."""

    items: tuple[ContainerLine, ...]
    next: str | None


@query("reasons", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsQuery(Query):
    """The catalogue of reasons by code, of one topic or all, keyset-paged by `after` (a code)."""

    topic: ReasonTopic | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """An entry of the catalogue."""

    reason_id: str
    code: str
    topic: ReasonTopic
    text: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """A page of reasons; `next` continues it."""

    items: tuple[ReasonLine, ...]
    next: str | None
