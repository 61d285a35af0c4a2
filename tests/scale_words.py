"""What a scale said, and words for what it should have said."""

from typing import Any

from kiosk.devices.decoded import Json
from kiosk.devices.setting import Options
from kiosk.ports import Reading
from tests.codecs import SPOKEN


def told(
    name: str, data: bytes, request: bytes = b"", options: Options | None = None
) -> list[Reading]:
    codec = SPOKEN[name].codec(options or {})
    codec.asked(request)
    found = [*codec.feed(data), *codec.feed(b"")]
    assert all(isinstance(item, Reading) for item in found)
    return [item for item in found if isinstance(item, Reading)]


def weight(status: str, **more: Any) -> Json:
    return {"kind": "weight", "status": status, "bookable": False} | more


def said(kind: str, status: str, **more: Any) -> Json:
    return {"kind": kind, "status": status, "bookable": False} | more


def held(value: str, **more: Any) -> Json:
    return {"kind": "weight", "status": "stable", "bookable": True, "value": value} | more


GARBAGE = said("error", "garbage")
