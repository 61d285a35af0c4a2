"""Master data past the rules: figures that can be meant, codes given once, texts that say something."""

import json
from collections.abc import Iterator

from core.rules import masterdata
from tests.books import Books
from tests.fix_core import WHY, Plant
from tests.twins import DONE, Call, breaks

Tried = Iterator[tuple[Call, str]]
TEXT = {"en": WHY, "hu": WHY}
PARTNER = """
    INSERT INTO app.{} (uid, site_id, code, name) VALUES (gen_random_uuid(), app.my_site(), %(code)s, 'X')
"""
PRODUCT = """
    INSERT INTO app.product (uid, site_id, sku, name, lot_type, nominal_kg, price)
      VALUES (gen_random_uuid(), app.my_site(), %(code)s, '{"en": "X"}', %(lot_type)s, %(nominal_kg)s::numeric,
        %(price)s::numeric)
"""
CONTAINER = """
    INSERT INTO app.container (uid, site_id, type, name, tare_kg)
      VALUES (gen_random_uuid(), app.my_site(), %(code)s, '{"en": "X"}', %(kg)s::numeric)
"""
REASON = """
    INSERT INTO app.reason (uid, site_id, code, topic, text)
      VALUES (gen_random_uuid(), app.my_site(), %(code)s, 'hold', %(text)s::jsonb)
"""
USER = """
    SELECT api.create_user(gen_random_uuid(), %(code)s, 'X', 'VIEWER', 'hu', ARRAY[app.my_site()], 'salt', 'verifier',
      1, 8)
"""
SITE = "SELECT api.create_site(gen_random_uuid(), %(code)s, 'X', 'UTC', 'doner', NULL, 6, '{}')"
KIOSK = "SELECT api.register_kiosk(gen_random_uuid(), %(code)s, 'X')"
BILL = """
    SELECT api.set_bill((SELECT id FROM app.product WHERE sku = 'CH15'), %(lines)s::jsonb)
"""


def product(code: str = "NEW", **changes: str | None) -> Call:
    right = {"code": code, "lot_type": "FG15", "nominal_kg": "15", "price": "12.5"}
    return Call(PRODUCT, {**right, **changes}, "B-MANAGER")


def container(code: str = "NEW", kg: str = "1.5") -> Call:
    return Call(CONTAINER, {"code": code, "kg": kg}, "B-MANAGER")


def reason(code: str = "NEW", **text: str) -> Call:
    return Call(REASON, {"code": code, "text": json.dumps(text)}, "B-MANAGER")


def bill(*lines: tuple[str, str, str]) -> Call:
    told = [{"material": each, "kg": kg, "waste_kg": waste} for each, kg, waste in lines]
    return Call(BILL, {"lines": json.dumps(told)}, "B-MANAGER")


@breaks(masterdata.figures_of_a_product_can_be_meant)
def figures_that_cannot_be_meant(_plant: Plant, _books: Books) -> Tried:
    yield product(nominal_kg="0.001", price="0"), DONE
    yield product(nominal_kg=None, price=None), DONE
    for kg in ("0", "-1", "NaN"):
        yield product(nominal_kg=kg), "ck_product_nominal"
    for price in ("-0.01", "NaN", "Infinity"):
        yield product(price=price), "ck_product_price"


@breaks(masterdata.a_product_is_made_as_a_lot_type_of_the_process)
def a_product_of_no_type(_plant: Plant, _books: Books) -> Tried:
    edit = "UPDATE app.product SET lot_type = %(type)s WHERE sku = 'CH15'"
    for lot_type, answer in (("FG15", DONE), (None, DONE), ("PART", "invalid"), ("", "invalid")):
        yield product(lot_type=lot_type), answer
        yield Call(edit, {"type": lot_type}, "B-MANAGER"), answer


@breaks(masterdata.a_bill_names_each_material_once_and_what_it_takes)
def a_bill_of_nothing(_plant: Plant, _books: Books) -> Tried:
    yield bill(("FRZ15", "0.001", "0"), ("BOX", "1", "1")), DONE
    yield bill(("FRZ15", "15", "0"), ("FRZ15", "1", "0")), "pk_bill_of_material"
    for kg in ("0", "-1", "NaN"):
        yield bill(("FRZ15", kg, "0")), "ck_bill_of_material_kg"
    for kg in ("-0.001", "NaN"):
        yield bill(("FRZ15", "15", kg)), "ck_bill_of_material_waste"


@breaks(masterdata.a_bill_is_of_lot_types_of_the_process)
def a_bill_of_no_type(_plant: Plant, _books: Books) -> Tried:
    for material, answer in (("FRZ15", DONE), ("SPOOL", "invalid"), ("", "invalid")):
        yield bill((material, "15", "0")), answer


@breaks(masterdata.a_container_weighs_something)
def a_container_of_no_weight(_plant: Plant, _books: Books) -> Tried:
    yield container(kg="0.001"), DONE
    for kg in ("0", "-1", "NaN"):
        yield container(kg=kg), "ck_container_tare"


@breaks(masterdata.an_entry_says_as_much_as_the_text_it_stands_for)
def an_entry_that_says_nothing(_plant: Plant, _books: Books) -> Tried:
    yield reason(**TEXT), DONE
    yield reason(), "notes_required"
    for text in ("", "too  short", "n i n e c h r  \n s"):
        yield reason(en=WHY, hu=text), "notes_required"


@breaks(masterdata.what_exists_is_not_made_again)
def what_is_there_already(plant: Plant, _books: Books) -> Tried:
    admin = plant.as_("B-ADMIN")
    admin.do("create_reason", code="TAKEN", topic="hold", text=TEXT)
    for table, code in (("supplier", "S-ALFA"), ("customer", "C-GRILL")):
        for given, answer in (("NEW", DONE), (code, f"uq_{table}_site_id_code")):
            yield Call(PARTNER.format(table), {"code": given}, "B-MANAGER"), answer
    admin.do("create_container", type="TAKEN", name="X", tare_kg="1")
    for make, code, unique in (
        (product, "CH15", "uq_product_site_id_sku"),
        (container, "TAKEN", "uq_container_site_id_type"),
        (lambda code: reason(code, **TEXT), "TAKEN", "uq_reason_site_id_code"),
        (lambda code: Call(USER, {"code": code}, "B-ADMIN"), "B-VIEWER", "uq_user_account_badge"),
        (lambda code: Call(KIOSK, {"code": code}, "B-ADMIN"), "K1", "uq_kiosk_site_id_code"),
    ):
        yield make("NEW"), DONE
        yield make(code), unique
    yield Call(SITE, {"code": "TISZ"}, "B-ADMIN"), DONE
    yield Call(SITE, {"code": "DUNA"}, "B-ADMIN"), "uq_site_code"


@breaks(masterdata.a_code_is_short_and_plain)
def codes_that_nobody_can_scan(_plant: Plant, _books: Books) -> Tried:
    def partner(code: str) -> Call:
        return Call(PARTNER.format("supplier"), {"code": code}, "B-MANAGER")

    def customer(code: str) -> Call:
        return Call(PARTNER.format("customer"), {"code": code}, "B-MANAGER")

    def kiosk(code: str) -> Call:
        return Call(KIOSK, {"code": code}, "B-ADMIN")

    for make in (partner, customer, product, container, lambda each: reason(each, **TEXT), kiosk):
        yield make("A/1-2.3_4"), DONE
        for code in ("", "small", "NO CODE", "-A", "A" * 21):
            yield make(code), "invalid"


@breaks(masterdata.a_partner_is_written_on_paper)
def partners_that_fit_no_paper(_plant: Plant, _books: Books) -> Tried:
    for table, column, most in (
        *(("supplier", "name", 100), ("supplier", "address", 200), ("supplier", "approval", 100)),
        *(("customer", "name", 100), ("customer", "address", 200)),
    ):
        written = f"UPDATE app.{table} SET {column} = %(text)s"
        for letters, answer in ((most, DONE), (most + 1, "invalid")):
            yield Call(written, {"text": "x" * letters}, "B-MANAGER"), answer
    for table in ("supplier", "customer"):
        yield Call(f"UPDATE app.{table} SET name = ' '", by="B-MANAGER"), "invalid"


@breaks(
    masterdata.a_translated_name_can_be_read, masterdata.an_entry_is_told_in_languages_there_are
)
def names_in_no_language(_plant: Plant, _books: Books) -> Tried:
    named = "UPDATE app.product SET name = %(name)s::jsonb WHERE sku = 'CH15'"
    yield reason(en="x" * 500), DONE
    for text in ({"en": "x" * 501}, {"English": WHY}):
        yield reason(**text), "invalid"
    for name, answer in (
        *(({"en": "x" * 100}, DONE), ({"pt_BR": "x"}, DONE)),
        *(({}, "invalid"), ({"en": " "}, "invalid"), ({"en": "x" * 101}, "invalid")),
        *(({"English": "x"}, "invalid"), ({"en": 1}, "invalid")),
    ):
        yield Call(named, {"name": json.dumps(name)}, "B-MANAGER"), answer
