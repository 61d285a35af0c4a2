"""Values of the fields that a process declares: of a run, of a lot type, of a gate's checks."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from core.domain.process import Field, FieldKind
from core.domain.values import decimal
from core.errors import Refused, Violation

LONGEST = 500


def entered(declared: Iterable[Field], given: Mapping[str, object]) -> dict[str, str]:
    """The values by key as they are kept, numbers as text; what is empty is left out.

    Refuses `invalid` naming the first field that is unknown, missing or wrong.
    """
    fields = {field.key: field for field in declared}
    for key in given:
        if key not in fields:
            raise Refused("invalid", argument=key, reason="unknown_argument")
    kept = {key: _value(field, given.get(key)) for key, field in fields.items()}
    return {key: value for key, value in kept.items() if value is not None}


def fault(declared: Iterable[Field], given: Mapping[str, object]) -> Violation | None:
    """Why these values will not do, or None."""
    try:
        entered(declared, given)
    except Refused as refusal:
        return refusal.violation
    return None


def _value(field: Field, given: object) -> str | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        if field.required:
            raise _wrong(field, "missing_argument")
        return None
    if field.kind is FieldKind.NUMBER:
        return _number(field, given)
    if not isinstance(given, str):
        raise _wrong(field, "wrong_type")
    text = given.strip()
    if len(text) > LONGEST:
        raise _wrong(field, "too_long", maximum=LONGEST)
    if field.kind is FieldKind.CHOICE and text not in field.choices:
        raise _wrong(field, "unknown_value", choices=list(field.choices))
    return text


def _number(field: Field, given: object) -> str:
    try:
        number = decimal(given.strip() if isinstance(given, str) else given, field.key)
    except Refused as refusal:
        raise _wrong(field, str(refusal.violation.details["reason"])) from None
    if not _within(field, number):
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        raise _wrong(
            field, "out_of_range", **{k: str(v) for k, v in bounds.items() if v is not None}
        )
    return f"{number:f}"


def _within(field: Field, number: Decimal) -> bool:
    """Bounds are inclusive."""
    if field.minimum is not None and number < field.minimum:
        return False
    return field.maximum is None or number <= field.maximum


def _wrong(field: Field, reason: str, **figures: object) -> Refused:
    """`name` is the field's in every language: the sentence says it in place of its key."""
    return Refused("invalid", argument=field.key, reason=reason, name=dict(field.name), **figures)
