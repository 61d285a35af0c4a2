"""Run as a program: the touch application with a scanner that types and one on a line; says where scans landed.

`python -m tests.scanning_kiosk URL FOLDER BADGE PIN`: one JSON line {"badge", "typed", "landed", "locked", "after"}.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.devices.setting import parse_device
from kiosk.devices.simulator.scanners.serial import SimulatedScanner
from kiosk.settings import Settings
from tests.typist import Typist

if TYPE_CHECKING:
    from kiosk.app.kiosk import Kiosk

LOTS = tuple(f"RAW-20261121-DUNA-{number:04}" for number in range(1, 6))
PAUSE = 1.1  # longer than a code counts as read twice


class SlowTypist(Typist):
    """Keys at their real times."""

    async def scan_slowly(
        self, code: str, gap: float, layout: str, is_there: Callable[[], object]
    ) -> None:
        """Scan until it is there: on a busy computer a scan may break off, and is scanned again."""
        self.layout = layout
        for _ in range(5):
            for char in f"\x02]C0{code}\r":
                self.char(char)
                await asyncio.sleep(gap)
            if is_there():
                return
            await asyncio.sleep(PAUSE)
        raise TimeoutError(code)


async def until(condition: Callable[[], object]) -> None:
    while True:
        if condition():
            return
        await asyncio.sleep(0.02)


def trial(badge: str, pin: str, scanner: SimulatedScanner) -> "Callable[[Kiosk], Awaitable[Any]]":
    """Sign in by the scanner, scan at both speeds and layouts, with both scanners, and at the lock."""

    async def work(kiosk: "Kiosk") -> dict[str, object]:
        from PySide6.QtWidgets import QLineEdit

        from kiosk.viewmodels.login import LoginModel

        await kiosk.ready.wait()
        shell, session = kiosk.shell, kiosk.backroom.session
        typist = SlowTypist(shell.windowHandle(), lambda: 0.0)
        login = kiosk.model(LoginModel)
        assert isinstance(login, LoginModel)
        await typist.scan_slowly(badge, 0.08, "hu", lambda: login.badge)
        login.count_digits(len(pin))
        login.sign_in(pin)
        await until(lambda: shell.router.current == "home")
        line = QLineEdit(shell)
        line.show()
        line.setFocus()
        landed: list[str] = []
        kiosk.scans.go_to.connect(lambda _route, subject: landed.append(subject["lot"]))
        for place, (gap, layout) in enumerate(
            ((0.02, "us"), (0.08, "us"), (0.02, "hu"), (0.08, "hu"))
        ):
            lot = LOTS[place]
            await typist.scan_slowly(lot, gap, layout, partial(landed.__contains__, lot))
            scanner.scan(lot)
            await asyncio.sleep(PAUSE)
        kiosk.idle.sleep()
        locked = session.locked
        await typist.scan_slowly(LOTS[4], 0.02, "us", lambda: kiosk.lock._scanned)
        before = len(landed)
        kiosk.lock.count_digits(len(pin))
        kiosk.lock.resume(pin)
        await until(lambda: len(landed) > before)
        return {
            "badge": login.badge or badge,
            "typed": line.text(),
            "landed": landed,
            "locked": locked,
            "after": before,
        }

    return work


def main(url: str, folder: str, badge: str, pin: str) -> None:
    from kiosk.app.kiosk import run

    with SimulatedScanner("tcp:0") as scanner:
        devices = [
            parse_device("scanner.main=wedge@keyboard"),
            parse_device(f"scanner.gate=serial@{scanner.port}"),
        ]
        settings = Settings(database=url, data_dir=folder, full_screen=False)
        said = run(settings, devices, trial(badge, pin, scanner))
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    main(*sys.argv[1:])
