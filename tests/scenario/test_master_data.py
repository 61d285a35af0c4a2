"""Suppliers, customers, products with their bills, crates, and the catalogue of reasons."""

from typing import Any

import pytest

from core.domain.masterdata import ReasonTopic
from core.errors import Violation
from core.ops.plant import NewSite, NewUser, found_site
from tests.arguments import accepted
from tests.books import Books
from tests.fix_core import WHY, Plant, at_once
from tests.fix_database import Database


@pytest.fixture
def manager(plant: Plant) -> Plant:
    return plant.as_("B-MANAGER")


@pytest.fixture
def theirs(plant: Plant, database: Database) -> Plant:
    """The manager of another site of the same process."""
    site = NewSite(code="TISZ", name="Tisza", process="doner", time_zone="Europe/Budapest")
    person = NewUser(
        badge="T-MAN", pin="864202", name="Tóth Ödön", role=plant.as_("B-MANAGER").actor.role
    )
    found_site(database.migrator, site, [person])
    actor = plant.core.sign_in("T-MAN", "864202")
    return Plant(plant.core, actor, plant.core.home_station(actor))


def one(plant: Plant, query: str, **wanted: str) -> dict[str, Any]:
    """The one entry of a list with these values."""
    items = plant.ask(query)["items"]
    (found,) = [each for each in items if wanted.items() <= each.items()]
    return dict(found)


def test_a_supplier_without_a_code_gets_the_next_one(manager: Plant, theirs: Plant) -> None:
    first = manager.do(
        "create_supplier", name="Nyírségi Hús Kft.", address="Nyíregyháza", approval="HU 12 EK"
    )
    assert first["code"] == "S-0001"
    assert one(manager, "suppliers", code="S-0001") == first
    manager.do("create_supplier", name="By hand", code="s-0002")
    assert manager.do("create_supplier", name="Drawn past it")["code"] == "S-0003"
    assert manager.do("create_customer", name="Kebab Ház Bt.")["code"] == "C-0001"
    assert theirs.do("create_supplier", name="Of another site")["code"] == "S-0001"


def test_codes_drawn_at_once_differ_and_one_given_at_once_is_given_once(manager: Plant) -> None:
    drawn = at_once(*[lambda: manager.do("create_supplier", name="N")["code"]] * 4)
    assert sorted(drawn) == ["S-0001", "S-0002", "S-0003", "S-0004"]
    given = at_once(*[lambda: manager.outcome("create_customer", name="N", code="C-9")] * 3)
    assert sorted(each if isinstance(each, str) else "done" for each in given) == [
        "conflict",
        "conflict",
        "done",
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("create_supplier", {"code": "s-alfa"}),
        ("create_customer", {"code": "C-GRILL"}),
        ("create_product", {"sku": "ch15"}),
        ("create_container", {"type": "E2"}),
        ("create_reason", {"code": "h-warm"}),
        ("register_kiosk", {"code": "k1"}),
    ],
)
def test_a_code_is_given_once_at_a_site_however_it_is_written(
    plant: Plant, theirs: Plant, books: Books, name: str, code: dict[str, str]
) -> None:
    args = {**accepted(plant, name), **code}
    with books.unchanged():
        broken = plant.as_("B-ADMIN").refused(name, **args)
    reference = next(iter(code.values())).upper()
    assert broken == Violation("conflict", {"reason": "exists", "reference": reference})
    if name != "register_kiosk":
        theirs.do(name, **args)


@pytest.mark.parametrize("code", ["", " ", "Ő-1", "A B", "-A", "A" * 21, "A\nB"])
@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("create_supplier", "code"),
        ("create_product", "sku"),
        ("create_container", "type"),
        ("create_reason", "code"),
    ],
)
def test_a_code_that_cannot_be_scanned_is_refused(
    manager: Plant, name: str, argument: str, code: str
) -> None:
    broken = manager.refused(name, **{**accepted(manager, name), argument: code})
    assert broken == Violation("invalid", {"argument": argument, "reason": "not_a_code"})


def test_an_edit_changes_what_is_given_and_the_audit_keeps_what_was(
    manager: Plant, books: Books
) -> None:
    before = one(manager, "suppliers", code="S-ALFA")
    after = manager.do("edit_supplier", supplier="s-alfa", approval="HU 77", address="Szeged")
    assert after == {**before, "approval": "HU 77", "address": "Szeged"}
    manager.do("edit_supplier", supplier=before["supplier_id"], address="")
    assert one(manager, "suppliers", code="S-ALFA")["address"] is None
    booked = books.ask("SELECT before FROM app.audit_event ORDER BY id DESC LIMIT 1")
    assert booked == {"address": "Szeged"}
    manager.do("edit_customer", customer="C-GRILL", name="Grill és Társa Kft.")
    assert one(manager, "customers", code="C-GRILL")["name"] == "Grill és Társa Kft."
    for thing, code in (("supplier", "S-ALFA"), ("customer", "C-GRILL"), ("product", "CH15")):
        broken = manager.refused(f"edit_{thing}", **{thing: code})
        assert broken == Violation("invalid", {"reason": "nothing_to_change"})


def test_a_product_is_sold_by_its_bill(manager: Plant) -> None:
    made = manager.do(
        "create_product",
        sku="BF15",
        name={"en": "Beef skewer 15 kg", "hu": "Marha nyárs 15 kg"},
        lot_type="FG15",
        nominal_kg="15",
        gtin="5991234567900",
        price="129.9",
        bill=[
            {"material": "FRZ15", "kg": "15.2", "waste_kg": "0.1"},
            {"material": "BOX", "kg": "0.4"},
        ],
    )
    assert made["gtin"] == "05991234567900"
    assert made["bill"] == [
        {"material": "BOX", "kg": "0.400", "waste_kg": "0.000"},
        {"material": "FRZ15", "kg": "15.200", "waste_kg": "0.100"},
    ]
    assert one(manager, "products", sku="BF15") == made
    changed = manager.do("set_bill", product="BF15", lines=[{"material": "FRZ15", "kg": "15"}])
    assert changed["bill"] == [{"material": "FRZ15", "kg": "15.000", "waste_kg": "0.000"}]
    assert manager.do("edit_product", product="BF15", name="Beef", gtin="")["gtin"] is None
    assert one(manager, "products", sku="BF15")["name"] == {"en": "Beef", "hu": "Beef"}
    assert manager.do("set_bill", product="BF15", lines=[])["bill"] == []


@pytest.mark.parametrize(
    ("args", "argument", "reason"),
    [
        ({"gtin": "5991234567901"}, "gtin", "check_digit"),
        ({"gtin": "599"}, "gtin", "not_a_gtin"),
        ({"lot_type": "SAUSAGE"}, "lot_type", "unknown_value"),
        ({"nominal_kg": "0"}, "nominal_kg", "not_positive"),
        ({"price": "-0.001"}, "price", "negative"),
        ({"name": " "}, "name", "empty"),
        ({"name": {}}, "name", "empty"),
        ({"name": {"klingon language": "x"}}, "name", "unknown_value"),
        ({"name": "x" * 101}, "name", "too_long"),
        ({"bill": [{"material": "SAUSAGE", "kg": "1"}]}, "material", "unknown_value"),
        ({"bill": [{"material": "BOX", "kg": "1"}] * 2}, "material", "twice"),
        ({"bill": [{"material": "BOX", "kg": "0"}]}, "kg", "not_positive"),
        ({"bill": [{"material": "BOX", "kg": "1", "waste_kg": "-1"}]}, "waste_kg", "negative"),
    ],
)
def test_what_cannot_be_a_product_is_refused(
    manager: Plant, books: Books, args: dict[str, Any], argument: str, reason: str
) -> None:
    with books.unchanged():
        broken = manager.refused("create_product", **{"sku": "X-1", "name": "N", **args})
    assert broken.code == "invalid"
    assert (broken.details["argument"], broken.details["reason"]) == (argument, reason)


@pytest.mark.parametrize(("tare", "fits"), [("0", False), ("0.001", True), ("999999.999", True)])
def test_a_container_weighs_something(manager: Plant, tare: str, fits: bool) -> None:
    outcome = manager.outcome("create_container", type="BIN", name="Bin", tare_kg=tare)
    assert (outcome != "invalid") is fits


def test_the_demo_has_crates_and_a_catalogue_in_both_languages(plant: Plant) -> None:
    tares = {each["type"]: each["tare_kg"] for each in plant.ask("containers")["items"]}
    assert tares == {"DOLAV": "37.000", "E1": "1.500", "E2": "2.000"}
    for topic in ReasonTopic:
        entries = plant.ask("reasons", topic=topic)["items"]
        assert len(entries) >= 3
        for entry in entries:
            assert entry["topic"] == topic
            assert entry["text"].keys() == {"en", "hu"}
            assert all(len(text) >= 20 for text in entry["text"].values())


def test_an_entry_of_the_catalogue_stands_for_a_text(manager: Plant, books: Books) -> None:
    journey = manager.run_to(1)
    manager.work(journey, 1)
    lot = journey["RAW"]
    manager.do("create_reason", code="h-mine", topic="hold", text={"en": WHY, "hu": WHY})
    broken = manager.refused("inspect_lot", lot=lot, decision="HOLD")
    assert broken.code == "notes_required"
    broken = manager.refused("inspect_lot", lot=lot, decision="HOLD", reason_code="NONE")
    assert broken == Violation("not_found", {"what": "reason", "reference": "NONE"})
    manager.do("inspect_lot", lot=lot, decision="HOLD", reason_code="H-MINE")
    code = books.ask(
        "SELECT r.code FROM app.qc_inspection q JOIN app.reason r ON r.id = q.reason_id"
        " ORDER BY q.id DESC LIMIT 1"
    )
    assert code == "H-MINE"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456789", "notes_required"),
        ("1 2 3 4 5 6 7 8 9", "notes_required"),
        ("1234567890", None),
        ({"en": "1234567890", "hu": "rövid"}, "notes_required"),
        ("x" * 500, None),
        ("x" * 501, "invalid"),
        ("", "invalid"),
    ],
)
def test_an_entry_says_as_much_as_the_text_it_stands_for(
    manager: Plant, text: Any, code: str | None
) -> None:
    outcome = manager.outcome("create_reason", code="X", topic="stock", text=text)
    assert (outcome if isinstance(outcome, str) else None) == code


def test_lists_come_in_pages(manager: Plant) -> None:
    for query, key in (
        ("suppliers", "code"),
        ("customers", "code"),
        ("products", "sku"),
        ("containers", "type"),
        ("reasons", "code"),
        ("kiosks", "code"),
    ):
        whole = [each[key] for each in manager.ask(query, limit=200)["items"]]
        found, page = [], manager.ask(query, limit=1)
        while True:
            found += [each[key] for each in page["items"]]
            if page["next"] is None:
                break
            page = manager.ask(query, limit=1, after=page["next"])
        assert found == whole == sorted(whole)
        for limit in (0, 201):
            assert manager.not_answered(query, limit=limit).code == "invalid"


def test_master_data_of_another_site_is_not_there(
    manager: Plant, theirs: Plant, books: Books
) -> None:
    with books.unchanged():
        for thing, code in (("supplier", "S-ALFA"), ("customer", "C-GRILL"), ("product", "CH15")):
            query = f"{thing}s"
            key = "sku" if thing == "product" else "code"
            uid = one(manager, query, **{key: code})[f"{thing}_id"]
            for reference in (code, uid):
                broken = theirs.refused(f"edit_{thing}", name="Mine", **{thing: reference})
                assert broken == Violation("not_found", {"what": thing, "reference": reference})
            assert theirs.ask(query)["items"] == []
        assert theirs.refused("set_bill", product="CH15", lines=[]).code == "not_found"
        assert theirs.ask("reasons")["items"] == theirs.ask("containers")["items"] == []
