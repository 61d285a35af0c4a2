"""The embedded server among processes that share it, die, and are not trusted."""

import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from core.db.connection import connect
from core.db.embedded import EmbeddedServer
from core.db.postmaster import Postmaster
from core.errors import Unavailable

SETTINGS = {"fsync": "off"}
PATIENCE = 20.0
CHILD = """
import sys
from pathlib import Path
from core.db.embedded import EmbeddedServer
with EmbeddedServer(Path(sys.argv[1]), settings={"fsync": "off"}) as server:
    print(server.urls["kiosk_app"], flush=True)
    sys.stdin.readline()
"""


class Process:
    """Another kiosk process on the same data folder: it leaves when told, or is killed."""

    def __init__(self, data_dir: Path) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        assert self.running.stdout is not None
        assert select.select([self.running.stdout], [], [], PATIENCE)[0], "the process is silent"
        return self.running.stdout.readline().strip()

    def leave(self) -> None:
        self.running.communicate("\n", timeout=PATIENCE)
        assert self.running.returncode == 0

    def kill(self) -> None:
        self.running.kill()
        self.running.communicate(timeout=PATIENCE)


@pytest.fixture
def folder(shared_folder: Path) -> Iterator[Path]:
    """A data folder nobody has used, and no server in it afterwards."""
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir=shared_folder))
    data_dir = base / "data"
    yield data_dir
    assert not is_up(data_dir)
    shutil.rmtree(base)


@pytest.fixture(scope="module")
def pristine(shared_folder: Path) -> Iterator[Path]:
    """A data folder as its first use has left it."""
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir=shared_folder))
    with EmbeddedServer(base / "data", settings=SETTINGS):
        pass
    yield base / "data"
    shutil.rmtree(base)


@pytest.fixture
def used(folder: Path, pristine: Path) -> Path:
    """A data folder that has been used before; making one takes half of each test's time."""
    subprocess.run(["cp", "-a", pristine, folder], check=True)
    return folder


@pytest.fixture(scope="module")
def running(shared_folder: Path) -> Iterator[EmbeddedServer]:
    """One server for all tests that only look at it."""
    base = Path(tempfile.mkdtemp(prefix="embedded-", dir=shared_folder))
    with EmbeddedServer(base / "data", settings=SETTINGS) as server:
        yield server


@pytest.fixture
def process(folder: Path) -> Iterator[Callable[[], Process]]:
    with ExitStack() as ends:

        def another() -> Process:
            made = Process(folder)
            ends.callback(made.kill)
            return made

        yield another


def is_up(data_dir: Path) -> bool:
    return Postmaster(data_dir, {}).is_alive()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        select.select([], [], [], 0.02)


def postmaster_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def answer(url: str) -> object:
    with connect(url) as connection:
        row = connection.execute("SELECT current_user").fetchone()
        return row and row[0]


# --- nobody is trusted ---


def test_every_login_opens_with_its_own_password(running: EmbeddedServer) -> None:
    assert {role: answer(url) for role, url in running.urls.items()} == {
        "migrator": "migrator",
        "kiosk_app": "kiosk_app",
    }
    assert answer(running.superuser_url) == "postgres"


@pytest.mark.parametrize("role", ["postgres", "migrator", "kiosk_app", "app_owner"])
@pytest.mark.parametrize("password", ["", "guess"])
def test_nobody_gets_in_without_the_password(
    running: EmbeddedServer, role: str, password: str
) -> None:
    right = psycopg.conninfo.conninfo_to_dict(running.superuser_url)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=str(right["host"]), dbname="postgres", user=role, password=password
        ).close()


def test_passwords_are_for_the_eyes_of_their_owner(running: EmbeddedServer) -> None:
    files = sorted((running.data_dir / "passwords").iterdir())
    assert [file.name for file in files] == ["kiosk_app", "migrator", "postgres"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len({file.read_text() for file in files}) == 3
    assert stat.S_IMODE((running.data_dir / "passwords").stat().st_mode) == 0o700


def test_the_data_folder_is_closed_to_others(running: EmbeddedServer) -> None:
    assert stat.S_IMODE(running.data_dir.stat().st_mode) & 0o067 == 0
    assert stat.S_IMODE((running.data_dir / "postgres").stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may act as another user")
def test_another_user_of_the_machine_does_not_even_reach_the_socket(
    running: EmbeddedServer,
) -> None:
    asked = subprocess.run(
        [running.programs / "psql", running.superuser_url, "-c", "SELECT 1"],
        user="nobody",
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert asked.returncode != 0
    assert "Permission denied" in asked.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only for root the server is another user")
def test_of_the_folders_above_others_may_only_pass(running: EmbeddedServer) -> None:
    assert stat.S_IMODE(running.data_dir.parent.stat().st_mode) == 0o701


def test_no_password_stands_in_the_servers_log(running: EmbeddedServer) -> None:
    passwords = [file.read_text() for file in (running.data_dir / "passwords").iterdir()]
    logs = (running.data_dir / "postgres").glob("**/*.log")
    text = "".join(log.read_text() for log in logs)
    assert text
    assert not any(password in text for password in passwords)


# --- processes share it ---


def test_two_processes_share_one_server_and_the_last_one_stops_it(
    folder: Path, process: Callable[[], Process]
) -> None:
    first, second = process(), process()  # both find an empty folder
    assert first.url() == second.url()
    first.leave()
    assert is_up(folder)
    second.leave()
    assert not is_up(folder)


def test_two_users_in_one_process_count_as_two(used: Path) -> None:
    first = EmbeddedServer(used, settings=SETTINGS).start()
    second = EmbeddedServer(used).start()
    assert first.start().urls == second.urls
    first.stop()
    first.stop()
    assert answer(second.urls["kiosk_app"]) == "kiosk_app"
    second.stop()
    assert not is_up(used)


def test_a_killed_process_does_not_keep_the_server_up(
    used: Path, process: Callable[[], Process]
) -> None:
    killed = process()
    url = killed.url()
    killed.kill()
    assert is_up(used)
    with EmbeddedServer(used) as server:
        assert server.urls["kiosk_app"] == url
    assert not is_up(used)


def test_a_killed_process_takes_the_server_from_nobody(
    used: Path, process: Callable[[], Process]
) -> None:
    killed = process()
    killed.url()
    with EmbeddedServer(used) as server:
        killed.kill()
        process().leave()
        assert answer(server.urls["kiosk_app"]) == "kiosk_app"


def test_a_killed_server_comes_back_with_its_data_and_its_address(used: Path) -> None:
    with EmbeddedServer(used, settings=SETTINGS) as server:
        with connect(server.superuser_url, autocommit=True) as admin:
            admin.execute("CREATE TABLE kept AS SELECT 7 AS kg")
        urls = server.urls
        other = EmbeddedServer(used)
        for way_back in (server.revive, other.start):
            os.kill(postmaster_pid(used), signal.SIGKILL)
            way_back()
            assert server.urls == urls
            with connect(server.superuser_url) as admin:
                assert admin.execute("SELECT kg FROM kept").fetchone() == (7,)
        other.stop()


def test_a_server_killed_with_its_only_process_starts_anew(
    used: Path, process: Callable[[], Process]
) -> None:
    killed = process()
    killed.url()
    os.kill(postmaster_pid(used), signal.SIGKILL)
    killed.kill()
    with EmbeddedServer(used) as server:
        assert answer(server.urls["kiosk_app"]) == "kiosk_app"


def test_after_a_power_cut_another_program_may_have_the_servers_number(used: Path) -> None:
    with EmbeddedServer(used, settings=SETTINGS):
        number = used / "postgres" / "postmaster.pid"
        then = number.read_text()
    number.write_text(then.replace(then.split()[0], str(os.getpid()), 1))
    assert not is_up(used)
    with EmbeddedServer(used) as server:
        assert answer(server.urls["kiosk_app"]) == "kiosk_app"


def in_recovery(data_dir: Path) -> None:
    """From its next start on, the server replays its log until promoted, and lets nobody in."""
    (data_dir / "postgres" / "standby.signal").touch()


def promote(data_dir: Path) -> None:
    (data_dir / "postgres" / "promote").touch()
    os.kill(postmaster_pid(data_dir), signal.SIGUSR1)


def turns_away(data_dir: Path) -> bool:
    log = data_dir / "postgres" / "log"
    return any("not accepting connections" in file.read_text() for file in log.glob("*.log"))


def test_a_process_waits_while_the_server_recovers(used: Path) -> None:
    in_recovery(used)
    server = EmbeddedServer(used, settings=SETTINGS | {"hot_standby": "off"})
    with ThreadPoolExecutor(1) as executor:
        started = executor.submit(server.start)
        until(lambda: turns_away(used))
        promote(used)
        started.result(PATIENCE)
    assert answer(server.urls["kiosk_app"]) == "kiosk_app"
    server.stop()


def test_a_long_recovery_is_said_plainly_and_goes_on_by_itself(used: Path) -> None:
    in_recovery(used)
    with pytest.MonkeyPatch.context() as impatient:
        impatient.setattr("core.db.embedded._RECOVERY", 0.0)
        with pytest.raises(Unavailable) as refusal:
            EmbeddedServer(used, settings=SETTINGS | {"hot_standby": "off"}).start()
    assert refusal.value.reason == "database_recovery"
    assert "not accepting connections" in str(refusal.value.details["output"])
    promote(used)
    with EmbeddedServer(used) as server:
        assert answer(server.urls["kiosk_app"]) == "kiosk_app"


# --- folders as people have them ---


@pytest.mark.parametrize("name", ["deep/" * 30 + "data", "Ő's, data \\ folder"])
def test_any_folder_will_do(folder: Path, name: str) -> None:
    data_dir = folder / name
    with EmbeddedServer(data_dir, settings=SETTINGS) as server:
        host = str(psycopg.conninfo.conninfo_to_dict(server.urls["kiosk_app"])["host"])
        assert answer(server.urls["kiosk_app"]) == "kiosk_app"
        assert stat.S_IMODE(Path(host).stat().st_mode) == 0o700
    assert not is_up(data_dir)
    assert not Path(host).exists()


def test_what_a_killed_first_start_has_left_does_not_disturb_the_second(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    half = folder / "postgres-new-half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    with EmbeddedServer(folder, settings=SETTINGS):
        assert not half.exists()


def test_a_lost_password_of_a_login_is_made_anew(used: Path) -> None:
    with EmbeddedServer(used, settings=SETTINGS) as server:
        (used / "passwords" / "kiosk_app").unlink()
        with EmbeddedServer(used) as other:
            assert other.urls["kiosk_app"] != server.urls["kiosk_app"]
            assert answer(other.urls["kiosk_app"]) == "kiosk_app"


def test_a_superusers_lost_password_is_said_plainly(used: Path) -> None:
    with EmbeddedServer(used, settings=SETTINGS):
        pass
    (used / "passwords" / "postgres").write_text("another")
    with pytest.raises(Unavailable) as refusal:
        EmbeddedServer(used).start()
    assert refusal.value.reason == "database_password"


def test_a_server_that_cannot_start_says_what_it_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.db.embedded._LAUNCH", 0.0)
    with pytest.raises(Unavailable) as refusal:
        EmbeddedServer(folder, settings={"shared_buffers": "much"}).start()
    assert refusal.value.reason == "database_start"
    assert "shared_buffers" in str(refusal.value.details["output"])
    with EmbeddedServer(folder, settings=SETTINGS) as server:
        assert answer(server.urls["kiosk_app"]) == "kiosk_app"


def test_a_folder_that_is_gone_does_not_stop_the_process_from_leaving(used: Path) -> None:
    server = EmbeddedServer(used, settings=SETTINGS).start()
    pid = postmaster_pid(used)
    shutil.rmtree(used)
    server.stop()
    assert not used.exists()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)
    with EmbeddedServer(used, settings=SETTINGS) as second:
        assert answer(second.urls["kiosk_app"]) == "kiosk_app"


def test_a_folder_of_another_user_is_said_plainly(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "mkdir", denied)
    with pytest.raises(Unavailable) as refusal:
        EmbeddedServer(folder).start()
    assert (refusal.value.reason, refusal.value.details) == (
        "database_folder",
        {"folder": str(folder)},
    )
