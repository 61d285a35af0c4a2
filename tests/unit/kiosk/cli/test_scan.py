import json
from pathlib import Path
from typing import Any

import pytest
import typer
import zxingcpp
from PIL import Image
from typer.testing import CliRunner, Result

from core.domain import scan_page
from core.labels.scan_page import scan_test_page
from kiosk.cli.options import Stopped
from kiosk.cli.scan import add_to
from kiosk.i18n import Language
from tests.frames import frames, titled


def run(*args: str) -> Result:
    app = typer.Typer()
    add_to(app)
    return CliRunner().invoke(app, ["scan", *args])


def parsed(hex_bytes: str) -> dict[str, Any]:
    result = run("parse", "--hex", hex_bytes)
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert isinstance(said, dict)
    return said


def test_a_lot_label_is_parsed_to_its_lot() -> None:
    assert parsed(b"]d23103012345112611201026-03".hex()) == {
        "ais": {
            "3103": {"value": "012345", "decimal": "12.345"},
            "11": {"value": "261120", "date": "2026-11-20"},
            "10": {"value": "26-03"},
        },
        "reject": [],
        "kind": "gs1",
        "lot": "26-03",
    }


@pytest.mark.parametrize("frame", frames("serial"), ids=titled)
def test_every_code_is_parsed_as_its_source_says(frame: dict[str, Any]) -> None:
    expect, said = frame["expect"], parsed(frame["hex"])
    match expect.get("app"):
        case "strip_aim_then_digital_link":
            assert (said["kind"], set(said["ais"])) == ("digital_link", {"01", "10", "3103"})
        case "reject_missing_separator":
            assert "missing_separator" in said["reject"]
            assert "lot" not in said
        case "rcn_config":
            assert (said["kind"], said["reject"]) == ("ean", ["no_gs1_message"])
        case _:
            assert (said["ais"], said["reject"]) == (expect["biip_ais"], expect["reject"])


@pytest.mark.parametrize("wrong", ["zz", "5", "5d 4g", "0x41", "é"])
def test_what_is_not_hexadecimal_is_told_in_one_sentence(wrong: str) -> None:
    result = run("parse", "--hex", wrong)
    assert isinstance(result.exception, Stopped)
    assert result.exception.status == 2
    assert str(result.exception) == "--hex takes hexadecimal digits, two a byte."


@pytest.mark.parametrize(
    "code", [b"", b"\x00", b"\xff\xfe", b"1" * 5000, b"B-OPERATOR\rB-MANAGER", "hús".encode()]
)
def test_bytes_that_are_no_code_are_answered_in_the_same_shape(code: bytes) -> None:
    assert parsed(code.hex()) == {
        "ais": {},
        "reject": parsed(code.hex())["reject"],
        "kind": "unknown",
    }
    assert parsed(code.hex())["reject"] in (["no_gs1_message"], ["too_long"])


def test_the_test_page_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    assert run("page", "--out", str(file)).exit_code == 0
    found = zxingcpp.read_barcodes(Image.open(file), text_mode=zxingcpp.TextMode.Plain)
    assert [(each.symbology_identifier, each.text) for each in found] == [
        ("]C0", scan_page.KEYS),
        ("]d2", scan_page.SEPARATED),
        ("]Q1", scan_page.LINK),
    ]


@pytest.mark.parametrize("option", ["--data-dir", "--settings"])
def test_the_test_page_speaks_the_kiosks_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    spoken: list[str] = []

    def page(words: Language) -> Image.Image:
        spoken.append(words.text("Test page for scanners"))
        return scan_test_page(words)

    monkeypatch.setattr("core.labels.scan_page.scan_test_page", page)
    settings = tmp_path / "kiosk.toml"
    for language in ("hu", "en"):
        settings.write_text(f'language = "{language}"')
        where = str(tmp_path if option == "--data-dir" else settings)
        assert run("page", "--out", str(tmp_path / "page.png"), option, where).exit_code == 0
    assert spoken == ["Próbalap olvasókhoz", "Test page for scanners"]


def test_the_test_page_can_be_a_pdf(tmp_path: Path) -> None:
    file = tmp_path / "page.PDF"
    assert run("page", "--out", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for name, status in (("page.txt", 2), ("nowhere/page.png", 1)):
        result = run("page", "--out", str(tmp_path / name))
        assert isinstance(result.exception, Stopped)
        assert result.exception.status == status
