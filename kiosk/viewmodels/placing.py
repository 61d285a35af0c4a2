"""The buffer that a new lot is put into: the one used last for its type, or the only one that fits."""

from core.domain.process import LotType
from core.domain.queries.stock import BufferRow


class Placing:
    """Remembers for each type where it was put; None is in no buffer."""

    def __init__(self) -> None:
        self.buffers: tuple[BufferRow, ...] = ()
        self._last: dict[str, str | None] = {}

    def fitting(self, lot_type: LotType | None) -> tuple[BufferRow, ...]:
        """The open buffers that take the type."""
        if lot_type is None:
            return ()
        return tuple(each for each in self.buffers if each.open and lot_type.type in each.allowed)

    def buffer(self, lot_type: LotType | None) -> str | None:
        """Where a lot of that type will be put."""
        if lot_type is None:
            return None
        fitting = [each.code for each in self.fitting(lot_type)]
        last = self._last.get(lot_type.type, fitting[0] if len(fitting) == 1 else None)
        return last if last in fitting else None

    def choose(self, lot_type: LotType, code: str | None) -> None:
        """Put lots of that type there from now on."""
        self._last[lot_type.type] = code
