from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.viewmodels.origin import Said
from kiosk.viewmodels.register import RegisterModel
from kiosk.viewmodels.workplace import NoticeKind
from kiosk.views.register.origin import EntryTile
from kiosk.views.screens import run_lots
from kiosk.views.sheets.partners import PartnersSheet
from kiosk.views.widgets.button import ActionButton
from tests.books import Books
from tests.fix_core import Plant
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

Open = Callable[..., Window]
STRICT = "UPDATE app.site SET receipt_needs_supplier = true, shipment_needs_customer = true"
LONG = "Nyugat-dunántúli Vágóhíd és Húsfeldolgozó Korlátolt Felelősségű Társaság, telephely"


@pytest.fixture
def plant(desk: Desk) -> Plant:
    return desk.plant()


@pytest.fixture
def many(plant: Plant) -> None:
    """Fifteen suppliers with long names beside the two of the demo plant."""
    for number in range(15):
        plant.as_("B-MANAGER").do(
            "create_supplier",
            name=f"{number:02} {LONG}",
            code=f"S-{number:02}",
            address="8800 Nagykanizsa, Csengery út 76., a teherporta felől",
        )


@pytest.fixture
def open_run(desk: Desk, open_window: Open) -> Open:
    def make(run: str | None, language: str = "en", size: tuple[int, int] = (1280, 800)) -> Window:
        window = open_window(language, size)
        desk.sign_in()
        desk.speak(language)
        window.show("run/lots", {"run": run} if run else {})
        return window

    return make


def model(window: Window) -> RegisterModel:
    assert isinstance(window.screen, run_lots.RunLotsView)
    return window.screen.model


def tile(window: Window, name: str) -> tuple[str, str]:
    """What stands on the tile in full."""
    found = window.find(name)
    assert isinstance(found, EntryTile)
    return found.accessibleName(), found.accessibleDescription()


def typed(window: Window, keys: str) -> None:
    for key in keys:
        window.tap(f"key_{key}")
    window.tap("accept")


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_the_origin_of_minced_meat_fits_in_every_language(
    desk: Desk, open_run: Open, plant: Plant, books: Books, language: str, size: tuple[int, int]
) -> None:
    books.write(STRICT)
    window = open_run(plant.run_to(1).run, language, size)
    window.tap("meat:minced")
    desk.weigh("412.5")
    desk.measure("1.5")
    assert window.faults() == []
    window.tap("origin")
    assert window.faults() == []
    window.tap("entry:supplier")
    assert window.faults() == []
    window.tap("next_page")
    window.tap("search")
    assert window.faults() == []
    typed(window, "11")
    assert window.faults() == []
    window.tap("partner:S-11")
    window.tap("entry:supplier_lot")
    typed(window, "123")
    window.tap("entry:slaughter_date")
    window.tap("day:later")
    assert window.faults() == []
    window.tap("day:earlier")
    window.tap("accept")
    window.tap("entry:species")
    assert window.faults() == []
    window.tap("choice:beef_vacuum")
    assert window.faults() == []
    window.tap("done")
    desk.weigh("412.5")
    assert window.faults() == []


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_a_destination_stock_and_empty_lists_fit_in_every_language(
    desk: Desk, open_run: Open, plant: Plant, books: Books, language: str, size: tuple[int, int]
) -> None:
    journey = plant.run_to(10)
    books.write(STRICT)
    window = open_run(journey.run, language, size)
    window.tap(f"lot:{journey['PAL']}")
    desk.weigh("29.8")
    desk.measure("-19")
    assert window.faults() == []
    window.tap("origin")
    window.tap("entry:customer")
    assert window.faults() == []
    window.tap("partner:C-GRILL")
    assert window.faults() == []
    window.tap("done")
    books.write("DELETE FROM app.supplier")
    window.show("run/lots")
    desk.lose_database()
    model(window).connection.look()
    assert window.faults() == []
    desk.find_database()
    window.tap("origin")
    window.tap("entry:supplier")
    assert window.faults() == []


def test_what_a_strict_plant_asks_for_is_chosen_by_touch_and_shown_on_one_button(
    desk: Desk, open_run: Open, plant: Plant, books: Books
) -> None:
    books.write(STRICT)
    window = open_run(plant.run_to(1).run)
    window.tap("meat:poultry")
    desk.weigh("412.5")
    desk.measure("1.5")
    window.tap("take_temperature")
    register = window.find("register")
    assert isinstance(register, ActionButton)
    assert register.small_text == "choose the supplier first"
    assert tile(window, "origin") == ("Origin", "no supplier yet")
    window.tap("origin")
    assert tile(window, "entry:supplier") == ("–", "Supplier")
    assert window.find("entry:species") is None
    window.tap("entry:supplier")
    assert window.find("search") is None
    window.tap("partner:S-BARO")
    window.tap("entry:supplier_lot")
    typed(window, "4711")
    window.tap("done")
    assert tile(window, "origin") == ("Origin", "Baromfi Partner Zrt. · 4711")
    desk.weigh("412.5")
    window.tap("register")
    (lot,) = plant.ask("lots", type="RAW")["items"]
    found = plant.ask("lot", lot=lot["code"])
    assert (found["supplier"], found["supplier_lot"]) == ("Baromfi Partner Zrt.", "4711")


@pytest.mark.usefixtures("many")
def test_more_than_fit_are_paged_and_searched(open_run: Open, plant: Plant) -> None:
    window = open_run(plant.run_to(1).run)
    window.tap("origin")
    window.tap("entry:supplier")
    sheet = window.shell.overlay.top
    assert isinstance(sheet, PartnersSheet)
    assert sheet.range.text() == "1–10 of 17"
    window.tap("next_page")
    assert sheet.range.text() == "11–17 of 17"
    window.tap("search")
    typed(window, "11")
    assert window.find("next_page") is None
    assert tile(window, "partner:S-11")[0] == f"11 {LONG}"
    window.tap("all")
    assert sheet.range.text() == "1–10 of 17"
    window.tap("cancel")
    window.tap("done")
    assert model(window).origin.said == Said()


def test_a_day_once_said_may_be_taken_back(open_run: Open, plant: Plant) -> None:
    window = open_run(plant.run_to(1).run)
    window.tap("origin")
    window.tap("entry:use_by")
    assert window.find("no_day") is None
    window.tap("month:later")
    window.tap("accept")
    assert model(window).origin.said.use_by is not None
    window.tap("entry:use_by")
    window.tap("no_day")
    assert tile(window, "entry:use_by") == ("–", "Use by")


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_old_minced_meat_is_told_over_the_screen_when_the_lot_is_saved(
    desk: Desk, open_run: Open, plant: Plant, language: str, size: tuple[int, int]
) -> None:
    today = desk.clock.now().astimezone(ZoneInfo("Europe/Budapest")).date()
    journey = plant.run_to(1)
    slaughtered = (today - timedelta(days=6)).isoformat()
    told = {"meat": "minced", "temperature_c": "1.5", "slaughter_date": slaughtered}
    lot = plant.register(journey.run, "RAW", "100", **told)
    for kind in ("DEB", "BULK"):
        plant.passed(lot)
        plant.do("advance_run", run=journey.run)
        lot = plant.register(journey.run, kind, "100", (lot, "100"))
    plant.do("advance_run", run=journey.run)
    window = open_run(journey.run, language, size)
    window.tap(f"lot:{lot}")
    desk.weigh("10")
    window.tap("register")
    notice = desk.place.notices.last
    assert notice is not None
    assert notice.kind is NoticeKind.WARNING
    assert window.faults() == []
