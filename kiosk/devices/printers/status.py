"""What an ESC/POS printer says of itself: the four answers to DLE EOT (Epson's ESC/POS reference).

Bits 1 and 4 of an answer are always set, bits 0 and 7 never: anything else is no answer. A
printer that is silent, or says something else, is unknown, never well.
"""

from collections.abc import Mapping

from kiosk.devices.decoded import Json
from kiosk.ports import PrinterCondition

QUERY = b"\x10\x04"
PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER = ASKED = (1, 2, 3, 4)

_OFFLINE = 0x08
_CAUSES = {
    OFFLINE_CAUSE: {"cover_open": 0x04, "stopped_paper_end": 0x20, "error": 0x40},
    ERROR_CAUSE: {"cutter_error": 0x08, "unrecoverable_error": 0x20, "recoverable_error": 0x40},
}
_PAPER_END, _PAPER_NEAR_END = 0x60, 0x0C
_SUBJECT = {PRINTER: "online", OFFLINE_CAUSE: "error", ERROR_CAUSE: "error", PAPER: "paper"}


def is_status(byte: int) -> bool:
    """Whether `byte` can be an answer to DLE EOT at all."""
    return byte & 0x93 == 0x12


IN_ORDER = b"\x1dr\x01"
"""GS r 1: asks for the paper, and is answered behind all that was sent before (DLE EOT overtakes it)."""


def is_ordered(byte: int) -> bool:
    """Whether `byte` can be an answer to GS r: bits 4 and 7 are never set."""
    return not byte & 0x90


def read_status(asked: int, byte: int) -> Json:
    """The answer to DLE EOT `asked` as fields; of causes only those that hold."""
    if asked == PRINTER:
        return {"online": not byte & _OFFLINE}
    if asked == PAPER:
        worn = "near_end" if byte & _PAPER_NEAR_END else "ok"
        return {"paper": "end" if byte & _PAPER_END else worn}
    causes: Json = {name: True for name, bit in _CAUSES[asked].items() if byte & bit}
    return causes or {"error": False}


def decode_status(data: bytes, request: bytes) -> Json:
    """What `data` says in answer to `request` (DLE EOT n): fields, or unknown, or invalid.

    Raises ValueError for a request that is not one of the four.
    """
    if len(request) != 3 or request[:2] != QUERY or request[2] not in ASKED:
        raise ValueError("the request must be DLE EOT 1 to 4: 100401, 100402, 100403 or 100404")
    answers = [byte for byte in data if is_status(byte)]
    if not answers:
        return {_SUBJECT[request[2]]: "invalid" if data else "unknown"}
    return read_status(request[2], answers[0])


def condition_of(answers: Mapping[int, int]) -> PrinterCondition:
    """The printer's condition by its answers to what was asked; OK only when all four say so."""
    said: Json = {}
    for asked, byte in answers.items():
        said.update({name: value for name, value in read_status(asked, byte).items() if value})
    if said.get("paper") == "end" or said.get("stopped_paper_end"):
        return PrinterCondition.PAPER_OUT
    if said.get("cover_open"):
        return PrinterCondition.COVER_OPEN
    if said.get("cutter_error"):
        return PrinterCondition.CUTTER
    if any(name.endswith("error") for name in said):
        return PrinterCondition.ERROR
    if PRINTER in answers and "online" not in said:
        return PrinterCondition.OFFLINE
    if any(asked not in answers for asked in ASKED):
        return PrinterCondition.UNKNOWN
    low = said.get("paper") == "near_end"
    return PrinterCondition.PAPER_LOW if low else PrinterCondition.OK
