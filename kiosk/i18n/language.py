"""One language: gettext for the words, Babel for numbers and dates; without Qt."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol

from core import resources
from kiosk.i18n.pseudo import PseudoTranslations

ENGLISH = "en"
PSEUDO = "pseudo"
# Noto Sans has no U+2212; the word joiner keeps a line from breaking between sign and digits.
MINUS = "–\u2060"
_REGION = {ENGLISH: "en_GB", "hu": "hu_HU", PSEUDO: "hu_HU"}
_DATE_FORMAT = {ENGLISH: "medium"}


def languages() -> tuple[str, ...]:
    """The codes of the languages there are: English and one for each catalogue."""
    return resources.languages()


class Language:
    """The Words of a language.

    `code` is one of languages() or PSEUDO; times are shown in `zone`, the site's.
    """

    def __init__(self, code: str, zone: tzinfo) -> None:
        self._code = code
        self._zone = zone
        self._catalogue = _catalogue(code)
        self._locale = Locale.parse(_REGION.get(code, code))

    @property
    def language(self) -> str:
        return self._code

    @property
    def own_name(self) -> str:
        """What the language calls itself: "magyar"."""
        return self._locale.get_language_name() or self._code

    @property
    def decimal_mark(self) -> str:
        return get_decimal_symbol(self._locale)

    def text(self, message: str, **values: object) -> str:
        return self._filled(self._catalogue.gettext(message), values)

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        message = self._catalogue.ngettext(one, many, count)
        return self._filled(message, {"count": count, **values})

    def name(self, name: Mapping[str, str] | str) -> str:
        if isinstance(name, str):
            return name
        found = name.get(self._code) or name.get(ENGLISH)
        return found or next(filter(None, name.values()), "")

    def number(
        self, value: Decimal | int, places: int | None = None, *, signed: bool = False
    ) -> str:
        exact = Decimal(value)
        if places is not None:
            exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
        sign = MINUS if exact < 0 else "+" if signed and exact else ""
        digits = max(0, -int(exact.as_tuple().exponent))
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return sign + format_decimal(abs(exact), pattern, self._locale)

    def kilograms(self, value: Decimal, *, signed: bool = False) -> str:
        return _unbroken(self.text("{number} kg", number=self.number(value, 3, signed=signed)))

    def celsius(self, value: Decimal, *, signed: bool = False) -> str:
        places = 1 if value == value.to_integral_value() else None
        return _unbroken(self.text("{number} °C", number=self.number(value, places, signed=signed)))

    def percent(self, value: Decimal, places: int = 1, *, signed: bool = False) -> str:
        return _unbroken(self.text("{number} %", number=self.number(value, places, signed=signed)))

    def day(self, value: date) -> str:
        return format_skeleton("MMMd", value, locale=self._locale)

    def date(self, value: date) -> str:
        return format_date(value, _DATE_FORMAT.get(self._code, "short"), self._locale)

    def time(self, value: datetime, *, seconds: bool = False) -> str:
        shape = "HH:mm:ss" if seconds else "HH:mm"
        return format_time(self._local(value), shape, locale=self._locale)

    def moment(self, value: datetime) -> str:
        local = self._local(value)
        return self.text("{date} {time}", date=self.date(local), time=self.time(local))

    def _local(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return value.astimezone(self._zone)

    def _filled(self, message: str, values: Mapping[str, object]) -> str:
        return message.format(**{place: self._shown(value) for place, value in values.items()})

    def _shown(self, value: object) -> object:
        match value:
            case bool():
                return value
            case int() | Decimal():
                return self.number(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.date(value)
            case Mapping():
                return self.name(value)
        return value


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == PSEUDO:
        return PseudoTranslations()
    if code == ENGLISH:
        return NullTranslations()
    if code not in languages():
        raise ValueError(f"no catalogue for the language {code!r}")
    compiled = BytesIO()
    with resources.path("i18n", f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
