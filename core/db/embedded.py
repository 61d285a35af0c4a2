"""The database nobody has to install: PostgreSQL in the data folder, up while any process uses it."""

import atexit
import logging
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from core.db import roles
from core.db.connection import connect
from core.db.postmaster import SUPERUSER, Address, Postmaster, ProgramFailed
from core.db.shared_use import SharedUse
from core.errors import Unavailable

_log = logging.getLogger(__name__)
_RECOVERY = 300.0  # seconds a server that is alive may need to replay its log after a power cut
_LAUNCH = 20.0  # seconds in which a launch may fail because the last server still goes down
_PAUSE = 0.1


class EmbeddedServer:
    """This process's use of the PostgreSQL server in `data_dir`, shared with all others there.

    `settings` are PostgreSQL's own and count for whoever starts the server. Use it as a context
    manager or call start() and stop(); what is not stopped stops when the process ends.
    """

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.expanduser().absolute()
        self._settings = settings or {}
        self._server: Postmaster | None = None
        self._address: Address | None = None
        self._passwords: dict[str, str] = {}
        self._use: SharedUse | None = None

    def start(self) -> Self:
        """Attach to the running server, or make and start one (about a second); waits for its recovery.

        Raises Unavailable: database_start, database_recovery (it goes on by itself), database_password,
        database_folder (another user's), database_programs or database_user.
        """
        if self._use is not None:
            return self
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.data_dir = self.data_dir.resolve()
            self._attach(Postmaster(self.data_dir, self._settings), SharedUse.of(self.data_dir))
        except PermissionError as exc:
            raise Unavailable("database_folder", folder=str(self.data_dir)) from exc
        atexit.register(self.stop)
        return self

    def revive(self) -> None:
        """Bring the server back where it has died under us; the URLs stay. Raises as start() does."""
        if self._use is None or self._server is None:
            raise Unavailable("database_start")
        with self._use.door():
            self._bring_up(self._server)

    def stop(self) -> None:
        """Leave; the last one out stops the server."""
        if self._use is None or self._server is None:
            return
        server, use = self._server, self._use
        self._server = self._use = None
        atexit.unregister(self.stop)
        if not self.data_dir.exists():
            use.abandon()  # the server notices within a minute that its folder is gone, and ends
            return
        with use.door():
            if use.leave():
                _halt(server)

    def url(self, role: str, database: str = roles.DATABASE) -> str:
        """The libpq URL of a login (migrator, kiosk_app or postgres), with its password."""
        if self._address is None:
            raise Unavailable("database_start")
        host, port = self._address
        login = f"{role}:{quote(self._passwords[role], safe='')}"
        if os.path.isabs(host):
            return f"postgresql://{login}@/{database}?host={quote(host, safe='')}&port={port}"
        return f"postgresql://{login}@{host}:{port}/{database}"

    @property
    def urls(self) -> Mapping[str, str]:
        """The URLs of kiosk_app and migrator to the plant's database."""
        return {role: self.url(role) for role in roles.LOGINS}

    @property
    def superuser_url(self) -> str:
        """For bootstrap, backup and tests; the kiosk never uses it."""
        return self.url(SUPERUSER, "postgres")

    @property
    def programs(self) -> Path:
        """The folder of pg_dump, pg_restore, pg_basebackup and pgbench of the server's own version."""
        return (self._server or Postmaster(self.data_dir, {})).bin

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _attach(self, server: Postmaster, use: SharedUse) -> None:
        with use.door():
            use.enter()
            try:
                self._bring_up(server)
            except BaseException as exc:
                if use.leave() and not _is_recovering(exc):
                    _halt(server)
                raise
        self._server, self._use = server, use

    def _bring_up(self, server: Postmaster) -> None:
        files = {role: self.data_dir / "passwords" / role for role in (SUPERUSER, *roles.LOGINS)}
        complete = all(file.exists() for file in files.values())
        self._passwords = {role: _password(file) for role, file in files.items()}
        if not server.pgdata.exists():
            try:
                server.create(self._passwords[SUPERUSER])
            except ProgramFailed as exc:
                raise Unavailable("database_start", output=str(exc)) from exc
        launched = self._until_it_answers(server)
        with connect(self.superuser_url) as connection:
            prepared = complete and roles.is_prepared(connection)
        if launched or not prepared:
            roles.prepare_server(self.superuser_url, self._passwords)

    def _until_it_answers(self, server: Postmaster) -> bool:
        """Start what does not run, wait for what recovers; True when it was started here."""
        began = time.monotonic()
        launched = False
        while (problem := self._unanswered(server)) is not None:
            waited = time.monotonic() - began
            if server.is_alive():
                if waited > _RECOVERY:
                    raise Unavailable("database_recovery", output=problem)
            else:
                try:
                    server.launch()
                    launched = True
                    continue
                except ProgramFailed as exc:
                    if waited > _LAUNCH:
                        raise Unavailable("database_start", output=str(exc)) from exc
            time.sleep(_PAUSE)  # the server tells nobody when it is up: it has to be asked again
        return launched

    def _unanswered(self, server: Postmaster) -> str | None:
        """Why nobody can connect yet; None when one can."""
        self._address = server.address()
        if self._address is None:
            return "no server"
        try:
            connect(self.superuser_url).close()
        except psycopg.OperationalError as exc:
            if "authentication failed" in str(exc):
                raise Unavailable("database_password", folder=str(self.data_dir)) from exc
            return str(exc)
        return None


def _is_recovering(exc: BaseException) -> bool:
    """Whether the server only needs time: stopped, it would begin again from the start."""
    return isinstance(exc, Unavailable) and exc.reason == "database_recovery"


def _halt(server: Postmaster) -> None:
    try:
        server.stop()
    except ProgramFailed as exc:
        _log.warning("the database server did not stop: %s", exc)


def _password(file: Path) -> str:
    """The password kept in a file for this user's eyes only; made when there is none."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    if not file.exists():
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writer:
            writer.write(secrets.token_urlsafe(24))
            writer.flush()
            os.fsync(writer.fileno())
        new.replace(file)
    return file.read_text(encoding="utf-8").strip()
