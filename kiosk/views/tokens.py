"""The two colour sets of the kiosk: light for the hall, dark for cold stores."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours as #RRGGBB. Text has at least 7:1 on its ground, lines and icons at least 3:1."""

    text: str
    muted: str  # on surface only: 6.4:1 on the canvas
    canvas: str
    surface: str
    sunk: str
    field: str  # ground of an input
    primary: str
    on_primary: str
    pressed: str
    alarm: str
    on_alarm: str
    warn: str
    on_warn: str
    offline: str
    on_offline: str
    done: str
    on_done: str
    line: str
    hairline: str
    track: str
    band: str
    under: str  # the badge of a consumption under its estimate


LIGHT = Tokens(
    text="#12161B",
    muted="#414A54",
    canvas="#D5DAE0",
    surface="#F4F6F8",
    sunk="#E3E7EB",
    field="#FFFFFF",
    primary="#0B4F8A",
    on_primary="#FFFFFF",
    pressed="#083A66",
    alarm="#B3001B",
    on_alarm="#FFFFFF",
    warn="#F2A900",
    on_warn="#12161B",
    offline="#6A2C91",
    on_offline="#FFFFFF",
    done="#4A5560",
    on_done="#FFFFFF",
    line="#6B7480",
    hairline="#A9B1BB",
    track="#B4BBC5",
    band="#7FA8CF",
    under="#1D5B38",
)

DARK = Tokens(
    text="#F2F5F8",
    muted="#C3CCD5",
    canvas="#0D1115",
    surface="#1A2027",
    sunk="#252D35",
    field="#0D1115",
    primary="#8CC4F5",
    on_primary="#08131E",
    pressed="#B5DAFA",
    alarm="#FF8E8E",
    on_alarm="#23060A",
    warn="#F2A900",
    on_warn="#12161B",
    offline="#CFA6EC",
    on_offline="#1B0A27",
    done="#B4BEC8",
    on_done="#12161B",
    line="#8A95A1",
    hairline="#46515D",
    track="#46515D",
    band="#2F6FA8",
    under="#8FD3AC",
)
