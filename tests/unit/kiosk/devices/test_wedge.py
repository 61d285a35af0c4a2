from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.gs1 import GS
from kiosk.devices.keyboard import KEYBOARD, KeyboardSeat
from kiosk.devices.manager import DeviceManager
from kiosk.devices.protocol import SpokenProtocol
from kiosk.devices.scanners.layouts import LAYOUTS, meant, typed_on
from kiosk.devices.scanners.meaning import LONGEST_CODE
from kiosk.devices.scanners.wedge import (
    FAST,
    FRAME,
    LEAST,
    PROTOCOL,
    STX,
    Outcome,
    TypedCode,
    Wedge,
    WedgeCodec,
    cut_off,
    read_typed,
)
from kiosk.devices.setting import DeviceSetting
from kiosk.ports import DeviceState, ScanKind
from tests.fix_devices import RecordingListener
from tests.frames import frames, titled

FRAMES = frames("wedge")
LABEL = f"]d210LOT42A{GS}3103012345"
PRINTABLE = "".join(map(chr, range(32, 127)))


class Keyboard:
    """Types on a Wedge; keeps what comes back. A key is its character."""

    def __init__(self, *, fallback: bool = True) -> None:
        self.wedge: Wedge[str] = Wedge(fallback=fallback)
        self.now = 100.0
        self.delivered: list[str] = []
        self.scans: list[TypedCode] = []
        self.cuts = 0

    def type(self, text: str, gap: float, *, pin: bool = False) -> None:
        for char in text:
            self.now += gap
            self.take(self.wedge.press(char, char, self.now, pin=pin))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.take(self.wedge.expire(self.now))

    def take(self, outcome: Outcome[str]) -> None:
        self.delivered += outcome.deliver
        self.cuts += outcome.cut
        if outcome.scan:
            self.scans.append(outcome.scan)


@pytest.mark.parametrize("gap", [0.0, 0.02, 0.08, FRAME])
@pytest.mark.parametrize("end", ["\r", "\n", "\x03"])
@pytest.mark.parametrize("pin", [False, True])
def test_what_stands_behind_stx_is_a_scan_however_slow(gap: float, end: str, pin: bool) -> None:
    keyboard = Keyboard(fallback=False)
    keyboard.type(STX + LABEL + end, gap, pin=pin)
    assert keyboard.scans == [TypedCode(LABEL, framed=True)]
    assert (keyboard.delivered, keyboard.cuts, keyboard.wedge.due) == ([], 0, None)


def test_a_quick_code_with_enter_behind_is_a_scan_without_stx() -> None:
    keyboard = Keyboard()
    keyboard.type(LABEL + "\r", FAST)
    assert keyboard.scans == [TypedCode(LABEL, framed=False)]
    assert keyboard.delivered == []


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("12345\r", 0.01),  # under LEAST
        ("123456\t", 0.01),
        ("123456\r", FAST + 0.001),
        ("123456", 0.01),
    ],
)
def test_what_is_no_scan_is_given_back_unchanged(text: str, gap: float) -> None:
    keyboard = Keyboard()
    keyboard.type(text, gap)
    keyboard.wait(FAST + 0.001)
    assert (keyboard.scans, "".join(keyboard.delivered)) == ([], text)


def test_the_shortest_scan_has_six_characters() -> None:
    keyboard = Keyboard()
    keyboard.type("1" * LEAST + "\r", FAST)
    assert len(keyboard.scans) == 1


@pytest.mark.parametrize(("fallback", "pin"), [(True, True), (False, False)])
def test_speed_alone_makes_no_scan_where_a_pin_is_asked_for_or_it_is_switched_off(
    fallback: bool, pin: bool
) -> None:
    keyboard = Keyboard(fallback=fallback)
    keyboard.type("123456\r", 0.01, pin=pin)
    assert (keyboard.scans, "".join(keyboard.delivered)) == ([], "123456\r")


def test_a_pin_that_is_asked_for_meanwhile_gets_every_key() -> None:
    keyboard = Keyboard()
    keyboard.type("123456", 0.01)
    keyboard.type("7\r", 0.01, pin=True)
    assert "".join(keyboard.delivered) == "1234567\r"


@pytest.mark.parametrize("ends", ["\r\n", "\x03\r", "\x03\r\n"])
@pytest.mark.parametrize(("begin", "gap"), [("", 0.02), (STX, 0.02), (STX, 0.08)])
def test_a_second_end_belongs_to_the_scan(begin: str, gap: float, ends: str) -> None:
    keyboard = Keyboard()
    keyboard.type(begin + "LOT42A" + ends, gap)
    assert (len(keyboard.scans), keyboard.delivered) == (1, [])
    keyboard.wait(1)
    keyboard.type("\r", 0.02)
    assert keyboard.delivered == ["\r"]


def test_a_scan_that_breaks_off_is_told_and_typed_nowhere() -> None:
    keyboard = Keyboard()
    keyboard.type(STX + "LOT42A", 0.02)
    assert keyboard.wedge.due == pytest.approx(keyboard.now + FRAME)
    keyboard.wait(FRAME)
    assert keyboard.cuts == 0
    keyboard.wait(0.001)
    assert (keyboard.cuts, keyboard.delivered, keyboard.scans) == (1, [], [])
    keyboard.type("x", 0.2)
    keyboard.wait(1)
    assert keyboard.delivered == ["x"]


def test_a_scan_begun_anew_tells_of_the_one_before() -> None:
    keyboard = Keyboard()
    keyboard.type(f"{STX}LOT4{STX}LOT42A\r", 0.02)
    assert (keyboard.cuts, keyboard.scans) == (1, [TypedCode("LOT42A", framed=True)])


def test_an_empty_or_endless_code_is_told_as_broken_off() -> None:
    keyboard = Keyboard()
    keyboard.type(f"{STX}\r", 0.02)
    keyboard.type(STX + "1" * (LONGEST_CODE + 1) + "\r", 0.001)
    assert (keyboard.cuts, keyboard.scans, keyboard.delivered) == (2, [], [])
    keyboard.type(STX + "1" * LONGEST_CODE + "\r", 0.001)
    assert len(keyboard.scans) == 1


def test_an_endless_burst_is_given_back() -> None:
    keyboard = Keyboard()
    keyboard.type("1" * (LONGEST_CODE + 1), 0.001)
    assert len(keyboard.delivered) == LONGEST_CODE + 1


def test_a_person_may_press_ctrl_b() -> None:
    keyboard = Keyboard()
    keyboard.type(STX, 0.1)
    keyboard.take(keyboard.wedge.other("release", keyboard.now))
    keyboard.take(keyboard.wedge.press("F1", "", keyboard.now))
    keyboard.wait(FRAME + 0.001)
    assert (keyboard.delivered, keyboard.cuts) == ([STX, "release", "F1"], 0)


def test_keys_that_stand_for_nothing_keep_their_place() -> None:
    keyboard = Keyboard()
    keyboard.take(keyboard.wedge.other("shift", keyboard.now))
    assert keyboard.delivered == ["shift"]
    keyboard.type("a", 0.01)
    keyboard.take(keyboard.wedge.other("shift up", keyboard.now))
    keyboard.type("b", 0.01)
    keyboard.wait(1)
    assert keyboard.delivered == ["shift", "a", "shift up", "b"]
    keyboard.type(STX + "L", 0.01)
    keyboard.take(keyboard.wedge.other("shift", keyboard.now))
    keyboard.take(keyboard.wedge.press("F1", "", keyboard.now))
    keyboard.type("OT42A\r", 0.01)
    assert keyboard.scans == [TypedCode("LOT42A", framed=True)]
    assert len(keyboard.delivered) == 4


KEYS = st.lists(
    st.tuples(
        st.sampled_from([STX, "\x03", "\r", "\n", GS, "", "\t", "\x1b"]) | st.characters(),
        st.sampled_from([0.0, 0.02, 0.05, 0.051, 0.08, 0.5, 0.6]) | st.floats(0, 1),
        st.booleans(),
    )
)


@given(KEYS)
def test_any_keys_come_back_in_order_or_belong_to_a_scan(
    keys: list[tuple[str, float, bool]],
) -> None:
    wedge: Wedge[int] = Wedge()
    now, back, scanned = 0.0, list[int](), 0
    for place, (char, gap, pin) in enumerate(keys):
        now += gap
        outcome = wedge.press(place, char, now, pin=pin)
        back += outcome.deliver
        scanned += bool(outcome.scan or outcome.cut)
    end = wedge.expire(now + 10)
    back += end.deliver
    assert back == sorted(set(back))
    assert wedge.due is None
    if not scanned and not end.cut:
        assert back == list(range(len(keys)))


@given(st.text(alphabet=st.characters(exclude_characters=STX)), st.floats(FAST + 0.001, 2))
def test_what_a_person_types_comes_back_unchanged(text: str, gap: float) -> None:
    keyboard = Keyboard()
    keyboard.type(text, gap)
    keyboard.wait(1)
    assert ("".join(keyboard.delivered), keyboard.scans, keyboard.cuts) == (text, [], 0)


# What it means


@pytest.mark.parametrize("frame", FRAMES, ids=titled)
def test_typed_keys_read_as_expected(frame: dict[str, Any]) -> None:
    assert PROTOCOL.decode(bytes.fromhex(frame["hex"]), b"") == frame["expect"]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(text=st.text(alphabet=PRINTABLE))
def test_a_layout_leads_back_to_what_the_scanner_meant(layout: str, text: str) -> None:
    assert meant(typed_on(text, layout), layout) == text


def test_the_hungarian_layout_gives_these_characters() -> None:
    assert typed_on("]C1RAW-20260124-YZ/0", "hu") == "úC1RAWü2ö26ö124üZY-ö"
    assert typed_on("https://a.b?x=(1)&y_z+%", "hu") == "httpsÉ--a.b_xó)1Ö=zÜyÓ%"


@pytest.mark.parametrize("real", LAYOUTS)
@pytest.mark.parametrize("said", LAYOUTS)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("]C0SKW-20260124-DUNA-0201", ScanKind.OWN_CODE),
        ("]C0LOTYZ-1", ScanKind.UNKNOWN),  # the AIM identifier shows it
        ("B-OPERATOR", ScanKind.BADGE),
        ("5991234567870", ScanKind.EAN),  # the check digit shows it
        ("]Q1https://id.gs1.org/01/05991234567894/10/LOT42A", ScanKind.DIGITAL_LINK),
    ],
)
def test_the_true_layout_is_told_by_the_code(
    text: str, kind: ScanKind, said: str, real: str
) -> None:
    scan = read_typed(TypedCode(typed_on(text, real), framed=True), said)
    assert scan.typed is not None
    assert (scan.kind, scan.text) == (kind, text)
    assert (scan.typed.layout, scan.typed.differs) == (real, said != real)


@pytest.mark.parametrize(("said", "read"), [("us", "LOTZ"), ("hu", "LOTY")])
def test_where_nothing_shows_the_layout_the_settings_count(said: str, read: str) -> None:
    scan = read_typed(TypedCode("LOTZ", framed=True), said)
    assert scan.text == read
    assert scan.typed is not None
    assert (scan.typed.layout, scan.typed.differs) == (said, False)


def test_a_typed_code_longer_than_any_symbol_is_no_code() -> None:
    codec = WedgeCodec({})
    scans = codec.feed(b"\x02" + b"1" * (LONGEST_CODE + 1) + b"\r\x02B-OPERATOR\x03")
    assert [scan.reject for scan in scans] == [("too_long",), ()]
    assert cut_off().reject == ("cut_off",)
    codec.asked(b"")


@pytest.mark.parametrize("options", [{"layout": "sk"}, {"fallback": "yes"}, {"in_store": "28"}])
def test_an_option_that_cannot_be_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"layout|fallback|in-store"):
        PROTOCOL.driver(options)


# The keyboard as a port


def test_a_scanner_on_the_keyboard_is_there_while_the_kiosk_is(
    listener: RecordingListener,
) -> None:
    with DeviceManager([DeviceSetting("scanner.main", "wedge", KEYBOARD)], listener) as manager:
        assert listener.wait_for_state(DeviceState.CONNECTED).role == "scanner.main"
        assert [status.state for status in manager.statuses()] == [DeviceState.CONNECTED]
    seat = KeyboardSeat("scanner.main", listener)
    seat.ask_to_stop()
    assert seat.join(0)


@pytest.mark.parametrize(
    ("role", "protocol", "options"),
    [("scale.main", "mt_sics", {}), ("scanner.main", "wedge", {"layout": "de"})],
)
def test_only_a_scanner_types_and_only_on_a_known_layout(
    role: str, protocol: str, options: dict[str, str], listener: RecordingListener
) -> None:
    with pytest.raises(ValueError, match=r"type|layout"):
        DeviceManager([DeviceSetting(role, protocol, KEYBOARD, options)], listener)


def test_the_wedge_is_spoken_as_any_scanner() -> None:
    assert isinstance(PROTOCOL, SpokenProtocol)
    assert PROTOCOL.options == {"layout", "fallback", "in_store"}
