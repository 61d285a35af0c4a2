import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.domain.commands.lots import RegisterLot
from core.domain.process import Name
from core.domain.queries.flows import Flows, FlowsQuery
from core.domain.queries.runs import Balance, RefusedCommand, Run, RunQuery, StepWork
from core.domain.runs import RunStatus
from core.errors import Refused, Violation
from kiosk.cli.desks import DirectDesk
from kiosk.cli.lines import LIMIT, LineProtocol, lines, read
from kiosk.runtime.delivery import Delivery, DeliveryKind
from tests.scripted_core import FixedClock, ScriptedCore

SIGN_IN = {"sign_in": {"badge": "B-OPERATOR", "pin": "1003"}}
REGISTER = {"command": "register_lot", "args": {"type": "RAW", "weight_kg": "12.345"}}
ZERO = Decimal("0.000")


class Script:
    """The protocol over a core in memory; a line may be given as an object or as bytes."""

    def __init__(self) -> None:
        self.core = ScriptedCore(FixedClock())
        self.desk = DirectDesk(self.core, FixedClock(), "K1")
        self.protocol = LineProtocol(self.desk)

    def say(self, line: Mapping[str, Any] | bytes) -> dict[str, Any]:
        text = line if isinstance(line, bytes) else json.dumps(line).encode()
        answer = self.protocol.answer(text)
        json.dumps(answer)  # is made of JSON values only
        return answer

    def error(self, line: Mapping[str, Any] | bytes) -> str:
        answer = self.say(line)
        assert not answer["ok"], answer
        assert answer["error"]["message"]
        return str(answer["error"]["code"])


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def signed_in(script: Script) -> Script:
    assert script.say(SIGN_IN)["ok"]
    return script


def test_signing_in_answers_who_it_is(script: Script) -> None:
    assert script.say(SIGN_IN) == {
        "ok": True,
        "result": {
            "user": "B-OPERATOR",
            "name": "Olga Operator",
            "role": "OPERATOR",
            "sites": ["DUNA"],
            "language": "en",
        },
    }


def test_a_wrong_pin_is_sign_failed(script: Script) -> None:
    assert script.error({"sign_in": {"badge": "B-OPERATOR", "pin": "9"}}) == "sign_failed"


def test_without_an_actor_commands_and_queries_are_forbidden(script: Script) -> None:
    assert script.error(REGISTER) == "forbidden"
    assert script.error({"query": "flows"}) == "forbidden"


def test_health_and_whoami_need_no_actor(script: Script) -> None:
    assert script.say({"query": "health"})["result"]["database"] == "up"
    assert script.say({"query": "whoami"})["result"]["user"] is None


def test_signing_out_ends_the_right_to_command(signed_in: Script) -> None:
    assert signed_in.say({"sign_out": {}}) == {"ok": True, "result": {}}
    assert signed_in.error(REGISTER) == "forbidden"


def test_shape_is_checked_before_the_actor(script: Script) -> None:
    assert script.error({"command": "register_lot", "args": {"type": "RAW"}}) == "invalid"


def test_a_command_answers_its_result_and_its_delivery(signed_in: Script) -> None:
    assert signed_in.say(REGISTER) == {"ok": True, "result": {"number": 1}, "delivery": "done"}


def test_numbers_reach_the_command_exact(signed_in: Script) -> None:
    line = b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": 0.1}}'
    assert signed_in.say(line)["ok"]
    command = signed_in.core.order[0].command
    assert isinstance(command, RegisterLot)
    assert command.weight_kg == Decimal("0.1")


def test_the_key_of_the_line_is_the_commands_key(signed_in: Script) -> None:
    key = uuid4()
    assert signed_in.say({**REGISTER, "key": str(key)})["ok"]
    assert list(signed_in.core.booked) == [key]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"register_lot",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b"\xff\xfe{}",
        b'{"command": "register_lot"',
        b'{"command": "fly", "args": {}}',
        b'{"query": "weather"}',
        b'{"command": 7}',
        b'{"command": "register_lot", "args": []}',
        b'{"command": "register_lot", "arguments": {}}',
        b'{"command": "register_lot", "key": "7", "args": {"type": "RAW", "weight_kg": "1"}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": "1", "colour": "red"}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": NaN}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": "NaN"}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": Infinity}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": "1.2345"}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": 1e-9999999999999999999}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": 1e999999999999999999}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "weight_kg": true}}',
        b'{"command": "register_lot", "args": {"type": "RAW", "type": "DEB", "weight_kg": "1"}}',
        b'{"command": "register_lot", "args": {"type": "R\x00W", "weight_kg": "1"}}',
        b'{"command": "register_lot", "args": {"type": "\\ud800", "weight_kg": "1"}}',
        b'{"command": "register_lot", "args": {"type": "R\\u0000W", "weight_kg": "1"}}',
        b'{"query": "flows", "args": {"\\u001d": 1}}',
        b'{"query": "flows", "args": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"query": "flows", "args": {"x": ' + b"9" * 10_000 + b"}}",
        b'{"sign_in": {"badge": "B-OPERATOR"}}',
        b'{"sign_out": {"now": true}}',
        b'{"query": "flows", "args": {}}' + b" " * LIMIT,
    ],
)
def test_a_line_that_makes_no_sense_is_invalid_and_the_next_is_served(
    signed_in: Script, line: bytes
) -> None:
    assert signed_in.error(line) == "invalid"
    assert signed_in.say({"query": "whoami"})["result"]["user"] == "B-OPERATOR"


def test_a_refusal_has_code_sentence_and_figures(signed_in: Script) -> None:
    signed_in.core.refusals["register_lot"] = Refused("buffer_capacity", missing_kg=Decimal("1.5"))
    error = signed_in.say(REGISTER)["error"]
    assert error["code"] == "buffer_capacity"
    assert error["details"] == {"missing_kg": "1.5"}


def test_the_sentence_is_in_the_language_of_who_is_signed_in(script: Script) -> None:
    script.say({"sign_in": {"badge": "B-VIEWER", "pin": "1005"}})
    hungarian = script.say(REGISTER)["error"]["message"]
    script.say({"sign_out": {}})
    script.say(SIGN_IN)
    script.core.refusals["register_lot"] = Refused("forbidden", permission="lot.register")
    english = script.say(REGISTER)["error"]["message"]
    assert english != hungarian
    assert "may not" in english


def test_a_database_that_is_away_is_unavailable(signed_in: Script) -> None:
    signed_in.core.away = True
    assert signed_in.error(REGISTER) == "unavailable"
    assert signed_in.error({"query": "health"}) == "unavailable"


@pytest.mark.expected_log("a line met a fault")
def test_a_fault_is_told_as_unavailable_and_the_next_line_is_served(signed_in: Script) -> None:
    signed_in.core.faults["register_lot"] = KeyError("weight")
    assert signed_in.error(REGISTER) == "unavailable"
    signed_in.core.faults.clear()
    assert signed_in.say(REGISTER)["ok"]


@pytest.mark.parametrize("kind", [DeliveryKind.QUEUED, DeliveryKind.UNKNOWN])
def test_queued_and_unknown_do_not_look_alike(
    signed_in: Script, monkeypatch: pytest.MonkeyPatch, kind: DeliveryKind
) -> None:
    doubt = Violation("unavailable", {"state": "unknown"}) if kind == "unknown" else None

    def submit(_command: object, key: UUID, _signature: object) -> Delivery:
        return Delivery(kind=kind, key=key, violation=doubt)

    monkeypatch.setattr(signed_in.desk, "submit", submit)
    answer = signed_in.say(REGISTER)
    if kind is DeliveryKind.QUEUED:
        assert (answer["ok"], answer["delivery"]) == (True, "queued")
    else:
        assert answer["error"]["code"] == "unavailable"
        assert answer["error"]["details"]["state"] == "unknown"


def test_a_query_is_answered_in_json_values(signed_in: Script) -> None:
    signed_in.core.answers[FlowsQuery()] = Flows(items=())
    assert signed_in.say({"query": "flows"}) == {"ok": True, "result": {"items": []}}


def test_each_command_a_run_refuses_says_why_in_a_sentence(signed_in: Script) -> None:
    signed_in.core.answers[RunQuery(run="R")] = run_that_refuses("step_not_ready", {"lots": []})
    (refused,) = signed_in.say({"query": "run", "args": {"run": "R"}})["result"]["refused"]
    assert refused["code"] == "step_not_ready"
    assert refused["message"]


def run_that_refuses(code: str, details: Mapping[str, object]) -> Run:
    name: Name = {"en": "Döner"}
    balance = Balance(**dict.fromkeys(Balance.__dataclass_fields__, ZERO))
    work = StepWork(
        types=(),
        input_kg=ZERO,
        output_kg=ZERO,
        yield_pct=None,
        yield_min=Decimal(60),
        yield_max=Decimal(115),
    )
    return Run(
        run_id="1",
        code="RUN-20261120-DUNA-0001",
        status=RunStatus.RUNNING,
        step=1,
        step_key="receipt",
        flow=name,
        version_id="2",
        version_num=1,
        target_kg=None,
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
        started_at=None,
        completed_at=None,
        rating=None,
        quality_notes=None,
        notes=None,
        steps=(),
        work=work,
        balance=balance,
        allowed=(),
        refused=(RefusedCommand(command="advance_run", code=code, details=details),),
    )


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_line_too_long_is_cut_and_the_next_one_whole(end: bytes) -> None:
    long = b"x" * (3 * LIMIT)
    found = list(lines(io.BytesIO(b"a\n" + long + b"\n" + b"b" + end)))
    assert [found[0], len(found[1]) > LIMIT, found[2:]] == [b"a\n", True, [b"b" + end]]


@pytest.mark.parametrize("length", [LIMIT - 1, LIMIT, LIMIT + 1, 2 * LIMIT, 2 * LIMIT + 1])
def test_a_line_of_any_length_swallows_nothing_of_the_next(length: int) -> None:
    found = list(lines(io.BytesIO(b"x" * length + b"\nnext\n")))
    assert (len(found), found[-1]) == (2, b"next\n")


def test_the_desk_stays_signed_in_after_a_wrong_sign_in(signed_in: Script) -> None:
    signed_in.error({"sign_in": {"badge": "B-OPERATOR", "pin": "9"}})
    assert signed_in.say({"query": "whoami"})["result"]["user"] == "B-OPERATOR"


@pytest.mark.parametrize(
    "text", ["tab\there", "line\nbreak\r\n", "Döner – „jó” 🥙 \u00a0\ue000\ufffd"]
)
def test_texts_of_people_are_readable(text: str) -> None:
    assert read(json.dumps({"text": text}).encode()) == {"text": text}
    assert read(json.dumps({"text": text}, ensure_ascii=False).encode()) == {"text": text}
