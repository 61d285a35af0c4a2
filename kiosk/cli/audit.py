"""`nyars db seal` and `nyars db verify-audit`: keep proof of the audit outside, and hold the audit against it."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.domain import chain
from core.domain.chain import Seal, Verdict
from core.domain.words import Words
from kiosk.cli import verify
from kiosk.cli.db import Login, db
from kiosk.cli.options import (
    AsJson,
    DatabaseUrl,
    DataDir,
    SettingsFile,
    Stopped,
    asked,
    chosen,
    tell,
    words_of,
)
from kiosk.cli.plant import kiosk_of, opened_core, opened_database
from kiosk.i18n.audit import told
from kiosk.runtime import seals as kept
from kiosk.runtime.session import sign_in
from kiosk.settings import Settings

if TYPE_CHECKING:
    from core.ops.audit import Event

_EVERY = 10_000
"""How many events pass between two words about how far it is."""


@db.command()
def seal(
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    out: Annotated[
        Path | None, typer.Option(help="A file that the seal is appended to as well.")
    ] = None,
    badge: Annotated[
        str, typer.Option(help="Who seals, by their right; the migrator, if left out.")
    ] = "",
    qr: Annotated[
        Path | None, typer.Option(help="A PNG to print: the seal as QR code and in figures.")
    ] = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Seal the audit, of every site or of a person's, and keep the seal in the data folder (seals.jsonl)."""
    found = chosen(data_dir, database, settings)
    made = [_of_person(found, badge)] if badge else _of_migrator(found)
    try:
        for each in made:
            for path in (found.data_path / kept.FILE, *([out] if out else ())):
                kept.keep(each, path)
        if qr:
            _print(made, qr, words_of(found.language))
    except OSError as exc:
        raise Stopped(f"The seal stands in the database, but was not kept: {exc}.") from exc
    if as_json:
        print(json.dumps([json.loads(chain.seal_json(each)) for each in made]))
        return
    for each in made:
        print(f"{each.site} seal {each.number}, {each.at}, {each.events} events")
        print(f"  root {each.root.hex()}")


@db.command("verify-audit")
def verify_audit(
    data_dir: DataDir = None,
    database: DatabaseUrl = None,
    seals: Annotated[Path | None, typer.Option(help="Seals kept elsewhere, a line each.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="A folder to write the audit to, with its verifier.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="Verify such a folder in place of the database.")
    ] = None,
    settings: SettingsFile = None,
    as_json: AsJson = False,
) -> None:
    """Prove that the audit is as it was written; exit status 1 and a sentence for each thing that is not."""
    found = chosen(data_dir, database, settings)
    others = [seals] if seals else []
    if seals and not seals.is_file():
        raise Stopped(f"There is no {seals}.", 2)
    own = found.data_path / kept.FILE
    verdict = _of_folder(file, others) if file else _of_database(found, [own, *others], export)
    words = words_of(found.language)
    if as_json:
        print(json.dumps(_plain(verdict, words), ensure_ascii=False))
    else:
        for broken in verdict.broken:
            print(told(words, broken))
        print(f"{verdict.events} events, {verdict.sealed} of them sealed")
    if not verdict.intact:
        raise Stopped(words.text("The audit is not as it was written."))


def _of_migrator(settings: Settings) -> list[Seal]:
    with opened_database(settings) as opened:
        from core.ops.audit import seal_all

        return seal_all(opened.url(Login.MIGRATOR))


def _of_person(settings: Settings, badge: str) -> Seal:
    """At the site of whoever has that badge (PIN asked for, or from standard input)."""
    with opened_core(settings) as core:
        pin = asked("PIN", hidden=True)
        actor, _ = sign_in(core, kiosk_of(core, settings), badge, pin)
        return core.seal(actor)


def _of_folder(folder: Path, others: Sequence[Path]) -> Verdict:
    def watch(events: "Iterator[verify.Event]") -> "Iterator[verify.Event]":
        return _watched(events, None)

    try:
        return verify.verify_folder(folder, others, watch)
    except FileNotFoundError as exc:
        raise Stopped(str(exc)) from exc


def _of_database(settings: Settings, paths: Sequence[Path], export: Path | None) -> Verdict:
    outside = verify.kept_seals(*paths)
    if export:
        _prepare(export, outside)
    with opened_database(settings) as opened:
        from core.ops import audit

        url = opened.url(Login.MIGRATOR)
        verifier = audit.verify(url, outside, watch=_watched, export=export)
    verify.tell_unreadable(verifier, outside)
    return verifier.verdict()


def _prepare(folder: Path, outside: Iterable[Seal]) -> None:
    """The folder of an export: what verifies it, and the seals that were kept outside until now."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(str(chain.__file__), folder / "chain.py")
        reader = Path(verify.__file__).read_text("utf-8")
        alone = reader.replace("from core.domain.chain import", "from chain import")
        (folder / "verify.py").write_text(alone, "utf-8", newline="\n")
        with (folder / verify.KEPT).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{chain.seal_json(each)}\n" for each in outside)
    except OSError as exc:
        raise Stopped(f"The folder {folder} cannot be written: {exc}.") from exc


def _watched(events: "Iterator[Event]", total: int | None) -> "Iterator[Event]":
    """The events, while a terminal is told how far it is."""
    shown = sys.stderr.isatty()
    of = "" if total is None else f" of {total:,}"
    for number, event in enumerate(events):
        if shown and number % _EVERY == 0:
            print(f"\r{number:,}{of} events", end="", file=sys.stderr, flush=True)
        yield event
    if shown:
        tell("\r")


def _plain(verdict: Verdict, words: Words) -> dict[str, Any]:
    broken = [{**each._asdict(), "sentence": told(words, each)} for each in verdict.broken]
    return {
        "events": verdict.events,
        "sealed": verdict.sealed,
        "intact": verdict.intact,
        "broken": broken,
    }


def _print(made: Sequence[Seal], path: Path, words: Words) -> None:
    from core.labels.seal import sheet

    page = sheet(made, words)
    page.save(path, dpi=page.info["dpi"])
