"""What scales say beside the frames of their manuals: orders, identities, limits, odd weights."""

import pytest

from kiosk.devices.decoded import Json, reading_as_json
from kiosk.devices.setting import DeviceSetting
from tests.codecs import SPOKEN
from tests.scale_words import GARBAGE, held, said, told, weight

PID = b"PID\r\n"
KEPT = b"1,    12.345kg,       1.250kg,00000-000158"
EXTENDED = b",    11.095,PT     1.250,         0,kg,NO"
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
    ("and_standard", b"\x06", b"CT\r\n", said("ack", "ok", command="CT")),
    ("and_standard", b"\x06", b"", said("ack", "ok")),
    ("and_standard", b"EC,E11", b"Z\r\n", said("error", "error", code="EC,E11")),
    ("and_standard", b"EC,E1", b"X\r\n", said("error", "error", code="EC,E1")),
    ("and_standard", b"ST,+9999999E+19", b"", GARBAGE),
    ("and_standard", b"OL,+         kg", b"", weight("overload", unit="kg")),
    ("and_standard", b"US,-0000.125 lb", b"", weight("unstable", value="-0.125", unit="lb")),
    # KERN
    ("kern_continuous", b"+  12.345KG  ", b"", weight("unknown", value="12.345", unit="kg")),
    ("kern_continuous", b"+ 12.3 45KG S", b"", GARBAGE),
    ("kern_continuous", b"+12.345KG S", b"", GARBAGE),
    ("kern_continuous", b"   12.345KG S", b"", held("12.345", unit="kg")),
    ("kern_continuous", b"   0.125KG S", b"", None),  # may be the tail of -   0.125KG S
    ("kern_continuous", b"+ ------ KG E", b"", weight("overload_or_underload", unit="kg")),
    ("kern_continuous", b"+  12.345LB S", b"", weight("stable", value="12.345", unit="lb")),
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
    ("ohaus", b"    12.345 kg   B/G", b"", held("12.345", unit="kg", net=False)),
    ("ohaus", b"-    1.250 kg ? NET", b"", weight("unstable", value="-1.250", net=True)),
    ("ohaus", b"    123.45 g    NET", b"", weight("stable", value="123.45", unit="g", net=True)),
    ("ohaus", b"     12.345 kg   B/G", b"", GARBAGE),
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
    ("sartorius_sbi", b"      --      ", b"", weight("busy_or_timeout")),
    ("sartorius_sbi", b"Stat        C       ", b"", weight("busy_or_timeout")),
    ("sartorius_sbi", b"   Cal.Int.   ", b"", weight("busy_or_timeout")),
    ("sartorius_sbi", b"              ", b"", weight("busy_or_timeout")),
    ("sartorius_sbi", b"   Err  54    ", b"", said("error", "error", code="54")),
    ("sartorius_sbi", b"     E 101    ", b"", said("error", "error", code="101")),
    ("sartorius_sbi", b"Nom.  +   12.345 kg ", b"", said("info", "unknown", id="Nom.")),
    ("sartorius_sbi", b"+  123.5[6]g  ", b"", weight("unknown", value="123.56", unit="g")),
    ("sartorius_sbi", b"      34309393", b"\x1bx2_\r\n", said("info", "ok", serial="34309393")),
    ("sartorius_sbi", b"      High    ", b"\x1bx2_\r\n", weight("overload")),
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
    ("st_gs", b"ST,GS,=\xe4,  12.345 kg", b"", held("12.345", device_id="=", lamp=0xE4)),
    ("st_gs", b"ST,GS,  12.345,kg,", b"", GARBAGE),
    ("st_gs", b"1,ST" + EXTENDED, b"REXT\r\n", held("11.095", unit="kg", net=True, tare="1.250")),
    (
        "st_gs",
        b"071,US" + EXTENDED[:-3] + b",01/02/26  10:11:12",
        b"07REXT\r\n",
        weight("unstable", value="11.095", address="07"),
    ),
    (
        "st_gs",
        b"1,ST,    12.345,       0.000,         0,         0,kg",
        b"",
        held("12.345", net=False, tare="0.000"),
    ),
    ("st_gs", b"1,OL,          ,       0.000,         0,kg,NO", b"", weight("overload")),
    ("st_gs", b"1,ST,          ,       0.000,         0,kg,NO", b"", GARBAGE),
    ("st_gs", b"1,ST" + EXTENDED.replace(b"11.095", b"11. 95"), b"", GARBAGE),
    ("st_gs", b"1,ST" + EXTENDED.replace(b" 11.095", b"11.095"), b"", GARBAGE),
    ("st_gs", b"TARE", b"TARE\r\n", None),
    ("st_gs", b"I", b"TARE\r\n", said("ack", "busy_or_timeout")),
    ("st_gs", b"23?", b"23X\r\n", said("error", "error", code="?", address="23")),
    ("st_gs", b"OK", b"TARE\r\n", said("ack", "ok", command="TARE")),
    ("st_gs", b"01OK", b"01TMAN0\r\n", said("ack", "ok", command="TMAN", address="01")),
    ("st_gs", b"OK", b"", said("ack", "ok")),
    ("st_gs", b"01ERR01", b"01X\r\n", said("error", "error", code="ERR01", address="01")),
    ("st_gs", b"ERR03", b"TARE\r\n", said("error", "error", code="ERR03", command="TARE")),
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
    ("st_gs", b"PIDST," + KEPT.replace(b"12.345", b"      "), PID, GARBAGE),
    (
        "st_gs",
        b"PIDOL," + NOT_KEPT.replace(b"12.345", b"      "),
        PID,
        said("info", "overload", unit="kg", command="PID"),
    ),
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


def test_on_a_bus_only_the_indicator_of_the_address_is_listened_to() -> None:
    other, own = b"02ST,GS,   2.000,kg\r\n", b"01ST,GS,   1.000,kg\r\n"
    for options, expected in (({"address": "01"}, ["1.000"]), ({}, ["2.000", "1.000"])):
        seen = told("st_gs", b"01READ\r\n" + other + own, b"01READ\r\n", options)
        assert [str(reading.value) for reading in seen] == expected


def test_a_handshake_is_on_or_off() -> None:
    protocol = SPOKEN["sartorius_sbi"]
    for option, expected in (
        ({}, False),
        ({"handshake": True}, True),
        ({"handshake": False}, False),
    ):
        setting = DeviceSetting("scale.main", "sartorius_sbi", "x", option)
        assert protocol.line_of(setting).handshake is expected
    with pytest.raises(ValueError, match="handshake is true or false"):
        protocol.line_of(DeviceSetting("scale.main", "sartorius_sbi", "x", {"handshake": "maybe"}))


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
