"""`nyars recall`: everything made from a lot, who got it, where the rest lies, and the mass balance."""

import json
from collections.abc import Iterator, Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from core.domain import codec
from core.domain.queries.recall import Recall, RecallQuery
from core.domain.words import Words
from kiosk.cli.options import AsJson, DatabaseUrl, DataDir, SettingsFile, asked, chosen
from kiosk.cli.plant import kiosk_of, opened_core
from kiosk.i18n import Language, languages
from kiosk.i18n.terms import term_of
from kiosk.runtime.session import sign_in

Lot = Annotated[str, typer.Argument(help="Code, compact code or id of the lot, or its SSCC.")]
Badge = Annotated[str, typer.Option("--badge", help="Who asks (else asked for).")]
_NOTHING = "–"
Row = Sequence[str]


def add_to(app: typer.Typer) -> None:
    """Register `nyars recall`."""
    app.command("recall")(recall)


def recall(
    lot: Lot,
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    badge: Badge = "",
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Recall a lot: shipments, customers, stock, mass balance (PIN asked for, or from standard input)."""
    found = chosen(data_dir, database, settings)
    with opened_core(found) as core:
        who = badge or asked("Badge")
        actor, station = sign_in(core, kiosk_of(core, found), who, asked("PIN", hidden=True))
        answer = core.ask(RecallQuery(lot=lot), actor, station)
    if not isinstance(answer, Recall):
        raise TypeError(f"asked for a recall, answered {type(answer).__name__}")
    if as_json:
        print(json.dumps(codec.plain(answer), ensure_ascii=False))
        return
    language = actor.language if actor.language in languages() else "en"
    for line in told(answer, Language(language, ZoneInfo(station.time_zone))):
        print(line)


def told(answer: Recall, words: Words) -> Iterator[str]:
    """The recall as lines for people."""
    kg = words.kilograms
    yield from _section(words.text("Mass balance"), _balance(answer, words))
    shipments = [
        (
            each.code,
            each.receiver or _NOTHING,
            kg(each.kg),
            words.date(each.dispatch_date) if each.dispatch_date else _NOTHING,
            words.text("left the plant") if each.gone else words.text("still here"),
        )
        for each in answer.shipments
    ]
    yield from _section(words.text("Shipments"), shipments)
    customers = [(each.name, each.address or _NOTHING, kg(each.kg)) for each in answer.customers]
    yield from _section(words.text("Customers to tell"), customers)
    stock = [
        (
            each.lot,
            each.buffer or words.text("in no buffer"),
            kg(each.kg),
            term_of(words, "LotStatus", each.status),
        )
        for each in answer.stock
    ]
    yield from _section(words.text("Still in the plant"), stock)
    pallets = [(each.code, each.sscc or _NOTHING, kg(each.kg)) for each in answer.pallets]
    yield from _section(words.text("Pallets"), pallets)
    yield words.plural("{count} lot", "{count} lots", len(answer.lots))
    yield words.text("It took {seconds} s.", seconds=words.number(answer.seconds))


def _balance(answer: Recall, words: Words) -> list[Row]:
    """A line a figure, as they add up."""
    balance = answer.balance
    figures = (
        (words.text("Received"), balance.received_kg),
        (words.text("Added on the way"), balance.added_kg),
        (words.text("Shipped"), balance.shipped_kg),
        (words.text("In stock"), balance.in_stock_kg),
        (words.text("Rejected"), balance.rejected_kg),
        (words.text("Lost"), balance.loss_kg),
        (words.text("of that, adjusted by count"), balance.adjusted_kg),
        (words.text("Difference"), balance.difference_kg),
    )
    return [(name, words.kilograms(kg)) for name, kg in figures]


def _section(title: str, rows: Sequence[Row]) -> Iterator[str]:
    """A title and its rows in columns; a dash where there are none."""
    yield title
    shown = rows or [(_NOTHING,)]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    for row in shown:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()
    yield ""
