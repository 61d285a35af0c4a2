"""Lines that make no sense, given to `nyars exec` as a process: each is answered, none of them leaves a trace."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.lines import LIMIT
from tests.books import Books
from tests.fix_database import Database

ROOT = Path(__file__).parents[3]
SIGN_IN = b'{"sign_in": {"badge": "B-ADMIN", "pin": "1001"}}'
WHO = b'{"query": "whoami"}'


def spice(args: bytes) -> bytes:
    """A registration of spices with these arguments."""
    return b'{"command": "register_lot", "args": {"type": "SPICE", ' + args + b"}}"


KG = b'"weight_kg": "1.500"'
ID = b"01935f3a-0000-7000-8000-000000000009"
BAD: dict[str, bytes] = {
    "nothing": b"",
    "a blank": b"   ",
    "no json": b"register_lot SPICE 1.5",
    "half an object": b'{"command": "register_lot"',
    "two objects": WHO + WHO,
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "a text": b'"register_lot"',
    "an empty object": b"{}",
    "no utf-8": b'{"query": "\xff\xfe"}',
    "utf-16": '{"query": "whoami"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + WHO,
    "a megabyte": spice(KG + b', "notes": "' + b"x" * LIMIT + b'"'),
    "many megabytes": spice(KG + b', "notes": "' + b"x" * (5 * LIMIT) + b'"'),
    "a nul": spice(KG + b', "notes": "a\x00b"'),
    "a bell": spice(KG + b', "notes": "a\x07b"'),
    "an escaped nul": spice(KG + rb', "notes": "a\u0000b"'),
    "an escaped bell": spice(KG + rb', "notes": "a\u0007b"'),
    "an escaped escape": spice(KG + rb', "notes": "\u001b[31m"'),
    "a backspace": spice(KG + rb', "notes": "a\bb"'),
    "a delete": spice(KG + b', "notes": "a\x7fb"'),
    "a control character of Latin-1": spice(KG + rb', "notes": "a\u0085b"'),
    "a control character in a name": spice(KG + rb', "no\u0000tes": "x"'),
    "a control character deep inside": spice(KG + rb', "fields": {"x": ["\u0001"]}'),
    "an unescaped tab": spice(KG + b', "notes": "a\tb"'),
    "no number": spice(b'"weight_kg": NaN'),
    "no number as text": spice(b'"weight_kg": "NaN"'),
    "infinity": spice(b'"weight_kg": Infinity'),
    "minus infinity": spice(b'"weight_kg": -Infinity'),
    "infinity as text": spice(b'"weight_kg": "Infinity"'),
    "too big to be a number": spice(b'"weight_kg": 1e999999999999999999'),
    "too small to be a number": spice(b'"weight_kg": 1e-9999999999999999999'),
    "four decimals": spice(b'"weight_kg": "1.2345"'),
    "four decimals as a number": spice(b'"weight_kg": 1.2345'),
    "nothing to weigh": spice(b'"weight_kg": "0"'),
    "less than nothing": spice(b'"weight_kg": "-1"'),
    "a thousand tons": spice(b'"weight_kg": "1000000"'),
    "kilograms in words": spice(b'"weight_kg": "one"'),
    "kilograms with a comma": spice(b'"weight_kg": "1,5"'),
    "kilograms in other digits": spice('"weight_kg": "١"'.encode()),
    "kilograms as a truth": spice(b'"weight_kg": true'),
    "kilograms as a list": spice(b'"weight_kg": ["1"]'),
    "kilograms as nothing": spice(b'"weight_kg": null'),
    "an unknown argument": spice(KG + b', "colour": "red"'),
    "an argument twice": spice(KG + b', "weight_kg": "2"'),
    "an argument missing": spice(b'"notes": "no weight"'),
    "an argument of another type": spice(KG + b', "pieces": "two"'),
    "more pieces than there are": spice(KG + b', "pieces": 99999999999999999999'),
    "half a piece": spice(KG + b', "pieces": 1.5'),
    "a type that is none": b'{"command": "register_lot", "args": {"type": "KEBAB", ' + KG + b"}}",
    "half a surrogate pair": spice(KG + rb', "notes": "\ud800"'),
    "half a surrogate pair as a name": spice(KG + rb', "\udfff": "x"'),
    "deep lists": spice(KG + b', "fields": {"x": ' + b"[" * 90_000 + b"]" * 90_000 + b"}"),
    "deep objects": b'{"a":' * 90_000 + b"1" + b"}" * 90_000,
    **{
        f"{depth} deep in {what}": line.replace(b"DEEP", b"[" * depth + b"]" * depth)
        for depth in (100, 400, 800, 990)
        for what, line in {
            "fields": spice(KG + b', "fields": {"x": DEEP}'),
            "values": b'{"command": "inspect_lot", "args": {"lot": "X", "decision": "PASS", "values": {"x": DEEP}}}',
            "a graph": b'{"command": "save_flow_version", "args": {"version_id": "%b", "graph": DEEP}}'
            % ID,
            "a graph's node": b'{"command": "save_flow_version", "args": {"version_id": "%b", "graph":'
            b' {"nodes": [{"id": "a", "type": "step", "data": DEEP}], "edges": []}}}' % ID,
            "a run's fields": b'{"command": "create_run", "args": {"version_id": "%b", "fields": {"x": DEEP}}}'
            % ID,
            "a name": b'{"command": "create_flow", "args": {"name": DEEP}}',
            "a query": b'{"query": "lots", "args": {"limit": DEEP}}',
        }.items()
    },
    "a huge whole number": b'{"query": "lots", "args": {"limit": ' + b"9" * 5000 + b"}}",
    "a number past every type": b'{"query": "lots", "args": {"limit": 99999999999}}',
    "an unknown command": b'{"command": "fly", "args": {}}',
    "a command that is no name": b'{"command": ["register_lot"], "args": {}}',
    "an unknown query": b'{"query": "weather"}',
    "arguments that are no object": b'{"command": "register_lot", "args": [1]}',
    "a word too many": b'{"command": "register_lot", "args": {"type": "SPICE", '
    + KG
    + b'}, "x": 1}',
    "a key that is none": b'{"command": "register_lot", "key": "7", "args": {"type": "SPICE", '
    + KG
    + b"}}",
    "a key that is a number": b'{"command": "register_lot", "key": 7, "args": {"type": "SPICE", '
    + KG
    + b"}}",
    "a signature without a PIN": b'{"command": "void_lot", "args": {"lot": "X"}, "sign": {"badge": "B"}}',
    "a signature that is a text": b'{"command": "void_lot", "args": {"lot": "X"}, "sign": "B-ADMIN"}',
    "a time without its offset": spice(KG + b', "occurred_at": "2026-01-24T10:00:00"'),
    "a time that is none": spice(KG + b', "occurred_at": "yesterday"'),
    "a day that is none": spice(KG + b', "use_by": "2026-02-30"'),
    "a sign-in without a PIN": b'{"sign_in": {"badge": "B-ADMIN"}}',
    "a PIN that is a number": b'{"sign_in": {"badge": "B-ADMIN", "pin": 1001}}',
    "a sign-out that says more": b'{"sign_out": {"now": true}}',
}


@pytest.mark.parametrize("way", ["outbox", "direct"])
def test_a_bad_line_is_invalid_writes_nothing_and_the_next_line_is_served(
    database: Database, books: Books, tmp_path: Path, way: str
) -> None:
    lines = [SIGN_IN, *(line for bad in BAD.values() for line in (bad, WHO)), spice(KG)]
    before = books.contents()
    *answers, last = answered(database, tmp_path, way, lines)
    first, rest = answers[0], answers[1:]
    assert first["ok"]
    found = dict(zip(BAD, zip(rest[::2], rest[1::2], strict=True), strict=True))
    assert {name: bad["error"]["code"] for name, (bad, _) in found.items() if not bad["ok"]} == (
        dict.fromkeys(BAD, "invalid")
    )
    assert all(bad["error"]["message"] for bad, _ in found.values())
    assert {name for name, (_, next_) in found.items() if not next_["ok"]} == set()
    assert last["ok"]
    written = {table for table, rows in books.contents().items() if rows != before[table]}
    assert "app.lot" in written  # by the one good line
    assert books.ask("SELECT count(*) FROM app.command_log") == 1
    assert books.ask("SELECT count(*) FROM app.audit_event") == 1


def answered(
    database: Database, folder: Path, way: str, lines: list[bytes]
) -> Iterator[dict[str, Any]]:
    """What the process answers to the lines."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "kiosk", "exec"),
            *("--database", database.kiosk_app, "--data-dir", str(folder / "data")),
            *(["--direct"] if way == "direct" else []),
        ],
        cwd=ROOT,
        input=b"\n".join(lines) + b"\n",
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    yield from (json.loads(line) for line in done.stdout.splitlines())
