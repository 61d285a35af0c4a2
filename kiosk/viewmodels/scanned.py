"""What a scan is to a screen."""

import re

from core.domain import codes
from kiosk.ports import Scan, ScanKind

LONGEST = 40
"""Longer than this is no badge, lot number or name of anything: such a code is not cut, but refused."""

_BADGE = re.compile(rf"[!-~]{{1,{LONGEST}}}")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")


def without_aim(text: str) -> str:
    """The text of a code without the identifier of its symbol."""
    return _AIM.sub("", text, count=1)


def lot_named(scan: Scan) -> str | None:
    """The lot that a scan seems to name, or None where it is a run, a badge or nothing of ours."""
    parsed = codes.parse(scan.reference or "")
    is_run = parsed is not None and parsed.prefix == codes.RUN_PREFIX
    other = scan.kind in (ScanKind.BADGE, ScanKind.UNKNOWN)
    return None if is_run or other else scan.reference


def supplier_lot(scan: Scan) -> str | None:
    """The lot number of a label that is not ours: AI (10), or all of a code that holds nothing else."""
    if scan.ais is not None and not scan.reject:
        lot = scan.ais.get("10")
        return None if lot is None or codes.parse(lot) else lot
    return None if scan.cause else bare_code(scan)


def badge(scan: Scan) -> str | None:
    """The badge that a scan is where one is asked for: a plant's badges may be numbers like any others."""
    if scan.kind is ScanKind.BADGE:
        return scan.reference
    text = without_aim(scan.text)
    other = scan.kind in (ScanKind.OWN_CODE, ScanKind.DIGITAL_LINK)
    labelled = scan.kind is ScanKind.GS1 and text != scan.text
    return None if other or labelled or not _BADGE.fullmatch(text) else text


def bare_code(scan: Scan) -> str | None:
    """The text of a code that nobody but the plant, or a supplier, may know; None where it is anything else."""
    if scan.kind is not ScanKind.UNKNOWN or scan.reject != ("no_gs1_message",) or scan.cause:
        return None
    text = without_aim(scan.text).strip()
    return text if 0 < len(text) <= LONGEST else None
