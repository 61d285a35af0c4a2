"""What the rules say fits into a buffer is what the database takes, whatever the figures."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.lots import BufferFact
from core.rules.stock import fits
from tests.books import Books
from tests.fix_core import Plant

DEGREES = [Decimal(each) for each in ("-0.001", "0", "0.001", "3.5", "6.999", "7", "7.001")]
KILOGRAMS = [Decimal(each) for each in ("0.001", "49.999", "50", "50.001", "100")]
TYPES = ("RAW", "DEB", "MIX")


@st.composite
def buffers(draw: st.DrawFn) -> dict[str, Any]:
    """Any buffer there may be; a closed one is empty."""
    low, high = sorted((draw(st.sampled_from(DEGREES)), draw(st.sampled_from(DEGREES))))
    is_open = draw(st.booleans())
    capacity = draw(st.sampled_from(KILOGRAMS))
    used = draw(st.sampled_from([Decimal(0), *KILOGRAMS]))
    return {
        "allowed": draw(st.lists(st.sampled_from(TYPES), unique=True)),
        "capacity_kg": capacity,
        "used_kg": min(used, capacity) if is_open else Decimal(0),
        "min_c": low,
        "max_c": high,
        "open": is_open,
    }


def measured(books: Books, column: str, thing: int, celsius: Decimal | None) -> None:
    """The only reading of a lot or buffer, or none."""
    books.past_the_guards(f"DELETE FROM app.temperature_log WHERE {column} = %s", thing)
    if celsius is not None:
        books.past_the_guards(
            f"INSERT INTO app.temperature_log (uid, site_id, {column}, celsius, kind, source, violation, user_id,"
            " kiosk_id, occurred_at, late)"
            " SELECT gen_random_uuid(), k.site_id, %s, %s, %s, 'typed', false, u.id, k.id, now(), false"
            " FROM app.user_account u, app.kiosk k LIMIT 1",
            thing,
            celsius,
            "CORE" if column == "lot_id" else "AMBIENT",
        )


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    figures=buffers(),
    lot_type=st.sampled_from(TYPES),
    kg=st.sampled_from(KILOGRAMS),
    celsius=st.sampled_from([None, *DEGREES]),
    air=st.sampled_from([None, *DEGREES]),
)
def test_the_database_takes_exactly_what_the_rules_let_in(
    plant: Plant,
    books: Books,
    figures: dict[str, Any],
    lot_type: str,
    kg: Decimal,
    celsius: Decimal | None,
    air: Decimal | None,
) -> None:
    lot = books.ask("SELECT id FROM app.lot") or _lot(plant, books)
    buffer = books.ask("SELECT id FROM app.buffer WHERE code = 'LK-1'")
    changes = ", ".join(f"{name} = %s" for name in figures)
    books.past_the_guards(
        f"UPDATE app.buffer SET {changes} WHERE id = %s", *figures.values(), buffer
    )
    books.past_the_guards("UPDATE app.lot SET type = %s WHERE id = %s", lot_type, lot)
    measured(books, "lot_id", lot, celsius)
    measured(books, "buffer_id", buffer, air)
    fact = BufferFact(
        buffer_id=buffer,
        code="LK-1",
        celsius=air,
        **{**figures, "allowed": tuple(figures["allowed"])},
    )
    allowed = not list(fits(fact, "lot", lot_type, kg, celsius))
    assert books.ask("SELECT sec.fits(%s, %s, %s)", buffer, lot, kg) is allowed
    put = "SELECT sec.put(site_id, %s, %s, id, %s, %s) FROM app.buffer WHERE id = %s"
    assert books.refusal(put, lot, lot_type, kg, celsius, buffer) == (None if allowed else "stale")


def _lot(plant: Plant, books: Books) -> int:
    plant.register(plant.run_to(1).run, "RAW", "100", meat="red")
    return int(books.ask("SELECT id FROM app.lot"))
