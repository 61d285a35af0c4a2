"""The story of one run, as the tour plays it: what is put on the scale at each step, and what it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One registration. `parents` are lot types of earlier scenes, each the latest lot of its type;
    `whole`: all of each parent is used up. `buffer` None leaves the place as the screen offers it,
    "none" puts the lot nowhere."""

    type: str
    kg: str
    parents: tuple[str, ...] = ()
    whole: bool = False
    celsius: str | None = None
    meat: str | None = None
    buffer: str | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A lot carried into a buffer."""

    type: str
    buffer: str
    picture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What happens at one step, in this order."""

    scenes: tuple[Scene, ...] = ()
    moves: tuple[Move, ...] = ()
    gate: bool = True


DONER: Mapping[int, Act] = {
    1: Act(
        scenes=(
            Scene(type="RAW", kg="100.000", meat="poultry", celsius="3.2", picture="register_raw"),
        )
    ),
    2: Act(scenes=(Scene(type="DEB", kg="91.250", parents=("RAW",), whole=True),)),
    3: Act(scenes=(Scene(type="BULK", kg="91.250", parents=("DEB",), whole=True),), gate=False),
    4: Act(scenes=(Scene(type="MIX", kg="91.000", parents=("BULK",), whole=True),)),
    5: Act(
        scenes=(
            Scene(
                type="SKW15",
                kg="15.042",
                parents=("MIX",),
                buffer="none",
                picture="register_skewer",
            ),
            Scene(type="SKW30", kg="30.120", parents=("MIX",), buffer="none"),
        )
    ),
    6: Act(
        moves=(
            Move(type="SKW15", buffer="SKW15-1", picture="buffers"),
            Move(type="SKW30", buffer="SKW30-1"),
        ),
        gate=False,
    ),
    7: Act(
        scenes=(
            Scene(type="FRZ15", kg="14.980", parents=("SKW15",), whole=True, celsius="-19.5"),
            Scene(type="FRZ30", kg="30.020", parents=("SKW30",), whole=True, celsius="-18.0"),
        )
    ),
    8: Act(
        scenes=(
            Scene(type="FG15", kg="14.980", parents=("FRZ15",), whole=True),
            Scene(type="FG30", kg="30.020", parents=("FRZ30",), whole=True),
        )
    ),
    9: Act(
        scenes=(
            Scene(
                type="PAL", kg="14.980", parents=("FG15",), whole=True, picture="register_pallet"
            ),
        )
    ),
    10: Act(
        scenes=(Scene(type="SHIP", kg="14.980", parents=("PAL",), whole=True, celsius="-18.4"),)
    ),
}
"""The döner plant's run, by step."""
