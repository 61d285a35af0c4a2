"""Error codes as sentences that an operator understands."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from string import Formatter

from core.domain.words import Words
from core.errors import Unavailable
from kiosk.i18n.sentences import SENTENCES
from kiosk.i18n.terms import TERMS, term_of

_SHOWN_LOTS = 3
_EXACT = ("deviation", "tolerance")  # rounded they would look alike at the bound
VARIANTS = ("reason", "missing", "state")
TOPICS = {
    "what": "Thing",
    "permission": "Permission",
    "argument": "Argument",
    "meat": "Meat",
    "limit": "Bound",
}
_MACHINES = {
    "Lot": {"lot", "lot_not_released"},
    "Run": {"run", "run_not_running", "run_not_ready", "plan_locked"},
    "Flow": {"flow", "version", "version_id", "version_not_published", "version_immutable"},
    "Step": {"step"},
    "Label": {"label"},
    "Alarm": {"alarm"},
}


def message(words: Words, code: str, details: Mapping[str, object]) -> str:
    """One plain sentence for a refusal.

    `code` is one of ERROR_CODES, `details` its figures as JSON values. Of the code's sentences the
    first is taken whose places the details can all fill; the last one has none.
    """
    values = _values(words, code, details)
    for sentence in _candidates(code, details):
        places = {place for _, place, _, _ in Formatter().parse(sentence) if place}
        if places <= values.keys():
            return words.text(sentence, **{place: values[place] for place in places})
    raise ValueError(f"no sentence for the error code {code}")


def unavailable(words: Words, error: Unavailable) -> str:
    """One plain sentence for a world that is away."""
    return message(words, "unavailable", {"reason": error.reason, **error.details})


def _candidates(code: str, details: Mapping[str, object]) -> Iterator[str]:
    for variant in VARIANTS:
        yield from SENTENCES.get(f"{code}.{details.get(variant)}", ())
    yield from SENTENCES.get(code, ())


def _values(words: Words, code: str, details: Mapping[str, object]) -> dict[str, str]:
    """The details as people read them; what cannot be shown is left out."""
    machine = _machine(code, details)
    topics = TOPICS | {"status": f"{machine}Status", "action": f"{machine}Action"}
    shown = {}
    for key, value in _completed(details).items():
        if key in topics and isinstance(value, str):
            shown[key] = term_of(words, topics[key], value)
        elif key == "lots" and isinstance(value, Sequence):
            if value:
                shown[key] = _lots(words, value)
        elif text := _figure(words, key, value):
            shown[key] = text
    if "name" in shown and "argument" in shown:  # a field that the plant's process declares
        shown["argument"] = shown["name"]
    return shown


def _completed(details: Mapping[str, object]) -> Mapping[str, object]:
    """The details and what follows from them: the missing kilograms, the only one of the lots."""
    more: dict[str, object] = {}
    kg, remaining = _decimal(details.get("kg")), _decimal(details.get("remaining_kg"))
    if kg is not None and remaining is not None:
        more["missing_kg"] = kg - remaining
    match details.get("lots"):
        case [{"lot": str() as lot}]:
            more["lot"] = lot
    return {**more, **details}


def _machine(code: str, details: Mapping[str, object]) -> str:
    """Whose state `status` is: a word such as HOLD is another for a lot than for a run."""
    status, action = str(details.get("status")), details.get("action")
    clues = {*details, code, str(details.get("entity"))}
    fitting = [
        machine
        for machine in _MACHINES
        if status in TERMS[f"{machine}Status"]
        and (action is None or str(action) in TERMS[f"{machine}Action"])
    ]
    named = [machine for machine in fitting if _MACHINES[machine] & clues]
    return next(iter(named or fitting), "Lot")


def _figure(words: Words, key: str, value: object) -> str | None:
    """A value by the name of its place: kilograms, degrees, per cent, a list, a name, or text."""
    if isinstance(value, Mapping):
        return words.name({str(language): str(name) for language, name in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(entry) for entry in value)
    if value is None or isinstance(value, bool):
        return None
    number = _decimal(value)
    if number is None:
        return str(value)
    if key == "kg" or key.endswith("_kg"):
        return words.kilograms(number)
    if key == "celsius" or key.endswith("_c"):
        return words.celsius(number)
    if key.endswith("_pct"):
        return words.percent(number)
    if key in _EXACT:
        return words.number(number)
    return str(value) if isinstance(value, str) else words.number(number)


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    readable = number.is_finite() and -9 <= number.adjusted() <= 9 and len(str(number)) <= 20
    return number if readable else None


def _lots(words: Words, lots: Sequence[object]) -> str:
    named = [_lot(words, lot) for lot in lots[:_SHOWN_LOTS]]
    if len(lots) > _SHOWN_LOTS:
        named.append(words.text("and {count} more", count=len(lots) - _SHOWN_LOTS))
    return ", ".join(named)


def _lot(words: Words, lot: object) -> str:
    if not isinstance(lot, Mapping):
        return str(lot)
    if "why" not in lot:
        return str(lot.get("lot"))
    why = term_of(words, "Why", str(lot["why"]))
    return words.text("{lot} ({why})", lot=str(lot.get("lot")), why=why)
