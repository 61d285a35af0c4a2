"""Debian's PgBouncer in front of a test's server, in transaction mode."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from core.db.connection import connect
from tests.fix_database import Database

_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"
_PORT = 6432
_PATIENCE = 10.0
_KEEPS_NAMES = (1, 22)  # from here on it keeps prepared statements apart
_SETTINGS = {
    "listen_port": str(_PORT),
    "auth_type": "scram-sha-256",
    "pool_mode": "transaction",
    "max_client_conn": "1200",
    "log_connections": "0",  # nobody reads what it says once it is up
    "log_disconnections": "0",
    "log_pooler_errors": "0",
    "log_stats": "0",
}


def program() -> str:
    """Where it is; skips the test where it is not installed."""
    found = shutil.which("pgbouncer", path=_PATH)
    if found is None:
        pytest.skip("PgBouncer is not installed (Debian: apt-get install pgbouncer)")
    return found


def keeps_prepared() -> bool:
    """Whether this one can keep the prepared statements of its clients apart."""
    told = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"PgBouncer (\d+)\.(\d+)", told.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= _KEEPS_NAMES


@contextmanager
def pooled(database: Database, folder: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """The URL of kiosk_app through a PgBouncer of one's own, with these settings beside the test's."""
    parts = conninfo_to_dict(database.kiosk_app)
    socket = Path(str(parts["host"]))
    owner = socket.stat()  # whoever runs the server may connect to it, and is not root
    with connect(database.superuser) as admin:
        row = admin.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = 'kiosk_app'"
        ).fetchone()
    assert row
    files = {
        "users.txt": f'"kiosk_app" "{row[0]}"\n',
        "pgbouncer.ini": _configuration(folder, database.name, socket, settings),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner.st_uid, owner.st_gid)
    command = [program(), str(folder / "pgbouncer.ini")]
    as_owner = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=folder, **as_owner) as running:
        try:
            url = make_conninfo(database.kiosk_app, host=str(folder), port=_PORT)
            _wait_for(running)
            yield url
        finally:
            running.terminate()
            running.wait(_PATIENCE)


def _configuration(folder: Path, name: str, socket: Path, settings: Mapping[str, str]) -> str:
    own = {"auth_file": str(folder / "users.txt"), "unix_socket_dir": str(folder)}
    lines = [f"{key} = {value}" for key, value in {**_SETTINGS, **own, **settings}.items()]
    server = f"[databases]\n{name} = host={socket} dbname={name}\n[pgbouncer]\n"
    return server + "\n".join(lines) + "\n"


def _wait_for(running: "subprocess.Popen[bytes]") -> None:
    """Until it says that it is up; a line is read as soon as it is there, and the last one when it ends."""
    assert running.stderr is not None
    told = []
    for line in running.stderr:
        told.append(line)
        if b"process up" in line:
            return
    raise AssertionError(b"".join(told).decode(errors="replace"))
