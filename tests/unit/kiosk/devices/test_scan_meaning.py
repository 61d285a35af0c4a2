from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.gs1 import GS
from kiosk.devices.decoded import scan_as_json
from kiosk.devices.scanners.meaning import parse_scan
from kiosk.devices.scanners.serial import ScanCodec
from kiosk.ports import ScanKind
from tests.frames import frames, titled

FRAMES = frames("serial")
APP_REJECTS = {"reject_missing_separator": ["missing_separator"]}
LINK = {
    "01": {"value": "05991234567894"},
    "10": {"value": "LOT42A"},
    "3103": {"value": "012345", "decimal": "12.345"},
}


@pytest.mark.parametrize("frame", FRAMES, ids=titled)
def test_a_code_reads_as_its_source_says(frame: dict[str, Any]) -> None:
    expect = frame["expect"]
    told = scan_as_json(parse_scan(bytes.fromhex(frame["hex"])))
    is_link = expect.get("app") == "strip_aim_then_digital_link"
    assert told["ais"] == (LINK if is_link else expect["biip_ais"])
    assert told["reject"] == expect["reject"] + APP_REJECTS.get(expect.get("app"), [])


@pytest.mark.parametrize(
    ("text", "kind", "reference"),
    [
        ("RAW-20260124-DUNA-0001", ScanKind.OWN_CODE, "RAW-20260124-DUNA-0001"),
        ("]d1SKW15260124DUNA0201", ScanKind.OWN_CODE, "SKW15260124DUNA0201"),
        ("RUN-20260124-DUNA-0001", ScanKind.OWN_CODE, "RUN-20260124-DUNA-0001"),
        ("RAW-20260124-DUNA-PK1-001", ScanKind.OWN_CODE, "RAW-20260124-DUNA-PK1-001"),
        ("ACME-20260124-001", ScanKind.OWN_CODE, "ACME-20260124-001"),
        (
            "0198c0de-0000-7000-8000-000000000001",
            ScanKind.OWN_CODE,
            "0198c0de-0000-7000-8000-000000000001",
        ),
        ("]C0B-OPERATOR", ScanKind.BADGE, "B-OPERATOR"),
        ("\x02B-MANAGER2\x03", ScanKind.BADGE, "B-MANAGER2"),
        ("10RAW260124DUNA0001", ScanKind.GS1, "RAW260124DUNA0001"),
        ("]d21126012410SKW15260124DUNA0201", ScanKind.GS1, "SKW15260124DUNA0201"),
        (f"{GS}00359912345678901231", ScanKind.GS1, "359912345678901231"),
        ("]C100359912345678901231", ScanKind.GS1, "359912345678901231"),
        ("]C1003599123456789012311010A", ScanKind.GS1, "10A"),
        ("5991234567894", ScanKind.EAN, "5991234567894"),
        ("]E05991234567894", ScanKind.EAN, "5991234567894"),
        ("https://id.gs1.org/01/05991234567894/10/LOT42A", ScanKind.DIGITAL_LINK, "LOT42A"),
        ("https://example.org/", ScanKind.UNKNOWN, None),
        ("]d110LOT42A", ScanKind.UNKNOWN, None),
        ("]C1", ScanKind.GS1, None),
        ("", ScanKind.UNKNOWN, None),
        ("]", ScanKind.UNKNOWN, None),
        ("hús", ScanKind.UNKNOWN, None),
    ],
)
def test_a_code_names_the_thing(text: str, kind: ScanKind, reference: str | None) -> None:
    scan = parse_scan(text)
    assert (scan.kind, scan.reference) == (kind, reference)


@pytest.mark.parametrize(
    ("text", "reject"),
    [
        ("]C13203000100", ("pounds:3203",)),
        ("]C10105991234567894" + "0105991234567900", ("duplicate:01",)),
        ("]C100359912345678901232", ("check_digit:00",)),
        ("]C14105991234567891", ("check_digit:410",)),
        ("]C110LOT42A15261231", ("missing_separator",)),
        ("]C110LOT0105991234567894", ("missing_separator",)),
        ("]C110LOT42A02910X", ("missing_separator",)),
        ("]C115000000", ("no_gs1_message",)),
        ("]C111261301", ("no_gs1_message",)),
        ("]C1(10)LOT42A", ("no_gs1_message",)),
        ("]C110SKW15260124DUNA0291", ()),
        ("]C110260114-03", ()),
        (f"]C110LOT42A{GS}15261231", ()),
    ],
)
def test_a_code_that_would_mislead_is_rejected(text: str, reject: tuple[str, ...]) -> None:
    assert parse_scan(text).reject == reject


def test_measures_and_dates_come_with_the_elements() -> None:
    scan = parse_scan(f"]d2010599123456789431030123451526123110LOT42A{GS}11261120")
    assert str(scan.decimals["3103"]) == "12.345"
    assert {ai: day.isoformat() for ai, day in scan.dates.items()} == {
        "15": "2026-12-31",
        "11": "2026-11-20",
    }


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_a_scanner_may_end_a_code_in_either_way(end: bytes) -> None:
    codec = ScanCodec()
    scans = codec.feed(b"]d210LOT42A\x1d15261231" + end + b"B-OPERATOR" + end)
    assert [scan.reference for scan in scans] == ["LOT42A", "B-OPERATOR"]
    assert codec.leftover == b""


@given(st.text() | st.binary() | st.from_regex(r"\][A-Za-z][0-9](\d\d[0-9A-Z\x1d]{,20}){,4}"))
def test_no_code_makes_the_parser_raise(code: str | bytes) -> None:
    assert parse_scan(code).kind in ScanKind
