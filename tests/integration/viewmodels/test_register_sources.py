from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from kiosk.devices.scanners.meaning import parse_scan
from kiosk.viewmodels import register_words as says
from kiosk.viewmodels.made_from import Share
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.note import NoteModel
from kiosk.viewmodels.origin import Entry, Said
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY, Plant
from tests.fix_register import Open, register, told, typed
from tests.fix_workplace import Desk


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


def test_a_scanned_lot_is_picked_and_chooses_its_size(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(7)
    model = open_register(journey.run)
    assert says.type_choices(model)[0] == "Size"
    assert model.chosen is not None
    assert model.chosen.type == "FRZ15"
    desk.place.instruments.scanned.connect(model.take_scan)
    desk.scan(journey["SKW30"])
    desk.settle()
    assert model.chosen.type == "FRZ30"
    assert [pick.share for pick in model.made_from.picks] == [Share.ALL]
    desk.scan(journey["SKW30"])
    desk.scan(journey["SKW15"])
    desk.settle()
    assert told(desk) is NoticeKind.REFUSED
    assert [pick.offer.code for pick in model.made_from.picks] == [journey["SKW30"]]


def test_a_scan_of_something_else_is_left_to_others(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(7)
    model = open_register(journey.run)
    answers: list[bool] = []
    desk.place.instruments.scanned.connect(lambda scan: answers.append(model.take_scan(scan)))
    desk.scan(journey["RAW"])
    desk.scan("059912345670000018")
    model.show_list(shown=True)
    desk.scan(journey["SKW15"])
    assert answers == [False, False, False]


def test_a_scanned_lot_that_is_not_released_is_refused_in_a_sentence(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(5)
    held = plant.register(journey.run, "SKW15", "15", (journey["MIX"], "15"))
    plant.do("inspect_lot", lot=held, decision="HOLD", notes=WHY)
    other = plant.run_to(7)
    model = open_register(other.run)
    desk.place.instruments.scanned.connect(model.take_scan)
    desk.scan(held)
    desk.settle()
    assert desk.place.notices.last is not None
    assert "is not released" in desk.place.notices.last.text
    assert model.made_from.picks == ()


def test_a_pallet_is_found_by_the_number_on_its_label(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(10)
    sscc = plant.do("print_label", lot=journey["PAL"])["sscc"]
    model = open_register(journey.run)
    desk.place.instruments.scanned.connect(model.take_scan)
    desk.scan(sscc, "gs1")
    desk.settle()
    assert [pick.offer.code for pick in model.made_from.picks] == [journey["PAL"]]


def test_one_size_on_a_pallet(desk: Desk, plant: Plant, open_register: Open) -> None:
    journey = plant.run_to(9)
    model = open_register(journey.run)
    model.sources.toggle(journey["FG15"])
    model.sources.toggle(journey["FG30"])
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text == "One size only on a pallet."
    assert [pick.offer.code for pick in model.made_from.picks] == [journey["FG15"]]


def test_spice_is_picked_with_typed_kilograms_and_stays_for_the_next_lot(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(4)
    spice = plant.register(None, "SPICE", "25")
    model = open_register(journey.run)
    model.sources.toggle(journey["BULK"])
    typed(qtbot, model, lambda: model.sources.toggle(spice), "30")
    assert told(desk) is NoticeKind.REFUSED
    typed(qtbot, model, lambda: model.sources.toggle(spice), "0")
    assert model.made_from.pick_of(spice) is None
    typed(qtbot, model, lambda: model.sources.toggle(spice), "1.5")
    desk.weigh("32.5")
    register(desk, model)
    assert model.outcome is not None
    parents = plant.ask("lot", lot=model.outcome.code)["parents"]
    assert parents == [{"lot": journey["BULK"], "kg": "32.500"}, {"lot": spice, "kg": "1.500"}]
    kept = model.made_from.pick_of(spice)
    assert kept is not None
    assert (kept.typed_kg, kept.offer.remaining_kg) == (Decimal("1.5"), Decimal("23.5"))


def test_all_of_a_lot_is_one_tap_and_taken_back_by_another(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(2)
    model = open_register(journey.run)
    raw = journey["RAW"]
    desk.weigh("92.5")
    model.sources.toggle_all(raw)
    assert says.source_lines(model)[0].detail == "all: 100.000\u00a0kg"
    model.sources.toggle_all(raw)
    assert says.source_lines(model)[0].detail == "gives 92.500\u00a0kg"
    typed(qtbot, model, lambda: model.sources.type_share(raw), "98")
    assert says.source_lines(model)[0].kg == "98.000\u00a0kg"
    model.sources.toggle_all(raw)
    register(desk, model)
    assert plant.status(raw) == "CONSUMED"
    assert model.made_from.picks == ()


def test_all_of_a_spice_is_taken_back_by_typing_how_much(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(4)
    spice = plant.register(None, "SPICE", "25")
    model = open_register(journey.run)
    model.sources.toggle_all(spice)
    assert model.made_from.kilograms(None)[spice] == 25
    typed(qtbot, model, lambda: model.sources.toggle_all(spice), "2")
    assert model.made_from.kilograms(None)[spice] == 2
    model.sources.toggle(spice)
    assert model.made_from.picks == ()


def test_a_picked_lot_that_would_give_nothing_is_not_left_out_in_silence(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(4)
    other = plant.run_to(4)
    model = open_register(journey.run)
    model.sources.toggle(journey["BULK"])
    model.sources.toggle(other["BULK"])
    desk.weigh("10")
    register(desk, model)
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.text.startswith(f"{other['BULK']} gives nothing")
    assert says.facts(model)[1].name == "Taken from 2 lots"
    assert model.outcome is None


def test_a_yield_out_of_its_band_asks_for_a_note_before_anything_is_sent(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(2)
    model = open_register(journey.run)
    model.sources.toggle_all(journey["RAW"])
    desk.weigh("50")
    assert says.facts(model)[2].mark is Mark.WARNING
    with qtbot.waitSignal(model.note_asked) as asked:
        model.register()
    assert desk.outbox.entries() == ()
    note: NoteModel = asked.args[0]
    assert note.title == "Yield 50.0\u00a0%: why?"
    note.pick("K-DRIP")
    note.type_text("Many bones")
    note.accept()
    desk.settle()
    assert model.outcome is not None
    lot = plant.ask("lot", lot=model.outcome.code)
    assert lot["notes"] == "Many bones"
    assert lot["reason"]["en"] == "It lost weight by dripping and drying."


def test_the_note_may_be_typed_alone_and_a_refusal_for_it_asks_again(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(2)
    model = open_register(journey.run)
    model.sources.toggle_all(journey["RAW"])
    desk.weigh("50")
    assert model.chosen is not None
    with qtbot.waitSignal(model.note_asked) as asked:
        model._send(model._command(model.chosen, Decimal(50)))
        desk.settle()
    assert model.outcome is None
    note: NoteModel = asked.args[0]
    note.type_text("Much bone in this delivery")
    note.accept()
    desk.settle()
    assert model.outcome is not None
    assert plant.ask("lot", lot=model.outcome.code)["notes"] == "Much bone in this delivery"


LABEL = "]C1010599123456789417261231\x1d7007261115261118\x1d10LOT42A"


def test_a_suppliers_label_says_where_the_meat_comes_from(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    journey = plant.run_to(1)
    model = open_register(journey.run)
    model.choose_meat("poultry")
    assert model.take_scan(parse_scan("]C1010599123456789410LOT42A"))
    assert model.origin.said == Said(supplier_lot="LOT42A")
    assert model.take_scan(parse_scan(LABEL))
    assert model.origin.said == Said(
        supplier_lot="LOT42A", use_by=date(2026, 12, 31), slaughter_date=date(2026, 11, 15)
    )
    for code in ("]C110LOT42A3103012345", "]C10105991234567894", f"]C110{journey.run}"):
        assert not model.take_scan(parse_scan(code))
    for code in ("]C110SKW30260124DUNA0001", "SKW15-20260124-DUNA-0001"):
        assert not model.origin.take_scan(parse_scan(code))


def test_a_suppliers_lot_is_scanned_where_it_would_be_typed(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    for code, lot in (("]C0LOT 42/A", "LOT 42/A"), (LABEL, "LOT42A")):
        with qtbot.waitSignal(model.origin.asked) as asked:
            model.origin.ask(Entry.SUPPLIER_LOT)
        assert asked.args[0].take_scan(parse_scan(code))
        assert model.origin.said.supplier_lot == lot
    for code in ("]E05991234567894", "B-OPERATOR", "]C10105991234567894", "]C1"):
        assert not asked.args[0].take_scan(parse_scan(code))


def test_a_lot_made_from_others_takes_no_suppliers_label(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(7).run)
    assert not model.take_scan(parse_scan(LABEL))
