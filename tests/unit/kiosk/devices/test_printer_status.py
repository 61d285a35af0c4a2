from typing import Any

import pytest

from kiosk.devices.printers.status import condition_of, decode_status
from kiosk.ports import PrinterCondition
from tests.frames import frames, titled

WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize("frame", frames("escpos"), ids=titled)
def test_a_status_reads_as_its_source_says(frame: dict[str, Any]) -> None:
    expected = {name: value for name, value in frame["expect"].items() if name != "note"}
    answer, request = bytes.fromhex(frame["hex"]), bytes.fromhex(frame["request_hex"])
    assert decode_status(answer, request) == expected


@pytest.mark.parametrize(
    ("asked", "answer", "fields"),
    [
        (1, 0x12, {"online": True}),
        (2, 0x12, {"error": False}),
        (2, 0x16, {"cover_open": True}),
        (3, 0x32, {"unrecoverable_error": True}),
        (4, 0x12, {"paper": "ok"}),
        (4, 0x72, {"paper": "end"}),
    ],
)
def test_each_answer_names_what_is_wrong(
    asked: int, answer: int, fields: dict[str, object]
) -> None:
    assert decode_status(bytes([answer]), bytes([0x10, 0x04, asked])) == fields


@pytest.mark.parametrize("request_hex", ["", "1004", "100405", "1d7201"])
def test_only_the_four_questions_have_answers(request_hex: str) -> None:
    with pytest.raises(ValueError, match="DLE EOT"):
        decode_status(b"\x12", bytes.fromhex(request_hex))


@pytest.mark.parametrize(
    ("answers", "condition"),
    [
        (WELL, PrinterCondition.OK),
        (WELL | {4: 0x1E}, PrinterCondition.PAPER_LOW),
        (WELL | {1: 0x1A, 2: 0x32, 4: 0x72}, PrinterCondition.PAPER_OUT),
        (WELL | {1: 0x1A, 2: 0x16}, PrinterCondition.COVER_OPEN),
        (WELL | {1: 0x1A, 3: 0x1A}, PrinterCondition.CUTTER),
        (WELL | {1: 0x1A, 3: 0x32}, PrinterCondition.ERROR),
        (WELL | {1: 0x1A, 2: 0x52}, PrinterCondition.ERROR),
        (WELL | {1: 0x1A}, PrinterCondition.OFFLINE),
        ({}, PrinterCondition.UNKNOWN),
        ({1: 0x12, 2: 0x12, 3: 0x12}, PrinterCondition.UNKNOWN),
    ],
)
def test_only_four_good_answers_make_a_printer_ok(
    answers: dict[int, int], condition: PrinterCondition
) -> None:
    assert condition_of(answers) is condition
