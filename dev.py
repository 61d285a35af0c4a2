#!/usr/bin/env python3
"""The way into a fresh checkout: makes the environment under .dev and runs Nyárs in it.

Needs Python 3.11 or newer with pip, and nothing else that is not in the standard library.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python reads this line and no further
    sys.exit(f"Nyárs needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")

import ctypes
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

USAGE = """\
usage: python3 dev.py COMMAND

  demo [ARGS]                the demo plant with simulated devices (same as: nyars demo)
  test [--long] [PYTEST...]  every check and test; --long runs each proof at its full size
  check                      the fast part of it: format, lint, types, imports, house checks
  nyars ARGS                 run nyars in the project's environment
  lock                       write requirements.lock anew from pyproject.toml
"""
ROOT = Path(__file__).resolve().parent
DEV = ROOT / ".dev"
VENV = DEV / "venv"
STAMP = VENV / "ready"
LOCK = ROOT / "requirements.lock"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
UV = DEV / "uv" / "bin" / ("uv.exe" if WINDOWS else "uv")
ADMIN_PATH = "/usr/local/sbin:/usr/sbin:/sbin"

# Debian's package for each library that Qt opens; the second list only to show a window.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libx11-6": "libX11.so.6",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
}
DISPLAY_LIBRARIES = {
    "libx11-xcb1": "libX11-xcb.so.1",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-render0": "libxcb-render.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-shm0": "libxcb-shm.so.0",
    "libxcb-sync1": "libxcb-sync.so.1",
    "libxcb-xfixes0": "libxcb-xfixes.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}


def say(line: str) -> None:
    """Progress goes to standard error: standard output belongs to the command that runs."""
    print(line, file=sys.stderr, flush=True)


def stop(sentence: str) -> NoReturn:
    say(sentence)
    raise SystemExit(1)


def run(step: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Run a step of the set-up in silence; when it fails, show what it said and stop."""
    say(step)
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        say(done.stdout.decode(errors="replace").rstrip())
        stop(f"dev.py stopped: '{step}' failed (exit status {done.returncode}, its words above).")


# --- the environment ---------------------------------------------------------------------------


def ensure_environment() -> None:
    """Make .dev/venv from requirements.lock, unless the one there is whole and up to date."""
    if is_ready():
        return
    DEV.mkdir(exist_ok=True)
    with only_one():
        if not is_ready():  # another dev.py may have made it while this one waited
            make_environment()


def is_ready() -> bool:
    return STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint()


def fingerprint() -> str:
    """What the environment is made from: first this Python and place, then what is installed."""
    seen = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{birthplace()}\n{seen.hexdigest()}\n"


def birthplace() -> str:
    """Its scripts name the checkout and its packages this Python: elsewhere it is of no use."""
    return f"{' '.join(sys.version.split())} in {ROOT}"


def make_environment() -> None:
    """Bring a whole environment up to date in place; make a missing or half-made one from nothing.

    The stamp is away while this works, so an interrupted run leaves a half-made one behind.
    """
    ensure_uv()
    uv, env = str(UV), uv_environment()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8").startswith(f"{birthplace()}\n"):
        STAMP.unlink()
    else:
        make = [uv, "venv", "--clear", "--python", sys.executable, str(VENV)]
        run("Making the environment in .dev/venv", make, env)
    install = [uv, "pip", "install", "--python", str(VENV)]
    locked = [*install, "--require-hashes", "-r", str(LOCK)]
    run("Installing the packages of requirements.lock (minutes at first)", locked, env)
    editable = [*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    run("Installing nyars from this checkout", editable, env)
    STAMP.write_text(fingerprint(), encoding="utf-8")


def ensure_uv() -> None:
    """Get uv by pip: it makes the environment also where Debian has split off venv."""
    if UV.is_file():
        return
    if find_spec("pip") is None:
        stop("Python's pip is missing; install it first, on Debian: apt-get install python3-pip")
    new = DEV / "uv.new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(UV.parents[1], ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(new), "uv"]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    inside = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
    run("Getting uv, the installer", pip, {**os.environ, **quiet, **inside})
    new.rename(UV.parents[1])


def uv_environment() -> dict[str, str]:
    env = {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_LINK_MODE": "copy",
        "UV_SYSTEM_CERTS": "1",
        "UV_NO_PROGRESS": "1",
        "UV_COMPILE_BYTECODE": "1",  # or every start compiles Qt's and SQLAlchemy's modules anew
    }
    env.pop("VIRTUAL_ENV", None)
    if "UV_CACHE_DIR" not in env and not home_is_writable():
        env["UV_NO_CACHE"] = "1"
    if mirror := pip_index():
        env.setdefault("UV_DEFAULT_INDEX", mirror)
    return env


def pip_index() -> str | None:
    """The package index that this machine's pip is set to use: a site's mirror is uv's too."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    settings = dict(line.split("=", 1) for line in listed.stdout.splitlines() if "=" in line)
    for name in (":env:.index-url", "install.index-url", "global.index-url"):
        if name in settings:
            return settings[name].strip("'\"")
    return None


def home_is_writable() -> bool:
    try:
        return os.access(Path.home(), os.W_OK | os.X_OK)
    except RuntimeError:  # neither HOME nor an entry in the password file
        return False


@contextmanager
def only_one() -> Iterator[None]:
    """Hold .dev/lock; the system lets go of it when this process ends, however it ends."""
    with (DEV / "lock").open("w", encoding="utf-8") as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for another dev.py in this checkout")
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- the libraries of Qt -----------------------------------------------------------------------


def ensure_libraries(*, window: bool, required: bool) -> None:
    """Install what Qt opens from the system, or say the one command that does."""
    missing = missing_packages(window=window)
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        env["PATH"] = f"{env.get('PATH', os.defpath)}:{ADMIN_PATH}"
        run("Reading the package lists (apt-get update)", ["apt-get", "update"], env)
        run(f"Installing the libraries of Qt: {' '.join(missing)}", install, env)
        return
    sentence = f"Qt needs libraries of the system; run once: sudo {' '.join(install)}"
    if required:
        stop(sentence)
    say(sentence)


def offer_pgbouncer() -> None:
    """Install Debian's PgBouncer where that needs nobody; the tests that want it are skipped elsewhere."""
    path = f"{os.environ.get('PATH', os.defpath)}:{ADMIN_PATH}"
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not is_root or shutil.which("pgbouncer", path=path) or not shutil.which("apt-get"):
        return
    say("Installing PgBouncer for its tests")
    # The package would begin to serve at once; in runlevel 1 nothing does.
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": path, "RUNLEVEL": "1"}
    for command in ("update", "install -y --no-install-recommends pgbouncer"):
        subprocess.run(["apt-get", *command.split()], env=env, capture_output=True)


def missing_packages(*, window: bool) -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    wanted = dict(QT_LIBRARIES)
    if window and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        wanted.update(DISPLAY_LIBRARIES)
    return [package for package, name in wanted.items() if not can_open(name)]


def can_open(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# --- the commands ------------------------------------------------------------------------------


def become(command: Sequence[str], env: Mapping[str, str] | None = None) -> NoReturn:
    """Run `command` in place of this process: its standard streams and exit status are its own."""
    env = dict(os.environ if env is None else env)
    if WINDOWS:
        raise SystemExit(subprocess.run(command, env=env).returncode)
    sys.stdout.flush()
    os.execve(command[0], list(command), env)


def nyars(args: Sequence[str], *, shows_qt: bool = False) -> NoReturn:
    ensure_environment()
    ensure_libraries(window=True, required=shows_qt)
    become([str(BIN / "nyars"), *args])


def habits(part: str, args: Sequence[str]) -> NoReturn:
    """Run the checks of tools/ in the environment, from the top of the checkout."""
    ensure_environment()
    if part == "test":
        ensure_libraries(window=False, required=True)
        offer_pgbouncer()
    os.chdir(ROOT)
    become([str(BIN / "python"), "-m", "tools", part, *args])


def lock() -> NoReturn:
    DEV.mkdir(exist_ok=True)
    with only_one():
        ensure_uv()
    os.chdir(ROOT)
    command = "pip compile --universal --generate-hashes --extra dev --no-emit-index-url"
    files = ["--no-header", "--quiet", "pyproject.toml", "-o", LOCK.name]
    become([str(UV), *command.split(), *files], uv_environment())


def main(argv: Sequence[str]) -> NoReturn:
    command, args = (argv[0], argv[1:]) if argv else ("--help", ())
    if command == "demo":
        nyars(["demo", *args], shows_qt=True)
    if command == "nyars":
        nyars(args)
    if command in ("test", "check"):
        habits(command, args)
    if command == "lock":
        lock()
    if command in ("--help", "-h", "help"):
        print(USAGE, end="")
        raise SystemExit(0)
    say(f"dev.py: there is no command '{command}'\n{USAGE}")
    raise SystemExit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
