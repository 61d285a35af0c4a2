"""Both ways to watch the demo: a person at the kiosk with the control window, or the tour by itself."""

from pathlib import Path

from kiosk.app.kiosk import Kiosk, run
from kiosk.demo.control import ControlWindow
from kiosk.demo.stage import Stage
from kiosk.demo.tour import Tour
from kiosk.settings import Settings


def by_hand(settings: Settings, profile: str) -> None:
    """The kiosk on the demo plant, the simulated devices' control window beside it, until it is closed."""
    with Stage(settings.data_path, profile) as stage:

        async def watch(kiosk: Kiosk) -> None:
            control = ControlWindow(stage, kiosk.ui.words)
            control.stand_below(kiosk.shell)
            control.show()
            await kiosk.stopped.wait()
            control.close()

        run(settings, stage.devices, watch)


def unattended(settings: Settings, profile: str, out: Path) -> list[str]:
    """The tour's faults, none when all was as it must be."""
    with Stage(settings.data_path, profile) as stage:
        faults: list[str] = run(
            settings, stage.devices, lambda kiosk: Tour(kiosk, stage, out).work()
        )
        return faults
