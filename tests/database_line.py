"""A line to the database that a test can cut, freeze and mend."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_PORT = 5432


class DatabaseLine:
    """Stands between a client and a server's unix socket; use `url` in place of the server's own.

    cut(): every connection ends and new ones are refused. freeze(): connections stay, nothing moves.
    """

    def __init__(self, url: str, folder: Path) -> None:
        parts = conninfo_to_dict(url)
        self._server = f"{parts['host']}/.s.PGSQL.{parts.get('port', _PORT)}"
        self._path = folder / f".s.PGSQL.{_PORT}"
        self.url = make_conninfo(url, host=str(folder), port=_PORT)
        self._moving = asyncio.Event()
        self._calls: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.thaw()
        self.mend()

    def mend(self) -> None:
        """Take connections again."""
        self._do(self._listen())

    def cut(self) -> None:
        """End every connection; nobody can connect any more."""
        self._do(self._hang_up())

    def freeze(self) -> None:
        """Let nothing through, either way."""
        self._loop.call_soon_threadsafe(self._moving.clear)

    def thaw(self) -> None:
        """Let everything through that was held back."""
        self._loop.call_soon_threadsafe(self._moving.set)

    def close(self) -> None:
        """Cut for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._listener = await asyncio.start_unix_server(self._take, str(self._path))

    async def _hang_up(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._path.unlink(missing_ok=True)
            self._listener = None
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    async def _take(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        call = asyncio.current_task()
        assert call is not None
        self._calls.add(call)
        try:
            await self._carry(client, back)
        except asyncio.CancelledError:
            pass  # cut
        finally:
            # Not close(): that waits until a frozen client has read what is on its way to it.
            back.transport.abort()
            self._calls.discard(call)

    async def _carry(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        server, there = await asyncio.open_unix_connection(self._server)
        both = (self._pump(client, there), self._pump(server, back))
        ways = [self._loop.create_task(way) for way in both]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            there.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            await self._moving.wait()
            target.write(data)
            await target.drain()
