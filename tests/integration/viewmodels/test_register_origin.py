from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from core.domain.commands.lots import RegisterLot
from core.domain.lots import Species
from kiosk.viewmodels import origin_words as says
from kiosk.viewmodels.day_entry import DayEntry, Part
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.origin import Entry, Origin, Said
from kiosk.viewmodels.partner_choice import PartnerChoice
from kiosk.viewmodels.partners import Side
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.register_words import hint
from kiosk.viewmodels.text_entry import TextEntry
from kiosk.viewmodels.workplace import NoticeKind
from tests.books import Books
from tests.fix_core import Journey, Plant
from tests.fix_register import Open, register, told
from tests.fix_workplace import Desk

STRICT = "UPDATE app.site SET receipt_needs_supplier = true, shipment_needs_customer = true"


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def strict(books: Books) -> None:
    """The plant asks who delivers and who is supplied."""
    books.write(STRICT)


def receive(desk: Desk, model: RegisterModel, meat: str = "poultry") -> None:
    """Everything of a receipt but its origin."""
    model.choose_meat(meat)
    desk.weigh(None)
    desk.weigh("412.5")
    desk.measure("1.5")
    model.measurement.take()


def loaded(model: RegisterModel, run: str) -> bool:
    return model.loaded and model.run is not None and model.run.code == run


def asked(qtbot: QtBot, origin: Origin, entry: Entry) -> object:
    with qtbot.waitSignal(origin.asked) as signal:
        origin.ask(entry)
    return signal.args[0]


def partners(qtbot: QtBot, origin: Origin, entry: Entry = Entry.SUPPLIER) -> PartnerChoice:
    choice = asked(qtbot, origin, entry)
    assert isinstance(choice, PartnerChoice)
    return choice


def text(qtbot: QtBot, origin: Origin, entry: Entry, letters: str) -> None:
    """Type it and take it."""
    found = asked(qtbot, origin, entry)
    assert isinstance(found, TextEntry)
    found.type_text(letters)
    found.accept()


def minced_to_mixing(plant: Plant, slaughtered: date) -> Journey:
    """A run at mixing whose BULK is made from minced meat."""
    journey = plant.run_to(1)
    told = {"meat": "minced", "temperature_c": "1.5", "slaughter_date": slaughtered.isoformat()}
    journey.lots["RAW"] = [plant.register(journey.run, "RAW", "100", **told)]
    plant.passed(journey["RAW"])
    for kind, before in (("DEB", "RAW"), ("BULK", "DEB")):
        plant.do("advance_run", run=journey.run)
        journey.lots[kind] = [plant.register(journey.run, kind, "100", (journey[before], "100"))]
        if kind == "DEB":
            plant.passed(journey[kind])
    plant.do("advance_run", run=journey.run)
    return journey


def day(qtbot: QtBot, origin: Origin, entry: Entry) -> DayEntry:
    found = asked(qtbot, origin, entry)
    assert isinstance(found, DayEntry)
    return found


@pytest.mark.usefixtures("strict")
def test_a_strict_plant_asks_for_the_supplier_before_anything_is_saved(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    receive(desk, model)
    assert model.obstacle == "choose the supplier first"
    assert hint(model) == "Choose the supplier: this plant asks for it at receipt."
    face = says.face(model.words, model.origin)
    assert face is not None
    assert (face.title, face.text, face.mark) == (
        "Origin",
        "no supplier yet",
        Mark.WARNING,
    )
    register(desk, model)
    assert model.outcome is None
    partners(qtbot, model.origin).choose("S-ALFA")
    assert model.obstacle is None
    register(desk, model)
    assert model.outcome is not None
    assert plant.ask("lot", lot=model.outcome.code)["supplier"] == "Alföldi Húsüzem Kft."


@pytest.mark.usefixtures("strict")
def test_what_leaves_a_strict_plant_names_its_customer_and_vehicle(
    qtbot: QtBot, desk: Desk, books: Books, open_register: Open
) -> None:
    books.write("UPDATE app.site SET receipt_needs_supplier = false")
    journey = desk.plant().run_to(10)
    model = open_register(journey.run)
    model.sources.toggle(journey["PAL"])
    desk.weigh("29.8")
    desk.measure("-19")
    model.measurement.take()
    assert model.obstacle == "choose the customer first"
    assert hint(model) == "Choose the customer: this plant asks for it at shipment."
    assert says.title(model.words, model.origin) == "Destination"
    partners(qtbot, model.origin, Entry.CUSTOMER).choose("C-GRILL")
    text(qtbot, model.origin, Entry.VEHICLE, "ABC-123")
    register(desk, model)
    assert model.outcome is not None
    lot = desk.plant().ask("lot", lot=model.outcome.code)
    assert lot["consignment"]["receiver"] == "Grill Kft."
    assert lot["consignment"]["vehicle"] == "ABC-123"


def test_the_demo_plant_asks_for_neither_and_takes_both(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    receive(desk, model)
    assert (model.obstacle, model.origin.demand) == (None, None)
    register(desk, model)
    assert model.outcome is not None
    assert plant.ask("lot", lot=model.outcome.code)["supplier"] is None
    partners(qtbot, model.origin).choose("S-BARO")
    receive(desk, model)
    register(desk, model)
    assert plant.ask("lot", lot=model.outcome.code)["supplier"] == "Baromfi Partner Zrt."


@pytest.mark.usefixtures("strict")
def test_stock_takes_a_supplier_and_asks_for_none(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(None)
    assert model.origin.entries == (Entry.SUPPLIER, Entry.SUPPLIER_LOT)
    partners(qtbot, model.origin).choose("S-ALFA")
    text(qtbot, model.origin, Entry.SUPPLIER_LOT, "  ")
    assert model.origin.said.supplier_lot is None
    text(qtbot, model.origin, Entry.SUPPLIER_LOT, "B-77")
    desk.weigh("25")
    register(desk, model)
    assert model.outcome is not None
    lot = plant.ask("lot", lot=model.outcome.code)
    assert (lot["supplier"], lot["supplier_lot"]) == ("Alföldi Húsüzem Kft.", "B-77")


def test_nothing_is_asked_of_a_lot_made_from_others(plant: Plant, open_register: Open) -> None:
    model = open_register(plant.run_to(2).run)
    assert model.origin.entries == ()
    assert model.origin.told == {}
    assert says.face(model.words, model.origin) is None


def test_the_animal_is_asked_of_minced_meat_only(plant: Plant, open_register: Open) -> None:
    model = open_register(plant.run_to(1).run)
    dates = (Entry.SLAUGHTER_DATE, Entry.USE_BY)
    assert model.origin.entries == (Entry.SUPPLIER, Entry.SUPPLIER_LOT, *dates)
    model.choose_meat("minced")
    assert model.origin.entries[-1] is Entry.SPECIES
    model.origin.say_species("beef_vacuum")
    assert model.origin.told["species"] is Species.BEEF_VACUUM
    (chosen,) = [each for each in says.species_choices(model.words, model.origin) if each.chosen]
    assert chosen.key == "beef_vacuum"
    model.choose_meat("poultry")
    assert "species" not in model.origin.told


def test_days_are_stepped_to_and_nothing_was_slaughtered_tomorrow(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    receive(desk, model)
    today = desk.clock.now().astimezone(ZoneInfo("Europe/Budapest")).date()
    entry = day(qtbot, model.origin, Entry.SLAUGHTER_DATE)
    assert (entry.day, entry.problem) == (today, "")
    entry.move(Part.DAY, 1)
    assert entry.problem == "Day of slaughter: this lies in the future."
    with qtbot.assertNotEmitted(entry.accepted):
        entry.accept()
    entry.move(Part.DAY, -2)
    entry.accept()
    use_by = day(qtbot, model.origin, Entry.USE_BY)
    use_by.move(Part.DAY, 5)
    use_by.accept()
    register(desk, model)
    assert model.outcome is not None
    lot = plant.ask("lot", lot=model.outcome.code)
    assert lot["slaughter_date"] == (today - timedelta(days=1)).isoformat()
    assert lot["use_by"] == (today + timedelta(days=5)).isoformat()
    again = day(qtbot, model.origin, Entry.USE_BY)
    assert again.known
    again.clear()
    assert model.origin.said.use_by is None


def test_whoever_was_named_last_is_offered_first_and_not_chosen(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    first = open_register(plant.run_to(1).run)
    assert [each.code for each in partners(qtbot, first.origin).offered] == ["S-ALFA", "S-BARO"]
    partners(qtbot, first.origin).choose("S-BARO")
    receive(desk, first)
    register(desk, first)
    restarted = RegisterModel(desk.place)
    for model in (first, restarted):
        run = plant.run_to(1).run
        model.enter({"run": run})
        desk.until(partial(loaded, model, run))
        desk.settle()
        assert model.origin.said == Said()
        assert [each.code for each in partners(qtbot, model.origin).offered] == ["S-BARO", "S-ALFA"]


def test_a_partner_is_let_go_by_the_tap_that_chose_it(
    qtbot: QtBot, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    partners(qtbot, model.origin).choose("S-ALFA")
    partners(qtbot, model.origin).choose("S-ALFA")
    assert model.origin.said.supplier is None


def test_what_is_said_survives_leaving_another_run_and_a_restart(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    run, other = plant.run_to(1).run, plant.run_to(1).run
    model = open_register(run)
    model.choose_meat("minced")
    said = Said(
        supplier="S-ALFA",
        supplier_lot="A-1",
        slaughter_date=date(2026, 1, 2),
        use_by=date(2026, 1, 9),
        species=Species.POULTRY,
    )
    for entry in model.origin.entries:
        model.origin.say(entry, getattr(said, entry))
    model.enter({"run": other})
    desk.until(lambda: model.loaded)
    desk.settle()
    assert model.origin.said == Said()
    model.enter({"run": run})
    desk.until(lambda: model.loaded)
    assert model.origin.said == said
    model.leave()
    desk.settle()
    assert open_register(run).origin.said == said


@pytest.mark.usefixtures("strict")
def test_without_the_database_the_last_known_lists_and_demands_hold(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    receive(desk, model)
    desk.lose_database()
    model.leave()
    model.enter(dict(model.subject))
    desk.settle()
    assert model.obstacle == "choose the supplier first"
    partners(qtbot, model.origin).choose("S-ALFA")
    register(desk, model)
    assert model.outcome is not None
    assert model.outcome.kept
    (entry,) = desk.outbox.waiting()
    command = entry.request().command
    assert isinstance(command, RegisterLot)
    assert command.supplier == "S-ALFA"


def test_lists_that_were_never_read_are_said_to_be_unknown_and_come_with_the_connection(
    desk: Desk,
) -> None:
    desk.sign_in()
    origin = Origin(desk.place)
    desk.lose_database()
    origin.partners.watch()
    desk.settle()
    choice = PartnerChoice(desk.place.speech.words, origin.partners, Side.SUPPLIER, None)
    assert choice.empty == "The list is not known here. It comes with the connection."
    desk.find_database()
    desk.store.apply(None)
    desk.settle()
    assert (choice.empty, len(choice.offered)) == ("", 2)
    origin.partners.rest()


def test_an_empty_list_says_who_can_add_to_it(
    qtbot: QtBot, plant: Plant, books: Books, open_register: Open
) -> None:
    books.write("DELETE FROM app.supplier")
    books.write("DELETE FROM app.customer")
    model = open_register(plant.run_to(1).run)
    texts = [
        partners(qtbot, model.origin, entry).empty for entry in (Entry.SUPPLIER, Entry.CUSTOMER)
    ]
    assert texts == [
        "No supplier is known yet. A manager or an administrator can add them.",
        "No customer is known yet. A manager or an administrator can add them.",
    ]


def test_a_new_supplier_is_offered_at_once_and_found_by_name_code_and_address(
    qtbot: QtBot, desk: Desk, plant: Plant, open_register: Open
) -> None:
    model = open_register(plant.run_to(1).run)
    choice = partners(qtbot, model.origin)
    plant.as_("B-MANAGER").do(
        "create_supplier", name="Zalai Vágóhíd", code="S-ZALA", address="Nagykanizsa"
    )
    desk.store.apply({"master_data"})
    desk.settle()
    with qtbot.waitSignal(choice.search_asked) as search:
        choice.ask_search()
    for text in ("zalai", "s-za", "KANIZSA"):
        search.args[0].accepted.emit(text)
        assert [each.code for each in choice.offered] == ["S-ZALA"]
    choice.search("nobody")
    assert choice.empty == "Nobody is found under “nobody”."
    choice.search("")
    assert len(choice.offered) == 3


def test_minced_meat_near_its_end_is_told_when_the_lot_is_saved(
    desk: Desk, plant: Plant, open_register: Open
) -> None:
    today = desk.clock.now().astimezone(ZoneInfo("Europe/Budapest")).date()
    for days, when in ((5, "by tomorrow"), (6, "today")):
        journey = minced_to_mixing(plant, today - timedelta(days=days))
        model = open_register(journey.run)
        model.sources.toggle(journey["BULK"])
        desk.weigh(None)
        desk.weigh("10")
        register(desk, model)
        assert told(desk) is NoticeKind.WARNING
        notice = desk.place.notices.last
        assert notice is not None
        assert model.outcome is not None
        made = model.outcome.code
        expected = f"{made} is saved. Minced meat in it has to be used up {when}: {journey['RAW']}"
        assert notice.text == expected
