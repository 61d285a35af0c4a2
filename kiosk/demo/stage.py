"""The demo's stage: a database server and four simulated devices, each a process of its own."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from core.errors import Unavailable
from kiosk.devices.setting import DeviceSetting

START_SECONDS = 60.0
STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A simulated device: its kind and protocol, its port (empty: a new pseudo-terminal), its name on records."""

    kind: str
    protocol: str
    port: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


CAST: Mapping[str, Part] = {
    "scale.main": Part(kind="scale", protocol="mt_sics", options={"instrument": "S2"}),
    "scale.2": Part(kind="scale", protocol="st_gs", options={"instrument": "S3"}),
    "probe.core": Part(kind="thermometer", protocol="lutron16", options={"instrument": "T2"}),
    "scanner.main": Part(kind="scanner", protocol="serial"),
    "printer.label": Part(kind="printer", protocol="escpos", port="tcp:0"),
}
"""The devices by the role they play."""


class Player:
    """A `nyars` process that is told things on standard input and answers JSON lines."""

    def __init__(self, *arguments: str) -> None:
        self._answers: queue.Queue[Mapping[str, Any] | None] = queue.Queue()
        self.on_answer: Callable[[Mapping[str, Any]], object] | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def first_answer(self) -> Mapping[str, Any]:
        """Its first line; raises Unavailable where it ends or stays silent."""
        try:
            answer = self._answers.get(timeout=START_SECONDS)
        except queue.Empty:
            answer = None
        if answer is None:
            raise Unavailable("demo_process")
        return answer

    def tell(self, line: str) -> None:
        """Turn a knob; returns at once."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """End it and wait until it is gone."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(STOP_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            self._answers.put(answer)
            if self.on_answer is not None:
                self.on_answer(answer)
        self._answers.put(None)


class Stage:
    """A context manager; `labels` is the folder the printer's paper is kept in."""

    def __init__(self, data_dir: Path, profile: str) -> None:
        self.data_dir = data_dir
        self.labels = data_dir / "labels"
        self.props: dict[str, Player] = {}
        self.devices: tuple[DeviceSetting, ...] = ()
        self._profile = profile
        self._players = ExitStack()

    def turn(self, role: str, knob: str) -> None:
        """Turn a knob of the simulated device that plays `role`."""
        self.props[role].tell(knob)

    def __enter__(self) -> Self:
        with ExitStack() as players:
            self._found_plant()
            server = self._player(players, "db", "serve", "--data-dir", str(self.data_dir))
            server.first_answer()
            for role, part in CAST.items():
                self.props[role] = self._player(players, *self._simulator(role, part))
            self.devices = tuple(
                DeviceSetting(role, part.protocol, self._port(role), part.options)
                for role, part in CAST.items()
            )
            self._players = players.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._players.close()

    def _found_plant(self) -> None:
        """The demo plant, unless this folder has one."""
        if (self.data_dir / "postgres").exists():
            return
        arguments = ["db", "init", "--demo", "--profile", self._profile]
        subprocess.run(
            [sys.executable, "-m", "kiosk", *arguments, "--data-dir", str(self.data_dir)],
            check=True,
            stdout=sys.stderr,
        )

    def _port(self, role: str) -> str:
        return str(self.props[role].first_answer()["port"])

    def _simulator(self, role: str, part: Part) -> Sequence[str]:
        """One without a port of its own gets a name that stays when it is unplugged."""
        ports = self.data_dir / "ports"
        ports.mkdir(parents=True, exist_ok=True)
        port = part.port or str(ports / role)
        arguments = ["device", "simulate", part.kind, "--protocol", part.protocol, "--port", port]
        if part.kind == "printer":
            arguments += ["--out", str(self.labels)]
        return arguments

    def _player(self, players: ExitStack, *arguments: str) -> Player:
        player = Player(*arguments)
        players.callback(player.close)
        return player
