"""What becomes of each command there is on a kiosk whose database is away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from core.context import Signature
from core.domain import codec, process
from core.domain.commands import COMMANDS, Command, CommandSpec
from core.domain.graph import of_process
from kiosk.runtime.delivery import DeliveryKind
from tests import arguments
from tests.kiosk_in_memory import Kiosk

SIGNATURE = Signature(badge="B-ADMIN", pin="48151623", meaning="I mean it")


class Names:
    """Names of things that nobody looks up."""

    graph = codec.plain(of_process(process.load("doner")))

    def __getattr__(self, _name: str) -> str:
        return "01935f3a-0000-7000-8000-000000000009"


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """An administrator is signed in."""
    kiosk = Kiosk(tmp_path)
    kiosk.sign_in("B-ADMIN", "1001")
    yield kiosk
    kiosk.close()


def command(spec: CommandSpec) -> Command:
    """The command with arguments of the right shape."""
    return codec.build(spec.kind, arguments.COMMANDS[spec.name](cast(Any, Names())))


def works_offline(spec: CommandSpec) -> bool:
    """Whether a kiosk may do it alone: never what is signed, nor what a disk may not keep whole."""
    return spec.offline and not spec.signed and not codec.secrets(spec.kind)


def go_away(kiosk: Kiosk) -> None:
    """The database goes, and the kiosk has noticed."""
    kiosk.core.away = True
    kiosk.health.database_is_away("database")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_nothing_that_is_signed_or_secret_says_that_it_works_offline(name: str) -> None:
    assert COMMANDS[name].offline is works_offline(COMMANDS[name])


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_while_the_database_is_away_a_command_is_kept_or_refused(kiosk: Kiosk, name: str) -> None:
    spec = COMMANDS[name]
    go_away(kiosk)
    delivery = kiosk.do(kiosk.gateway.submit(command(spec), signature=SIGNATURE))
    if works_offline(spec):
        assert delivery.kind is DeliveryKind.QUEUED
        assert [entry.name for entry in kiosk.outbox.waiting()] == [name]
    else:
        assert (delivery.kind, delivery.violation.code) == (DeliveryKind.REFUSED, "unavailable")
        assert kiosk.outbox.entries() == ()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_only_what_works_offline_is_sent_without_a_deadline(kiosk: Kiosk, name: str) -> None:
    spec = COMMANDS[name]
    assert kiosk.do(kiosk.gateway.submit(command(spec), signature=SIGNATURE)).kind is (
        DeliveryKind.DONE
    )
    (entry,) = kiosk.outbox.entries()
    assert (entry.deadline is None) is works_offline(spec)
    assert (kiosk.core.order[0].signature is not None) is spec.signed
    assert SIGNATURE.pin not in repr(entry)
