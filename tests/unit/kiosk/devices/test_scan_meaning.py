from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.gs1 import GS
from kiosk.devices.decoded import scan_as_json
from kiosk.devices.scanners.code_lines import CodeLines
from kiosk.devices.scanners.in_store import in_store_forms
from kiosk.devices.scanners.meaning import LONGEST_CODE, parse_scan
from kiosk.devices.scanners.serial import ScanCodec
from kiosk.devices.scanners.wedge import WedgeCodec
from kiosk.ports import ScanKind, StoreItem
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
        ("B-" + "7" * 38, ScanKind.BADGE, "B-" + "7" * 38),
        ("B-" + "7" * 39, ScanKind.UNKNOWN, None),
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
        ("HTTPS://ID.GS1.ORG/01/05991234567894/10/LOT42A", ScanKind.DIGITAL_LINK, "LOT42A"),
        ("]Q1id.gs1.org/01/05991234567894/10/LOT42A", ScanKind.DIGITAL_LINK, "LOT42A"),
        ("shop.example/01/what", ScanKind.UNKNOWN, None),
        ("L.12/3", ScanKind.UNKNOWN, None),
        (f"RAW-20260124-DUNA-0001{GS}", ScanKind.OWN_CODE, "RAW-20260124-DUNA-0001"),
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
        ("]C110LOT42A029422348", ("missing_separator",)),
        ("]C110LOT42A112611201526123121SERIAL", ("missing_separator",)),
        ("]C110LOT42A31030123453748", ("missing_separator",)),
        (f"]C17003261115120{GS}10LOT", ("no_gs1_message",)),
        (f"]C170032611151200{GS}10LOT", ()),  # 15 November, noon
        ("]C110LOT42A029251EAR", ("missing_separator",)),
        ("]C110LOT42A3203012345", ("missing_separator",)),
        ("]C121SERIAL00359912345678901231", ("missing_separator",)),
        ("]C110LOT42A00359912345678901231", ("missing_separator",)),  # twenty signs, and on
        ("]C110SKW15260124DUNA02013103012345", ("missing_separator",)),
        ("]C110SKW15260124DUNA020115261231", ("missing_separator",)),
        ("]C142234842634810LOT", ()),  # of one length each: nothing can run into the next
        ("]C131030123453102009999", ("duplicate:310n",)),
        ("]C131030123403102001234", ()),
        ("]C1010599123456789402159912345678913702", ("two_gtins",)),
        (f"]C110LOT{GS}10LOS", ("duplicate:10",)),
        (f"]C110LOT{GS}10LOT", ()),
        ("]C11015261231", ()),
        ("]C110A15261231", ("missing_separator",)),
        (f"]C17007261115261118{GS}10LOT", ()),
        ("]C13573000100", ("pounds:3573",)),
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


@pytest.mark.parametrize(
    ("address", "ais"),
    [
        ("https://example.com/a/01/614141123452", {"01": "00614141123452"}),
        (
            "http://example.com/01/05991234567894/22/V/10/A%2FB/21/S?15=261231&3103=012345#x",
            {
                "01": "05991234567894",
                "22": "V",
                "10": "A/B",
                "21": "S",
                "15": "261231",
                "3103": "012345",
            },
        ),
        (
            "https://example.com/01/05991234567894?10=A+B;exp=x&1234=y&linkType=all",
            {"01": "05991234567894", "10": "A+B"},
        ),
        (
            "https://example.com/00/359912345678901231?02=05991234567894&37=25&10=ABC123",
            {"00": "359912345678901231", "02": "05991234567894", "37": "25", "10": "ABC123"},
        ),
        (
            "https://example.com/01/05991234567894?7007=260101260105",
            {"01": "05991234567894", "7007": "260101260105"},
        ),
    ],
)
def test_a_digital_link_says_what_stands_in_its_path_and_query(
    address: str, ais: dict[str, str]
) -> None:
    scan = parse_scan(f"]Q1{address}")
    assert (scan.kind, scan.ais, scan.reject) == (ScanKind.DIGITAL_LINK, ais, ())


@pytest.mark.parametrize(
    ("query", "reject"),
    [
        ("10=A&10=B", ("duplicate:10",)),
        ("10=A&10=A", ()),
        ("3203=000123", ("pounds:3203",)),
        ("02=15991234567891&37=4", ("two_gtins",)),
        ("410=5991234567891", ("check_digit:410",)),
    ],
)
def test_a_digital_link_that_would_mislead_is_rejected(query: str, reject: tuple[str, ...]) -> None:
    assert parse_scan(f"https://id.gs1.org/01/05991234567894?{query}").reject == reject


def test_measures_and_dates_come_with_the_elements() -> None:
    scan = parse_scan(f"]d2010599123456789431030123451526123110LOT42A{GS}11261120")
    assert str(scan.decimals["3103"]) == "12.345"
    assert {ai: day.isoformat() for ai, day in scan.dates.items()} == {
        "15": "2026-12-31",
        "11": "2026-11-20",
    }


@pytest.mark.parametrize("begin", [b"", b"\x02"])
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\x03", b"\x03\r", b"\x03\r\n"])
def test_a_scanner_may_begin_and_end_a_code_in_any_way(begin: bytes, end: bytes) -> None:
    codec = ScanCodec({})
    scans = codec.feed(
        begin + b"]d210LOT42A\x1d15261231" + end + begin + b"B-OPERATOR" + end + begin + end
    )
    assert [scan.reference for scan in scans] == ["LOT42A", "B-OPERATOR"]
    assert scans[0].ais == {"10": "LOT42A", "15": "261231"}
    assert codec.leftover == b""


def test_a_code_longer_than_any_symbol_is_told_as_such() -> None:
    codec = ScanCodec({})
    scans = codec.feed(b"1" * (LONGEST_CODE + 1) + b"\rB-OPERATOR\r")
    assert [scan.reject for scan in scans] == [("too_long",), ()]
    assert parse_scan("1" * (LONGEST_CODE + 1)).reject == ("too_long",)
    assert parse_scan("X" * LONGEST_CODE).reject == ("no_gs1_message",)


@pytest.mark.parametrize("codec", [ScanCodec({}), WedgeCodec({})])
def test_a_code_whose_end_does_not_come_is_told_and_is_no_part_of_the_next(
    codec: CodeLines,
) -> None:
    assert codec.feed(b"]C0LOT4") == []
    silence = [codec.feed(b"") for _ in range(40)]
    assert [scan.reject for scans in silence for scan in scans] == [("cut_off",)]
    assert not any(silence[:15])  # a line may pause for a moment
    assert [scan.text for scan in codec.feed(b"]C0LOT42A\r")] == ["]C0LOT42A"]
    assert codec.feed(b"1" * (2 * LONGEST_CODE))[0].reject == ("too_long",)
    assert not any(codec.feed(b"") for _ in range(40))
    assert [scan.text for scan in codec.feed(b"LOT43A\r")] == ["LOT43A"]


@pytest.mark.parametrize("codec", [ScanCodec({}), WedgeCodec({})])
def test_a_code_that_stx_begins_anew_is_read_from_there(codec: CodeLines) -> None:
    assert [scan.text for scan in codec.feed(b"LOT4\x02LOT42A\r")] == ["LOT42A"]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "empty"),
        ("]C1", "empty"),
        (f"]C1{GS}", "empty"),
        ("]C0", "empty"),
        ("]C0LK-1", ""),
        ("LK-1", ""),
        ("hús", "letters"),
        ("]C1é", "letters"),
        ("]C115000000", "date:15"),
        ("]C117260230", "date:17"),
        ("]C117261301", "date:17"),
        ("]C10105991234567894112602301", "date:11"),
        ("]C17007260105260101", "date:7007"),
        ("]C17007260105260141", "date:7007"),
        ("]C110", "format:10"),
        ("]C110" + "A" * 21, "format:10"),
        ("]C110LOT" + GS + "1126013X", "date:11"),
        ("]C1(10)LOT", "unreadable"),
        ("]d2https://id.gs1.org/01/05991234567894", "unreadable"),
        ("]C13106000012", "format:31"),
        ("]C14223480348", "format:422"),
        ("LOT\x0042A", "signs"),
        (f"LOT{GS}42A", "signs"),
        (f"]C0LOT{GS}42A", "signs"),
        ("]C110LOT\x1e42A", "signs"),
        ("]E05991234567895", "misread"),
        ("5991234567895", ""),
        ("04006381333931", "product"),
        ("02912345012342", "in_store"),
        ("412345678903", "in_store"),
        ("0212345678909", "in_store"),
        ("5991234567894", "product"),
        ("2912345012342", "in_store"),
        ("20123451", "in_store"),
        ("http://[", "link"),
        ("https://example.org/", "link"),
        ("https://id.gs1.org/AQnYUc1gmiHRlg", "link"),  # compressed
        ("https://id.gs1.org/01/05991234567894/CHGxN", "link"),  # in part
        ("https://id.gs1.org/01/05991234567894/10/", "link"),
        ("https://id.gs1.org/01//10/LOT", "link"),
        (
            "https://id.gs1.org/01/05991234567894/21/S/10/LOT",
            "link",
        ),  # a lot stands before a serial
        ("https://id.gs1.org/01/0599123456789X", "format:01"),
        ("https://id.gs1.org/01/05991234567894/10/LOT%201", "format:10"),
        ("https://id.gs1.org/01/05991234567894/10/LOT%1D15261231", "format:10"),
        ("https://id.gs1.org/01/05991234567894?15=260231", "date:15"),
    ],
)
def test_a_code_that_says_nothing_tells_why(text: str, cause: str) -> None:
    scan = parse_scan(text)
    assert (scan.reject, scan.cause) == (("no_gs1_message",), cause)


def test_day_00_is_the_last_of_its_month_and_a_range_begins_with_its_first_day() -> None:
    scan = parse_scan(f"]C1172602007007260101260105{GS}10LOT")
    assert scan.reject == ()
    assert scan.ais == {"17": "260200", "7007": "260101260105", "10": "LOT"}
    assert {ai: day.isoformat() for ai, day in scan.dates.items()} == {
        "17": "2026-02-28",
        "7007": "2026-01-01",
    }


@pytest.mark.parametrize(
    "text", ["]d210LOT|15261231", "]Q310LOT%15261231", f"]Q310LOT{GS}15261231"]
)
def test_what_some_scanners_send_for_a_separator_ends_an_element(text: str) -> None:
    assert parse_scan(text).ais == {"10": "LOT", "15": "261231"}


@pytest.mark.parametrize("text", ["]Q310LO%%T%15261231", f"]Q310LO%T{GS}15261231"])
def test_a_per_cent_of_a_qr_code_is_itself_where_it_is_doubled_or_gs_separates(text: str) -> None:
    assert parse_scan(text).ais == {"10": "LO%T", "15": "261231"}


def test_an_in_store_code_reads_by_the_plants_own_form() -> None:
    forms = in_store_forms("27IIIIIXXXXX 28IIIIIWWWWW")
    scan = parse_scan("]E02812345012345", forms)
    assert scan.store_item == StoreItem(item="12345", kg=Decimal("1.234"))
    assert parse_scan("2712345012348", forms).store_item == StoreItem(item="12345")
    assert parse_scan("02812345012345", forms).store_item == scan.store_item
    twelve = in_store_forms("02IIIIIWWWWW")
    assert parse_scan("212345012345", twelve).store_item == scan.store_item
    assert parse_scan("20123451", twelve).store_item is None
    assert parse_scan("2912345012342", forms).store_item is None
    assert (scan.kind, scan.reject) == (ScanKind.EAN, ("no_gs1_message",))


@pytest.mark.parametrize(
    "form",
    ["28IIIII", "IIIIIIIWWWWW", "28IIIIIIIIIIA", "28WWWWWWWWWW", "28IIWWWIIWWW", "281234567890"],
)
def test_a_form_of_another_shape_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="in-store"):
        in_store_forms(form)


@given(st.text() | st.binary() | st.from_regex(r"\][A-Za-z][0-9](\d\d[0-9A-Z\x1d]{,20}){,4}"))
def test_no_code_makes_the_parser_raise(code: str | bytes) -> None:
    assert parse_scan(code).kind in ScanKind
