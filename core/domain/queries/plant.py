"""The sites one belongs to, and this one's kiosks and limits."""

from dataclasses import dataclass

from core.domain.people import Limit
from core.domain.queries.base import Query, query


@query("sites", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class SitesQuery(Query):
    """The sites that whoever asks belongs to, by code, keyset-paged by `after` (a code)."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLine:
    """A site; `shortest_pin` is how many digits a PIN has there at least. `receipt_needs_supplier` and
    `shipment_needs_customer`: a registration that begins a run, or leaves the plant, has to name them."""

    site_id: str
    code: str
    name: str
    time_zone: str
    process: str
    gs1_prefix: str | None
    shortest_pin: int
    receipt_needs_supplier: bool
    shipment_needs_customer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """A page of sites; `next` continues it."""

    items: tuple[SiteLine, ...]
    next: str | None


@query("kiosks", limit=Limit.LISTS)
@dataclass(frozen=True, slots=True, kw_only=True)
class KiosksQuery(Query):
    """The site's kiosks by code, keyset-paged by `after` (a code)."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskLine:
    """A kiosk and the station it stands at."""

    kiosk_id: str
    code: str
    station: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kiosks:
    """A page of kiosks; `next` continues it."""

    items: tuple[KioskLine, ...]
    next: str | None


@query("limits")
@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsQuery(Query):
    """How often a minute a person may do something at a kiosk of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """A limit; 0 is none."""

    name: Limit
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every limit there is."""

    items: tuple[LimitLine, ...]
