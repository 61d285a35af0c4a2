"""Asynchronous work behind a touch: never lost, never twice at once, its failures shown."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from core.errors import Refused, Unavailable

_logger = logging.getLogger(__name__)
P = ParamSpec("P")


class Tasks:
    """The work under way. `on_failure` is told what a piece of work raised, on the loop's thread:
    Refused and Unavailable are for the person, anything else is a fault and logged as well."""

    def __init__(self, on_failure: Callable[[Exception], object]) -> None:
        self._on_failure = on_failure
        self._running: dict[Hashable, asyncio.Task[None]] = {}
        self._over = False

    def start(self, name: Hashable, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Begin `work` on the running loop; False, and nothing begins, while `name` is under way or after the end."""
        if self._over or name in self._running:
            return False
        task = asyncio.get_running_loop().create_task(self._watched(name, work))
        self._running[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))
        return True

    def is_running(self, name: Hashable) -> bool:
        """Whether the work of that name is under way."""
        return name in self._running

    async def end(self) -> None:
        """Cancel what is under way and wait until it is gone; what is asked for afterwards does not begin."""
        self._over = True
        tasks = tuple(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, name: Hashable, task: "asyncio.Task[None]") -> None:
        """One that was cancelled before its first step; the name may already be another's."""
        if self._running.get(name) is task:
            del self._running[name]

    async def _watched(self, name: Hashable, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except (Refused, Unavailable) as exc:
            self._on_failure(exc)
        except Exception as exc:
            _logger.exception("an action met a fault: %s", exc)
            self._on_failure(exc)
        finally:  # at once: a start between the last step and the done callback must not be lost
            self._running.pop(name, None)


class HasTasks(Protocol):
    """Whose asynchronous methods can be actions: a view model with the tasks of its kiosk."""

    @property
    def tasks(self) -> Tasks: ...


S = TypeVar("S", bound=HasTasks)


def action(
    slot: Callable[Concatenate[S, P], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[S, P], None]:
    """Make an `async def` method callable from a signal; a second tap while it runs does nothing."""

    @wraps(slot)
    def start(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        self.tasks.start((id(self), slot.__qualname__), lambda: slot(self, *args, **kwargs))

    return start
