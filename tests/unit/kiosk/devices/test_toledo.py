"""What the scales of Mettler Toledo's two old protocols say beside the frames of their manuals."""

from decimal import Decimal

import pytest

from kiosk.devices.decoded import Json, reading_as_json
from kiosk.devices.setting import Options
from kiosk.ports import Reading
from tests.codecs import SPOKEN
from tests.scale_words import GARBAGE, held, said, told, weight


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x02012.34\r", weight("stable", value="12.34", unit="lb", net=False)),
        (b"\x02012.34N\r", weight("stable", value="12.34", unit="lb", net=True)),
        (b"\x02?B\r", weight("overload", status_bits="000010")),
        (b"\x02?K\r", weight("overload", note="motion + over capacity + outside zero capture")),
        (b"\x02?H\r", weight("zero_error", status_bits="001000")),
        (b"\x02?L\r", weight("underload", status_bits="001100")),
        (b"\x02?X\r", weight("zero_error", status_bits="011000")),
        (b"\x02?P\r", weight("status_only", status_bits="010000")),
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
    [grams] = told("toledo_8217", b"\x0212.345\r", options={"unit": "g"})
    assert (grams.unit, grams.unit_from, grams.bookable) == ("g", "profile", True)


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


@pytest.mark.parametrize(
    ("increment", "least"), [(b"-", "0.020"), (b"5", "0.040"), (b"=", "0.100")]
)
def test_a_scale_that_tells_its_step_weighs_no_less_than_twenty(
    increment: bytes, least: str
) -> None:
    grams = int(Decimal(least) * 1000)
    for weighed, is_bookable in ((grams, True), (grams - 1, False)):
        digits = b"%06d000000" % weighed
        [reading] = told("toledo_continuous", frame(increment + b"0 ", digits))
        assert (reading.bookable, reading.below_minimum) == (is_bookable, not is_bookable)
