"""Sites and limits past the rules."""

from collections.abc import Iterator

from core.rules import plant as rules
from tests.books import Books
from tests.fix_core import Plant
from tests.twins import DONE, Call, breaks

Tried = Iterator[tuple[Call, str]]
SITE = """
    SELECT api.create_site(gen_random_uuid(), %(code)s, 'Tisza', 'UTC', 'doner', %(prefix)s, 6, '{}')
"""


def site(code: str = "TISZ", prefix: str | None = None) -> Call:
    return Call(SITE, {"code": code, "prefix": prefix}, "B-ADMIN")


@breaks(rules.a_site_has_a_code_of_four_capitals)
def a_site_without_a_code(_plant: Plant, _books: Books) -> Tried:
    yield site(), DONE
    for code in ("", "TIS", "TISZA", "tisz", "TI-Z", "TISZ\n"):
        yield site(code), "ck_site_code"


@breaks(rules.a_company_prefix_has_its_digits)
def a_prefix_that_gs1_does_not_give(_plant: Plant, _books: Books) -> Tried:
    for prefix in ("1234", "123456789012"):
        yield site(prefix=prefix), DONE
    for prefix in ("", "123", "1234567890123", "12 34"):
        yield site(prefix=prefix), "ck_site_gs1_prefix"


@breaks(rules.a_limit_is_a_number_a_minute)
def a_limit_below_nothing(_plant: Plant, _books: Books) -> Tried:
    for per_minute, answer in (
        *((0, DONE), (1_000_000, DONE)),
        *((-1, "ck_limit_setting_per_minute"), (1_000_001, "ck_limit_setting_per_minute")),
    ):
        sql = "SELECT api.set_limit('lists', %(per_minute)s)"
        yield Call(sql, {"per_minute": per_minute}, "B-ADMIN"), answer


@breaks(rules.a_hash_has_its_sixty_four_digits, rules.whoever_works_by_script_proves_no_machine)
def a_machine_that_proves_nothing(_plant: Plant, _books: Books) -> Tried:
    def enrolled(kiosk: str, digits: int = 64) -> Call:
        kept = "(SELECT id FROM app.kiosk WHERE code = %(kiosk)s), decode(%(digits)s, 'hex')"
        given = {"kiosk": kiosk, "digits": "0" * digits}
        return Call(f"SELECT api.enroll_kiosk({kept})", given, "B-ADMIN")

    yield enrolled("K2"), DONE
    for digits in (0, 62, 66):
        yield enrolled("K2", digits), "invalid"
    yield enrolled("EXEC"), "conflict"


@breaks(rules.a_site_runs_a_process_in_a_time_zone)
def a_site_of_nowhere(_plant: Plant, _books: Books) -> Tried:
    def run_in(process: str, zone: str) -> Call:
        call = site()
        sql = call.sql.replace("'doner'", "%(process)s").replace("'UTC'", "%(zone)s")
        return Call(sql, {**call.values, "process": process, "zone": zone}, call.by)

    yield run_in("print_farm", "Europe/Budapest"), DONE
    yield run_in("bakery", "Europe/Budapest"), "invalid"
    for zone in ("", "Budapest", "Europe/Nowhere"):
        yield run_in("doner", zone), "invalid"


@breaks(rules.a_station_fits_a_line)
def a_station_that_fits_no_line(_plant: Plant, _books: Books) -> Tried:
    sql = "SELECT api.register_kiosk(gen_random_uuid(), 'K9', %(station)s)"
    for station, answer in (
        *(("x", DONE), ("x" * 40, DONE)),
        *(("", "invalid"), (" ", "invalid"), ("x" * 41, "invalid")),
    ):
        yield Call(sql, {"station": station}, "B-ADMIN"), answer
