"""Writing a device into kiosk.toml: everything else stays, and nothing is lost when it fails."""

import os
import stat
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings import DeviceTable, NotKept, keep_device, load

SCALE = DeviceTable("mt_sics", "/dev/ttyUSB0", {"decimals": 3, "minimum": Decimal("0.200")})
COMMENTED = """\
# Kiosk of the skewering hall; ask Éva before you change it.
kiosk = "K7"   # the second one

[devices."scale.main"]
# Bought in 2024
protocol = 'st_gs'   # not MT-SICS
port = "/dev/ttyS0"  # the left socket
baud = 4800
# the printer stands in the office
[devices."printer.label"]
protocol = "escpos"
port = "socket://192.168.1.50:9100"
# the end
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.toml"


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_device_written_into_no_file_is_read_again(file: Path) -> None:
    keep_device(file, "scale.main", SCALE)
    assert load(file, environment={}).devices == {"scale.main": SCALE}
    assert left(file.parent) == ["kiosk.toml"]


def test_the_folder_of_the_file_is_made_where_it_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "new" / "kiosk.toml"
    keep_device(file, "scale.main", SCALE)
    assert load(data_dir=file.parent, environment={}).devices["scale.main"] == SCALE


def test_comments_and_everything_else_stay_to_the_letter(file: Path) -> None:
    file.write_text(COMMENTED, encoding="utf-8")
    changed = DeviceTable("st_gs", "/dev/ttyS1", {"baud": 9600, "unit": "kg"})
    keep_device(file, "scale.main", changed)
    wanted = COMMENTED.replace("/dev/ttyS0", "/dev/ttyS1").replace(
        "baud = 4800\n", 'baud = 9600\nunit = "kg"\n'
    )
    after = file.read_text(encoding="utf-8")
    assert sorted(after.splitlines()) == sorted(wanted.splitlines())
    assert [line for line in after.splitlines() if "#" in line] == [
        line for line in wanted.splitlines() if "#" in line
    ]
    assert load(file, environment={}).devices["scale.main"] == changed
    assert load(file, environment={}).kiosk == "K7"


def test_an_option_that_is_not_wanted_any_more_goes(file: Path) -> None:
    file.write_text(COMMENTED, encoding="utf-8")
    keep_device(file, "scale.main", DeviceTable("st_gs", "/dev/ttyS0", {}))
    assert load(file, environment={}).devices["scale.main"].options == {}


def test_a_device_taken_out_leaves_what_is_said_of_the_next(file: Path) -> None:
    file.write_text(COMMENTED, encoding="utf-8")
    keep_device(file, "scale.main", None)
    after = file.read_text(encoding="utf-8")
    assert "# the printer stands in the office\n[devices." in after
    assert list(load(file, environment={}).devices) == ["printer.label"]
    keep_device(file, "printer.label", None)
    assert file.read_text(encoding="utf-8").endswith("# the end\n")
    assert load(file, environment={}).devices == {}
    assert load(file, environment={}).kiosk == "K7"


def test_a_device_that_is_not_there_is_taken_out_without_touching_the_file(file: Path) -> None:
    file.write_text(COMMENTED, encoding="utf-8")
    written = file.stat().st_mtime_ns
    keep_device(file, "probe.core", None)
    assert (file.read_text(encoding="utf-8"), file.stat().st_mtime_ns) == (COMMENTED, written)


@pytest.mark.parametrize("text", ["", 'kiosk = "K7"', 'devices."probe.core".port = "p"\n'])
def test_a_device_of_the_command_line_is_taken_out_of_any_file(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    keep_device(file, "scale.main", None)
    assert file.read_text(encoding="utf-8") == text


def test_a_file_of_an_editor_on_windows_is_read_and_stays_one(file: Path) -> None:
    file.write_text(COMMENTED, encoding="utf-8-sig", newline="\r\n")
    before = file.read_bytes()
    assert load(file, environment={}).kiosk == "K7"
    keep_device(file, "probe.core", SCALE)
    assert load(file, environment={}).devices["probe.core"] == SCALE
    keep_device(file, "probe.core", None)
    assert file.read_bytes().rstrip() == before.rstrip()


@pytest.mark.parametrize(
    "text",
    [
        'devices = { "scale.main" = { protocol = "st_gs", port = "p" } }\n',
        '[devices]\n"scale.main" = { protocol = "st_gs", port = "p" }\n',
        'devices."scale.main".protocol = "st_gs"\ndevices."scale.main".port = "p"\n',
        'language = """\n[devices."scale.main"]\n"""\n[devices."scale.main"]\nprotocol = "a"\nport = "p"\n',
    ],
)
def test_a_form_that_cannot_be_changed_is_not_called_broken(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotKept, match="written in an unusual form") as told:
        keep_device(file, "scale.main", None)
    assert (told.value.reason, file.read_text(encoding="utf-8")) == ("unsafe", text)


@pytest.mark.parametrize(
    "text",
    [
        'kiosk = "K7"',  # no line feed at the end
        '[devices]\n"printer.label" = { protocol = "escpos", port = "p" }\n',
        'devices = { "printer.label" = { protocol = "escpos", port = "p" } }\n',
        'devices."printer.label".protocol = "escpos"\ndevices."printer.label".port = "p"\n',
        '[devices]\n[devices."printer.label"]\nprotocol = "escpos"\nport = "p"',
        '\r\nkiosk = "K7"\r\n[devices."printer.label"]\r\nprotocol = "escpos"\r\nport = "p"\r\n',
    ],
)
def test_any_form_of_the_file_is_changed_rightly_or_not_at_all(file: Path, text: str) -> None:
    file.write_bytes(text.encode())
    before = tomllib.loads(text)
    try:
        keep_device(file, "scale.main", SCALE)
    except NotKept:
        assert file.read_bytes() == text.encode()
        return
    after = tomllib.loads(file.read_bytes().decode().replace("\r\n", "\n"))
    assert after["devices"].pop("scale.main")["protocol"] == "mt_sics"
    assert (after["devices"] or None) == before.get("devices")


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True).filter(
            lambda name: name not in ("protocol", "port")
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
        | st.integers(-(2**31), 2**31)
        | st.booleans()
        | st.decimals(-100, 100, places=3),
        max_size=5,
    )
)
def test_every_option_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, options: dict[str, str | int | bool | Decimal]
) -> None:
    file = tmp_path_factory.mktemp("kept") / "kiosk.toml"
    file.write_text(COMMENTED, encoding="utf-8")
    device = DeviceTable("mt_sics", 'C:\\a "port"', options)
    keep_device(file, "scale.2", device)
    assert load(file, environment={}).devices["scale.2"] == device


def test_a_broken_file_is_told_and_stays(file: Path) -> None:
    file.write_text("kiosk = ", encoding="utf-8")
    with pytest.raises(NotKept, match="cannot be changed") as told:
        keep_device(file, "scale.main", SCALE)
    assert told.value.reason == "broken"
    assert file.read_text(encoding="utf-8") == "kiosk = "


def test_a_full_disk_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(COMMENTED, encoding="utf-8")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotKept, match="No space left") as told:
        keep_device(file, "scale.main", SCALE)
    assert told.value.reason == "full"
    assert file.read_text(encoding="utf-8") == COMMENTED
    assert left(file.parent) == ["kiosk.toml"]


def test_a_file_nobody_may_replace_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(COMMENTED, encoding="utf-8")

    def denied(_from: Path, _to: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", denied)
    with pytest.raises(NotKept) as told:
        keep_device(file, "scale.main", SCALE)
    assert told.value.reason == "denied"
    assert file.read_text(encoding="utf-8") == COMMENTED
    assert left(file.parent) == ["kiosk.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights and links of POSIX")
def test_the_files_rights_and_a_link_to_it_stay(file: Path, tmp_path: Path) -> None:
    file.write_text(COMMENTED, encoding="utf-8")
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    keep_device(link, "scale.main", SCALE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert load(file, environment={}).devices["scale.main"] == SCALE


def test_the_file_that_was_read_is_the_one_that_is_written(tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    named.write_text("", encoding="utf-8")
    assert load(named, environment={}).file == named
    assert load(data_dir=tmp_path, environment={}).file == tmp_path / "kiosk.toml"
