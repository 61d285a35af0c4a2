from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ERROR_CODES, Unavailable
from kiosk.i18n import Language
from kiosk.i18n.errors import message, unavailable

HU = Language("hu", UTC)
EN = Language("en", UTC)
LOT = "MIX-20261120-DUNA-0031"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals().map(str),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
KEYS = [
    "lot", "lots", "run", "status", "action", "kg", "remaining_kg", "celsius", "min_c", "max_c",
    "allowed", "type", "buffer", "reason", "missing", "state", "what", "reference", "yield_pct",
    "minimum", "argument", "permission", "entity",
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "details", "hungarian"),
    [
        (
            "invalid",
            {"argument": "bed_c", "reason": "not_a_number", "name": {"en": "Bed", "hu": "Asztal"}},
            "Asztal: ez nem szám.",
        ),
        (
            "invalid",
            {
                "reason": "out_of_tolerance",
                "device": "T2",
                "deviation": "0.501",
                "tolerance": "0.5",
            },
            "T2 eltérése 0,501, a megengedett legfeljebb 0,5. Rögzítse az ellenőrzést sikertelenként.",
        ),
        (
            "buffer_capacity",
            {"buffer": "LK-1", "free_kg": "84.300", "kg": "412.5"},
            "LK-1: a szabad hely 84,300\u00a0kg, ez pedig 412,500\u00a0kg.",
        ),
        (
            "buffer_purity",
            {"buffer": "SKW30-1", "lot": LOT, "type": "SKW15", "allowed": ["SKW30"]},
            "SKW30-1 csak SKW30 tételt fogad. Ez SKW15.",
        ),
        (
            "buffer_temperature",
            {"buffer": "FRZ-1", "celsius": "-12.5", "min_c": "-40.0", "max_c": "-18.0"},
            (
                "FRZ-1 sávja: –\u206040,0\u00a0°C és –\u206018,0\u00a0°C között. "
                "Mért érték: –\u206012,5\u00a0°C."
            ),
        ),
        (
            "weight_exceeded",
            {"lot": LOT, "remaining_kg": "8.250", "kg": "15.042"},
            f"{LOT}: maradt 8,250\u00a0kg, kellene 15,042\u00a0kg, hiányzik 6,792\u00a0kg.",
        ),
        (
            "run_not_running",
            {"run": "RUN-20261120-DUNA-0001", "status": "HOLD"},
            "RUN-20261120-DUNA-0001 nem fut. Állapot: Felfüggesztve.",
        ),
        (
            "lot_not_released",
            {"lot": LOT, "status": "HOLD"},
            f"{LOT} nincs felszabadítva. Állapot: zárolva.",
        ),
        (
            "illegal_transition",
            {"status": "HOLD", "action": "start"},
            "A gyártás indítása most nem lehetséges. Állapot: Felfüggesztve.",
        ),
        (
            "illegal_transition",
            {"status": "HOLD", "action": "pass"},
            "A tétel megfelelőnek minősítése most nem lehetséges. Állapot: zárolva.",
        ),
        (
            "illegal_transition",
            {"entity": "flow", "status": "DRAFT"},
            "Ez most nem lehetséges. Állapot: TERVEZET.",
        ),
        (
            "notes_required",
            {"minimum": 10, "yield_pct": "58.3"},
            "A kihozatal 58,3\u00a0%. Írja le az okát, legalább 10 betűvel.",
        ),
        ("not_found", {"what": "lot", "reference": "RAW-1"}, "Itt nincs ilyen tétel: RAW-1."),
        (
            "invalid",
            {"argument": "weight_kg", "reason": "not_a_number"},
            "Tömeg: ez nem szám.",
        ),
        (
            "unavailable",
            {"state": "unknown"},
            "Még nem tudni, megtörtént-e. Az ellenőrzés folyik, ne ismételje meg.",
        ),
        (
            "step_not_ready",
            {
                "lots": [
                    {"lot": "SKW15-20261120-DUNA-0198", "why": "QUARANTINE"},
                    {"lot": "SKW30-20261120-DUNA-0007", "why": "HOLD"},
                ]
            },
            (
                "A lépés még nem áll készen: SKW15-20261120-DUNA-0198 (vizsgálat vár), "
                "SKW30-20261120-DUNA-0007 (zárolva)."
            ),
        ),
    ],
)
def test_a_refusal_is_one_sentence_with_its_figures(
    code: str, details: dict[str, object], hungarian: str
) -> None:
    assert message(HU, code, details) == hungarian


def test_many_lots_are_counted_not_listed() -> None:
    lots = [{"lot": f"L{number}", "why": "no_pass"} for number in range(5)]
    assert message(EN, "step_not_ready", {"lots": lots}) == (
        "The step is not ready yet: "
        "L0 (not passed yet), L1 (not passed yet), L2 (not passed yet), and 2 more."
    )


def test_a_reason_nobody_foresaw_still_gets_the_plain_sentence() -> None:
    assert message(EN, "genealogy", {"reason": "moon_phase"}) == (
        "This lot cannot be made from these lots."
    )


def test_what_people_wrote_is_never_read_as_a_place() -> None:
    shown = message(EN, "not_found", {"what": "lot", "reference": "{what} {0}"})
    assert shown == "There is no lot {what} {0} here."


@pytest.mark.parametrize("code", ERROR_CODES)
@pytest.mark.parametrize("words", [HU, EN], ids=["hu", "en"])
def test_every_code_has_a_sentence_without_any_details(code: str, words: Language) -> None:
    sentence = message(words, code, {})
    assert sentence.endswith((".", "?"))
    assert "{" not in sentence


@given(st.sampled_from(ERROR_CODES), st.dictionaries(st.sampled_from(KEYS), JSON))
def test_no_details_can_keep_the_sentence_from_being_said(
    code: str, details: dict[str, object]
) -> None:
    assert message(HU, code, details)


def test_a_reading_that_is_too_warm_is_named_with_its_lot() -> None:
    details = {
        "missing": "reading",
        "lots": [{"lot": LOT, "why": "reading"}],
        "limit_c": "4.0",
        "celsius": "5.8",
    }
    measured = message(EN, "step_not_ready", details)
    assert measured == (
        f"{LOT}: measured 5.8\u00a0°C, at most 4.0\u00a0°C passes. Measure again or hold it."
    )
    unmeasured = message(EN, "step_not_ready", {**details, "celsius": None})
    assert unmeasured == (f"{LOT}: a temperature within 4.0\u00a0°C is missing. Measure it first.")


def test_a_step_without_lots_says_so() -> None:
    details = {"step": 1, "lots": [], "missing": "lot", "types": ["RAW"]}
    assert message(EN, "step_not_ready", details) == "No lot was made at this step yet."


def test_a_world_that_is_away_says_what_is_away() -> None:
    assert unavailable(EN, Unavailable("busy")) == "The database is busy. Try again shortly."
    lost = unavailable(EN, Unavailable("device_lost", role="scale.main"))
    assert lost == "The device scale.main is not connected."


def test_names_and_plain_lists_are_shown_too() -> None:
    named = message(EN, "conflict", {"reason": "site_exists", "site": {"en": "Danube"}})
    assert named == "The site Danube exists already."
    assert message(EN, "step_not_ready", {"lots": ["L1", {"lot": "L2"}]}) == (
        "The step is not ready yet: L1, L2."
    )


def test_a_code_of_a_newer_plant_is_a_bug_here() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        message(EN, "gravity", {})
