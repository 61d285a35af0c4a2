"""The command that keeps an instrument's check."""

from dataclasses import dataclass
from decimal import Decimal

from core.domain.calibration import InstrumentKind
from core.domain.commands.base import Command, command
from core.domain.people import Permission


@command("record_calibration", Permission.CALIBRATE, topics=("devices",))
@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCalibration(Command):
    """A check of an instrument: a thermometer against the ice point or a reference, a scale against a test mass.

    `device` is the name as it stands on readings (`probe`) and lots (`scale`); the first check makes it known. One pair
    is given, in degrees or in kilograms, and says what kind it is. A good check holds for `valid_days`, else as long
    as the last one did, else as the process says. The answer of a failed check names the `lots` measured since the
    last good one (200 at most; `lots_since_check` pages all).
    """

    device: str
    passed: bool
    reference_c: Decimal | None = None
    reading_c: Decimal | None = None
    reference_kg: Decimal | None = None
    reading_kg: Decimal | None = None
    valid_days: int | None = None
    notes: str | None = None
    reason_code: str | None = None

    @property
    def kind(self) -> InstrumentKind:
        """What the pair says that it is."""
        in_kg = self.reference_kg is not None or self.reading_kg is not None
        return InstrumentKind.SCALE if in_kg else InstrumentKind.THERMOMETER

    @property
    def pair(self) -> tuple[Decimal | None, Decimal | None]:
        """Reference and reading, of the kind's unit."""
        if self.kind is InstrumentKind.SCALE:
            return self.reference_kg, self.reading_kg
        return self.reference_c, self.reading_c
