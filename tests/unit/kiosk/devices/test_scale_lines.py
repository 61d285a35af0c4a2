"""What scales say beside the frames of their manuals: orders, identities, limits, odd weights."""

from typing import Any

import pytest

from kiosk.devices.decoded import Json, reading_as_json
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
PID = b"PID\r\n"
KEPT = b"1,    12.345kg,       1.250kg,00000-000158"
NOT_KEPT = b"1,    12.345kg,PT     0.000kg,NO"

LINES = [
    # A&D
    ("and_standard", b"I", b"T\r\n", said("ack", "busy_or_timeout")),
    ("and_standard", b"?E", b"X\r\n", said("error", "error", code="?E")),
    ("and_standard", b"?", b"X\r\n", said("error", "error", code="?")),
    ("and_standard", b"CT", b"CT\r\n", said("ack", "ok", command="CT")),
    ("and_standard", b"OL,+9999999E+20", b"", GARBAGE),
    ("and_standard", b"ST,+  12.345 kg", b"", held("12.345", unit="kg")),
    ("and_standard", b"ST,+0012.345   ", b"", GARBAGE),
    ("and_standard", b"HD,+0012.345 kg", b"", None),
    # KERN
    ("kern_continuous", b"+  12.345KG  ", b"", weight("unknown", value="12.345", unit="kg")),
    ("kern_continuous", b"+ 12.3 45KG S", b"", GARBAGE),
    ("kern_continuous", b"+12.345KG S", b"", GARBAGE),
    ("kern_continuous", b"   12.345KG S", b"", held("12.345", unit="kg")),
    # MT-SICS and KCP
    ("mt_sics", b"MM A      1.250 kg", b"MM\r\n", said("tare", "ok", value="1.250", unit="kg")),
    ("mt_sics", b"MM I", b"MM\r\n", said("tare", "busy_or_timeout")),
    ("mt_sics", b"S L", b"S\r\n", weight("error")),
    ("mt_sics", b'I4 A "\xff"', b"I4\r\n", GARBAGE),
    ("mt_sics", b"ES", b"I4\r\n", said("info", "unknown")),
    ("mt_sics", b"ES", b"T\r\n", said("error", "error", code="syntax")),
    # Ohaus
    ("ohaus", b"ES", b"PSN\r\n", said("info", "unknown")),
    ("ohaus", b"OK!", b"T\r\n", said("ack", "ok")),
    ("ohaus", b"ES", b"X\r\n", said("error", "error", code="ES")),
    ("ohaus", b"Err 8.3", b"IP\r\n", weight("overload", code="8.3")),
    ("ohaus", b"Err 8.4", b"IP\r\n", weight("underload", code="8.4")),
    ("ohaus", b"Err 3.0", b"IP\r\n", weight("error", code="3.0")),
    ("ohaus", b"B123456789", b"PSN\r\n", said("info", "ok", serial="B123456789")),
    ("ohaus", b"B123456789", b"IP\r\n", GARBAGE),
    ("ohaus", b"    1.250 kg   ?PT ", b"", said("tare", "ok", value="1.250", unit="kg")),
    ("ohaus", b"   12.340 kg       ", b"", held("12.340", unit="kg")),
    ("ohaus", b"       0.211 kg  ", b"", held("0.211", unit="kg")),
    ("ohaus", b"       0.211 kg", b"", weight("unknown", value="0.211", unit="kg")),
    # Sartorius
    ("sartorius_sbi", b"+   12.345    ", b"", weight("unstable", value="12.345")),
    (
        "sartorius_sbi",
        b"N     +   12.345    ",
        b"",
        weight("unstable", value="12.345", net=True, id="N"),
    ),
    (
        "sartorius_sbi",
        b"T1    +    1.250 kg ",
        b"",
        said("tare", "ok", value="1.250", unit="kg", id="T1"),
    ),
    (
        "sartorius_sbi",
        b"T1    +    1.250    ",
        b"",
        said("tare", "unstable", value="1.250", id="T1"),
    ),
    ("sartorius_sbi", b"Qnt   +      250 pcs", b"", said("info", "unknown", id="Qnt")),
    (
        "sartorius_sbi",
        b"G     +  123.5[6] kg ",
        b"",
        weight("unknown", value="123.56", unit="kg", note="last digit not verified"),
    ),
    ("sartorius_sbi", b"Stat        LL      ", b"", weight("underload")),
    ("sartorius_sbi", b"Stat        Hello   ", b"", GARBAGE),
    ("sartorius_sbi", b"      34309393", b"\x1bx2_\r\n", said("info", "ok", serial="34309393")),
    ("sartorius_sbi", b"34309393", b"\x1bx2_\r\n", said("info", "ok", serial="34309393")),
    ("sartorius_sbi", b"+   12.345 kg ", b"\x1bx2_\r\n", held("12.345", unit="kg")),
    # the ST,GS family
    ("st_gs", b"HD,GS,  12.345,kg", b"", weight("hold", value="12.345", unit="kg", net=False)),
    ("st_gs", b"TL,GS,  12.345,kg", b"", weight("error", unit="kg", net=False)),
    ("st_gs", b"OL,TR,        ,kg", b"", said("tare", "overload", unit="kg")),
    ("st_gs", b"ST,PT,   1.250,kg", b"", said("tare", "ok", value="1.250", unit="kg")),
    ("st_gs", b"ST,GS,  12.345,Kg", b"", held("12.345", unit="kg", net=False)),
    ("st_gs", b"ST,GS,  123.45 g", b"", weight("stable", value="123.45", unit="g", net=False)),
    ("st_gs", b"ST,GS,00012.34,kg", b"", held("12.34", unit="kg", net=False)),
    ("st_gs", b"ST,GS,--12.345,kg", b"", GARBAGE),
    ("st_gs", b"ST,GS,1\x84,  12.345 kg", b"", weight("unstable", value="12.345", lamp=0x84)),
    ("st_gs", b"ST,GS,1\xd4,  12.345 kg", b"", weight("hold", value="12.345", lamp=0xD4)),
    ("st_gs", b"OL,GS,1\xc4,         kg", b"", weight("overload", lamp=0xC4, device_id="1")),
    ("st_gs", b"US,GS,1\xc4,  12.345 kg", b"", weight("unstable", value="12.345", lamp=0xC4)),
    ("st_gs", b"I", b"TARE\r\n", said("ack", "busy_or_timeout")),
    ("st_gs", b"23?", b"23X\r\n", said("error", "error", code="?", address="23")),
    ("st_gs", b"OK", b"TARE\r\n", said("ack", "ok", command="TARE")),
    ("st_gs", b"01OK", b"01TMAN0\r\n", said("ack", "ok", command="TMAN", address="01")),
    ("st_gs", b"OK", b"", said("ack", "ok")),
    ("st_gs", b"01ERR01", b"01X\r\n", said("error", "error", code="ERR01", address="01")),
    (
        "st_gs",
        b"01PIDST," + KEPT.replace(b",  ", b",PT", 1).replace(b",PT", b",  ", 1),
        PID,
        said(
            "info",
            "ok",
            value="12.345",
            unit="kg",
            tare="1.250",
            net=False,
            address="01",
            command="PID",
            alibi="00000-000158",
        ),
    ),
    ("st_gs", b"PIDUS," + NOT_KEPT, PID, said("info", "unstable", unit="kg", command="PID")),
    ("st_gs", b"PIDOL," + NOT_KEPT, PID, said("info", "overload", unit="kg", command="PID")),
    ("st_gs", b"PIDST," + NOT_KEPT, PID, said("info", "underload", unit="kg", command="PID")),
    ("st_gs", b"PIDST," + NOT_KEPT[:-1], PID, GARBAGE),
]


@pytest.mark.parametrize(("name", "line", "request_sent", "expected"), LINES)
def test_a_line_means_what_its_manual_says(
    name: str, line: bytes, request_sent: bytes, expected: Json | None
) -> None:
    seen = [reading_as_json(reading) for reading in told(name, line + b"\r\n", request_sent)]
    if expected is None:
        assert seen == []
        return
    [only] = seen
    assert {key: only[key] for key in only if key in expected or key in ("value", "alibi")} == (
        expected
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x02012.34\r", weight("stable", value="12.34", unit="lb", net=False)),
        (b"\x02012.34N\r", weight("stable", value="12.34", unit="lb", net=True)),
        (b"\x02?B\r", weight("overload", status_bits="000010")),
        (b"\x02?K\r", weight("overload", note="motion + over capacity + outside zero capture")),
        (b"\x02?H\r", weight("status_only", status_bits="001000")),
        (b"\x02?\xc1\r", GARBAGE),
        (b"\x02F\r", said("echo", "ok", command="F")),
    ],
)
def test_an_8217_tells_all_its_states(data: bytes, expected: Json) -> None:
    [only] = [reading_as_json(reading) for reading in told("toledo_8217", data)]
    assert {key: only[key] for key in only if key in expected or key == "value"} == expected


def test_an_8217_in_kilograms_takes_its_unit_from_the_profile() -> None:
    [reading] = told("toledo_8217", b"\x0212.345\r")
    assert (reading.unit, reading.unit_from, reading.bookable) == ("kg", "profile", True)
    [pounds] = told("toledo_8217", b"\x02012.34\r", options={"unit": "lb", "minimum": "1"})
    assert (pounds.unit, pounds.bookable) == ("lb", True)


def test_what_an_8217_says_back_is_no_weight() -> None:
    codec = SPOKEN["toledo_8217"].codec({})
    [echo] = codec.feed(b"\x02E\r12.345\r12.3")
    assert isinstance(echo, Reading)
    assert (echo.command, codec.leftover) == ("E", b"")
    [end] = codec.feed(b"45\x02F\r")
    assert isinstance(end, Reading)
    assert end.command == "F"
    [stale] = told("toledo_8217", b"12.345\r")
    assert stale.value is None
    [weighed] = codec.feed(b"\x0212.345\r")
    assert isinstance(weighed, Reading)
    assert weighed.bookable


def frame(
    status: bytes = b"-0 ", digits: bytes = b"012345000000", check: int | None = None
) -> bytes:
    body = b"\x02" + status + digits + b"\r"
    return body + bytes([-sum(body) & 0x7F if check is None else check])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (frame(b"-  "), weight("stable", value="12.345", unit="lb")),
        (frame(b"-0#"), weight("stable", value="12.345", unit="oz")),
        (frame(b"-00"), weight("unknown", unit="kg", note="expanded by ten")),
        (frame(b"-2 "), weight("stable", value="-12.345", unit="kg", net=False)),
        (frame(b"-2 ", b"000000000000"), weight("stable", value="0.000")),
        (frame(b"-x "), weight("unstable", value="12.345")),
        (frame(b"/0 "), held("0.12345")),
        (frame(b"(0 "), held("1234500")),
        (frame(b"-\x10 "), held("12.345")),
        (frame(b"-0 ", b" 12345      "), held("12.345")),
        (frame(b"-0 ", b"      000000"), GARBAGE),
        (frame(b"-0 ", b"1 2345000000"), GARBAGE),
        (frame(b"-0 ", b"0l2345000000"), None),
    ],
)
def test_a_frame_of_a_continuous_toledo_tells_all_its_states(
    data: bytes, expected: Json | None
) -> None:
    seen = [reading_as_json(reading) for reading in told("toledo_continuous", data)]
    if expected is None:
        assert not [each for each in seen if "value" in each]
        return
    [only] = seen
    assert {key: only[key] for key in only if key in expected or key == "value"} == expected


PLAIN = frame()[:-1]
AMBIGUOUS = frame(b"-0 ", b"005054009999", check=2)  # its checksum is STX


def values(data: bytes, options: Options | None = None) -> list[str]:
    return [str(each.value or each.code) for each in told("toledo_continuous", data, b"", options)]


@pytest.mark.parametrize(
    ("data", "options", "expected"),
    [
        (PLAIN * 3, {}, ["12.345"] * 3),
        (frame() * 3, {}, ["12.345"] * 3),
        (PLAIN * 3, {"checksum": False}, ["12.345"] * 3),
        (frame() * 3, {"checksum": "yes"}, ["12.345"] * 3),
        (frame() + PLAIN, {}, ["12.345"]),
        (PLAIN, {"checksum": "yes"}, []),
        (frame() + frame(check=1) + frame(), {}, ["12.345", "checksum", "12.345"]),
        (frame(check=1), {"checksum": True}, ["checksum"]),
    ],
)
def test_a_checksum_is_found_out_or_configured(
    data: bytes, options: Options, expected: list[str]
) -> None:
    assert values(data, options) == expected


def test_a_checksum_that_looks_like_a_beginning_is_told_from_one() -> None:
    assert sum(AMBIGUOUS) & 0x7F == 0
    assert values(AMBIGUOUS * 2) == ["5.054"] * 2
    assert values(AMBIGUOUS[:-1] * 2) == ["5.054"] * 2
    assert values(AMBIGUOUS) == ["5.054"]
    codec = SPOKEN["toledo_continuous"].codec({})
    assert [len(codec.feed(bytes([byte]))) for byte in AMBIGUOUS * 2].count(1) == 2


@pytest.mark.parametrize("at", range(len(frame())))
def test_a_byte_changed_under_a_checksum_is_never_another_weight(at: int) -> None:
    good = frame()
    codec = SPOKEN["toledo_continuous"].codec({"checksum": "yes"})
    for byte in range(256):
        maimed = good[:at] + bytes([byte]) + good[at + 1 :]
        found = [*codec.feed(maimed + good), *codec.feed(b"")]
        told = {str(item.value) for item in found if isinstance(item, Reading) and item.bookable}
        assert told <= {"12.345"}, byte


def test_noise_between_frames_is_told_once_and_the_next_frame_read() -> None:
    seen = told("toledo_continuous", frame() + b"?" * 1000 + frame() + b"?!" + frame())
    assert [str(each.value or each.status) for each in seen] == [
        "12.345", "garbage", "12.345", "garbage", "12.345"
    ]  # fmt: skip


def test_a_line_that_never_makes_sense_is_told() -> None:
    codec = SPOKEN["toledo_continuous"].codec({})
    found = [item for _ in range(100) for item in codec.feed(b"?")]
    assert len(found) == 1


@pytest.mark.parametrize("maybe", ["maybe", 2])
def test_a_checksum_is_yes_or_no(maybe: str | int) -> None:
    with pytest.raises(ValueError, match="checksum is yes or no"):
        SPOKEN["toledo_continuous"].codec({"checksum": maybe})


def test_an_indicator_is_asked_by_its_address() -> None:
    driver = SPOKEN["st_gs"].driver({"address": "01", "poll": "RW"})
    assert driver.request(0.0) == b"01RW\r\n"
    driver.order("alibi")
    assert driver.request(1.0) == b"01PID\r\n"


@pytest.mark.parametrize(("poll", "silence"), [("", 2.5), ("none", 2.5), ("key", None)])
def test_an_indicator_that_talks_by_itself_is_not_polled(poll: str, silence: float | None) -> None:
    driver = SPOKEN["st_gs"].driver({"poll": poll})
    assert driver.request(0.0) is None
    assert driver.talk.silence == silence
    assert driver.is_silent(0.0) is False
    assert driver.is_silent(10.0) is (silence is not None)


@pytest.mark.parametrize(("address", "sent"), [("07", b"07READ"), (7, b"07READ"), ("", b"READ")])
def test_an_address_may_be_a_number(address: str | int, sent: bytes) -> None:
    assert SPOKEN["st_gs"].driver({"address": address}).request(0.0) == sent + b"\r\n"


@pytest.mark.parametrize("address", ["1a", "001", -1, 100])
def test_an_address_has_at_most_two_digits(address: str | int) -> None:
    with pytest.raises(ValueError, match="0 to 99"):
        SPOKEN["st_gs"].driver({"address": address})


def test_the_polls_to_choose_from_are_ones_that_it_takes() -> None:
    for poll in SPOKEN["st_gs"].choices["poll"]:
        SPOKEN["st_gs"].driver({"poll": poll})


@pytest.mark.parametrize("name", ["kern_continuous", "st_gs"])
def test_a_scale_that_changes_its_width_for_good_is_read(name: str) -> None:
    wide, narrow = {
        "kern_continuous": (b"+  12.345KG S\r\n", b"+ 12.345KG S\r\n"),
        "st_gs": (b"ST,GS,-  12.345kg\r\n", b"ST,GS,-  2.345kg\r\n"),
    }[name]
    seen = [reading.value is not None for reading in told(name, wide * 2 + narrow * 3)]
    assert seen == [True, True, False, True, True]
