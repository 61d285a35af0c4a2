"""For each guarded fact of the instruments that a hot command names, what a check makes of it in between.

CHANGES are those of tests/hot_facts.py and these.
"""

from collections.abc import Callable, Iterator

from tests.between import Story
from tests.books import Books
from tests.fix_core import Plant
from tests.hot_facts import CHANGES, RAW, Args, changed, raw

__all__ = ["CHANGES"]

T2: Args = {"device": "T2", "reference_c": "0", "reading_c": "0.6", "passed": False}
S2: Args = {"device": "S2", "reference_kg": "20", "reading_kg": "21", "passed": False}
LONG_SINCE = "UPDATE app.device SET failed_at = failed_at - interval '1 hour' WHERE code = %s"
OVER = "UPDATE app.device SET due_at = good_at - interval '1 hour' WHERE code = %s"


def _fails(check: Args, device: str) -> Callable[[Plant, Books], None]:
    def happen(plant: Plant, books: Books) -> None:
        plant.as_("B-AUDITOR").do("record_calibration", **{**check, "device": device})
        books.write(LONG_SINCE, device)

    return happen


def _falls_due(device: str) -> Callable[[Plant, Books], None]:
    return lambda _plant, books: books.write(OVER, device)


def _measured_by(named: Args, happen: Callable[[Plant, Books], None]) -> Story:
    def story(plant: Plant, books: Books) -> Iterator[Args]:
        yield {**RAW, "run": plant.run_to(1).run, "source": "device", **named}
        happen(plant, books)

    return story


def _measured_again_by(probe: str, happen: Callable[[Plant, Books], None]) -> Story:
    def story(plant: Plant, books: Books) -> Iterator[Args]:
        _, lot = raw(plant, "100")
        yield {"lot": lot, "celsius": "3", "kind": "CORE", "probe": probe}
        happen(plant, books)

    return story


for _path, _device, _happen in (
    ("", "9", _fails),
    (".failed_at", "2", _fails),
):
    for _what, _check in (("probe", T2), ("scale", S2)):
        _name = f"{'T' if _what == 'probe' else 'S'}{_device}"
        changed("register_lot", f"{_what}{_path}", ends="conflict")(
            _measured_by({_what: _name}, _happen(_check, _name))
        )
    _name = f"T{_device}"
    changed("record_temperature", f"probe{_path}", ends="conflict")(
        _measured_again_by(_name, _happen(T2, _name))
    )


def _was_doubted(device: str, good: Args, bad: Args) -> Callable[[Plant, Books], None]:
    """It fails, from an hour ago on, and is good again after the reading was taken."""

    def happen(plant: Plant, books: Books) -> None:
        _fails(bad, device)(plant, books)
        plant.as_("B-AUDITOR").do("record_calibration", **good)

    return happen


T2_GOOD: Args = {**T2, "reading_c": "0", "passed": True}
S2_GOOD: Args = {**S2, "reading_kg": "20", "passed": True}
for _what, _good, _bad in (("probe", T2_GOOD, T2), ("scale", S2_GOOD, S2)):
    _name = str(_good["device"])
    changed("register_lot", f"{_what}.past", ends="conflict")(
        _measured_by({_what: _name}, _was_doubted(_name, _good, _bad))
    )
changed("record_temperature", "probe.past", ends="conflict")(
    _measured_again_by("T2", _was_doubted("T2", T2_GOOD, T2))
)
changed("register_lot", "probe.due_at", ends="conflict")(
    _measured_by({"probe": "T2"}, _falls_due("T2"))
)
changed("register_lot", "scale.due_at", ends="conflict")(
    _measured_by({"scale": "S2"}, _falls_due("S2"))
)
changed("record_temperature", "probe.due_at", ends="conflict")(
    _measured_again_by("T2", _falls_due("T2"))
)
