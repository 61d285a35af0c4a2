"""The words of the simulated scales, without a port."""

import pytest

from kiosk.devices.protocol import DeviceKind
from kiosk.devices.simulator.catalogue import simulator_of
from kiosk.devices.simulator.scale_model import SimulatedPlatform
from tests.codecs import SCALES


class Spoken:
    """A scale whose words are kept; `turns` are knobs turned before it is asked."""

    def __init__(self, name: str, *turns: str) -> None:
        device = simulator_of(DeviceKind.SCALE, name)()
        assert isinstance(device, SimulatedPlatform)
        self.scale, self.said = device, b""
        device.say = self._hear
        for turn in ("value 12.345", *turns):
            device.command(turn)

    def ask(self, *requests: bytes, after: float = 0.1) -> bytes:
        """What it says to the last of the requests, and to time going by."""
        for request in requests:
            self.said = b""
            self.scale.hear(1, request)
            self.scale.tick(self.scale.now + after)
        return self.said

    def _hear(self, data: bytes, visitor: int | None = None) -> None:
        self.said += data


def lines(*texts: bytes) -> tuple[bytes, ...]:
    return tuple(text + b"\r\n" for text in texts)


CASES = [
    ("and_standard", (), lines(b"Q"), b"ST,+0012.345 kg\r\n"),
    ("and_standard", ("moving",), lines(b"Q"), b"US,+0012.335 kg\r\n"),
    ("and_standard", ("value -0.12",), lines(b"Q"), b"ST,-0000.120 kg\r\n"),
    ("and_standard", ("overload",), lines(b"Q"), b"OL,+9999.999 kg\r\n"),
    ("and_standard", ("underload",), lines(b"Q"), b"OL,-9999.999 kg\r\n"),
    ("and_standard", ("value 1000",), lines(b"Q"), b"OL,+9999.999 kg\r\n"),
    ("and_standard", (), lines(b"S"), b"ST,+0012.345 kg\r\n"),
    ("and_standard", (), lines(b"Z"), b"I\r\n"),
    ("and_standard", ("value 0.1",), lines(b"Z"), b"Z\r\n"),
    ("and_standard", ("value 0.1",), lines(b"Z", b"Q"), b"ST,+0000.000 kg\r\n"),
    ("and_standard", (), lines(b"T", b"CT"), b"CT\r\n"),
    ("and_standard", ("value -1",), lines(b"T"), b"I\r\n"),
    ("and_standard", (), lines(b"X"), b"?E\r\n"),
    ("st_gs", (), lines(b"READ"), b"ST,GS,  12.345,kg\r\n"),
    ("st_gs", ("overload",), lines(b"READ"), b"OL,GS,        ,kg\r\n"),
    ("st_gs", ("underload",), lines(b"READ"), b"UL,GS,        ,kg\r\n"),
    ("st_gs", (), lines(b"TARE", b"READ"), b"ST,NT,   0.000,kg\r\n"),
    ("st_gs", ("moving",), lines(b"TARE"), b"OK\r\n"),
    ("st_gs", (), lines(b"TMAN1.25", b"READ"), b"ST,NT,  11.095,kg\r\n"),
    (
        "st_gs",
        (),
        lines(b"TMAN1.25", b"PID"),
        b"PIDST,1,    12.345kg,PT     1.250kg,00000-000001\r\n",
    ),
    ("st_gs", (), lines(b"TMAN1..2"), b"ERR02\r\n"),
    ("st_gs", (), lines(b"READF"), b"ERR01\r\n"),
    (
        "st_gs",
        (),
        lines(b"TMAN1.25", b"07REXT"),
        b"071,ST,    11.095,PT     1.250,         0,kg,NO\r\n",
    ),
    ("st_gs", ("overload",), lines(b"REXT"), b"1,OL,          ,       0.000,         0,kg,NO\r\n"),
    ("st_gs", (), lines(b"03HELLO"), b"03ERR04\r\n"),
    ("st_gs", (), lines(b"?"), b"ERR04\r\n"),
    ("ohaus", (), lines(b"P"), b"   12.345 kg    G  \r\n"),
    ("ohaus", (), lines(b"SP"), b"   12.345 kg    G  \r\n"),
    ("ohaus", ("value -0.125",), lines(b"IP"), b"-   0.125 kg    G  \r\n"),
    ("ohaus", (), lines(b"T", b"IP"), b"    0.000 kg    NET\r\n"),
    ("ohaus", ("overload",), lines(b"IP"), b"Err 8.3\r\n"),
    ("ohaus", (), lines(b"HELLO"), b"ES\r\n"),
    ("sartorius_sbi", (), lines(b"\x1bP"), b"G     +   12.345 kg \r\n"),
    ("sartorius_sbi", ("moving",), lines(b"\x1bP"), b"G     +   12.335    \r\n"),
    ("sartorius_sbi", ("overload",), lines(b"\x1bP"), b"Stat        High    \r\n"),
    ("sartorius_sbi", ("underload",), lines(b"\x1bP"), b"Stat        Low     \r\n"),
    ("sartorius_sbi", (), lines(b"\x1bT", b"\x1bP"), b"N     +    0.000 kg \r\n"),
    ("sartorius_sbi", ("value 0.5",), lines(b"\x1bT", b"\x1bP"), b"G     +    0.000 kg \r\n"),
    ("sartorius_sbi", (), lines(b"\x1bx1_"), b"        ENTRIS\r\n"),
    ("sartorius_sbi", (), lines(b"\x1bQ"), b""),
    ("toledo_8217", (), (b"W",), b"\x0212.345\r"),
    ("toledo_8217", (), (b"\xd7",), b"\x0212.345\r"),
    ("toledo_8217", ("moving",), (b"W",), b"\x02?A\r"),
    ("toledo_8217", ("value 100",), (b"W",), b"\x02?B\r"),
    ("toledo_8217", ("value -0.1",), (b"W",), b"\x02?D\r"),
    ("toledo_8217", (), (b"T",), b"\x02?`\r"),
    ("toledo_8217", (), (b"T", b"W"), b"\x0200.000N\r"),
    ("toledo_8217", (), (b"T", b"C", b"W"), b"\x0212.345\r"),
    ("toledo_8217", (), (b"Ehello",), b"\x02E\rhello"),
    ("toledo_8217", (), (b"E", b"F", b"hello"), b""),
    ("toledo_8217", (), (b"E", b"F"), b"\x02F\r"),
    ("toledo_8217", (), (b"E", b"", b"W"), b"\x0212.345\r"),
    ("toledo_8217", (), (b"A",), b"\x02\r"),
    ("toledo_continuous", (), (b"",), b"\x02-0 012345000000\r%"),
    ("toledo_continuous", ("moving",), (b"",), b"\x02-8 012335000000\r\x1e"),
    ("toledo_continuous", (), (b"T",), b"\x02-1 000000012345\r$"),
    ("toledo_continuous", (), (b"TC",), b"\x02-0 012345000000\r%"),
    ("toledo_continuous", ("moving", "value 5000"), (b"",), b"\x02-4 999999000000\rz"),
    ("toledo_continuous", ("overload",), (b"",), b"\x02-4 999999000000\rz"),
    ("toledo_continuous", ("underload",), (b"",), b"\x02-6 999999000000\rx"),
    ("kern_continuous", (), (b"",), b"+  12.345KG S\r\n"),
    ("kern_continuous", ("moving",), (b"T",), b"+  12.335KG U\r\n"),
    ("kern_continuous", ("overload",), (b"",), b"+        KG E\r\n"),
    ("kern_continuous", ("value -0.125",), (b"",), b"-   0.125KG S\r\n"),
    ("mt_sics", ("underload",), lines(b"SI"), b"S -\r\n"),
    ("mt_sics", ("underload",), lines(b"T"), b"T -\r\n"),
    ("mt_sics", (), lines(b"TI", b"MM"), b"MM A     12.345 kg\r\n"),
]


@pytest.mark.parametrize(("name", "turns", "requests", "expected"), CASES)
def test_a_scale_words_its_state_as_its_protocol_does(
    name: str, turns: tuple[str, ...], requests: tuple[bytes, ...], expected: bytes
) -> None:
    assert Spoken(name, *turns).ask(*requests) == expected


@pytest.mark.parametrize(
    ("name", "request_sent", "answer"),
    [
        ("mt_sics", b"S\r\n", b"S I\r\n"),
        ("and_standard", b"S\r\n", b"I\r\n"),
        ("and_standard", b"T\r\n", b"I\r\n"),
        ("ohaus", b"SP\r\n", b""),
    ],
)
def test_a_load_that_never_rests_is_given_up_in_the_protocol_s_words(
    name: str, request_sent: bytes, answer: bytes
) -> None:
    spoken = Spoken(name, "moving")
    assert spoken.ask(request_sent) == b""
    spoken.scale.tick(spoken.scale.now + 10)
    assert spoken.said == answer


@pytest.fixture(params=SCALES)
def drifting(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Spoken:
    spoken = Spoken(request.param)
    monkeypatch.setattr(SimulatedPlatform, "drifted", property(lambda scale: 3))
    return spoken


def test_a_drifting_scale_creeps_away(drifting: Spoken) -> None:
    assert str(drifting.scale.weighing().net) == "12.360"


@pytest.mark.parametrize("name", SCALES)
def test_a_load_swings_about_its_weight(name: str) -> None:
    scale = Spoken(name, "moving").scale
    seen = {str(scale.weighing().gross) for _ in range(9)}
    assert seen == {"12.360", "12.335", "12.350"}
