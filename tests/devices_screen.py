"""What a Desk's devices screen shows, tells and has saved."""

from pathlib import Path

from kiosk.settings import DeviceTable, load
from kiosk.viewmodels.devices import DevicesModel
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_workplace import Desk


def seen(desk: Desk, role: str = "") -> DevicesModel:
    model = DevicesModel(desk.place)
    model.enter({"role": role} if role else {})
    desk.until(lambda: model.loaded)
    return model


def told(desk: Desk) -> tuple[NoticeKind, str]:
    notice = desk.place.notices.last
    assert notice is not None
    return notice.kind, notice.text


def saved(desk: Desk) -> dict[str, DeviceTable]:
    return dict(load(Path(desk.devices.file), environment={}).devices)
