import os
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk import settings
from kiosk.settings import Settings, SettingsError, load


def written(folder: Path, text: str) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_and_variables_the_defaults_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "system_file", lambda: tmp_path / "missing.toml")
    assert load(environment={}) == Settings()


def test_a_variable_counts_more_than_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'kiosk = "K7"\nidle_minutes = 5\npx_per_mm = 6')
    loaded = load(file, environment={"NYARS_KIOSK": "K8", "NYARS_PX_PER_MM": "3.78"})
    assert (loaded.kiosk, loaded.idle_minutes, loaded.px_per_mm) == ("K8", 5, Decimal("3.78"))


def test_the_data_folder_may_hold_the_settings(tmp_path: Path) -> None:
    written(tmp_path, 'kiosk = "K7"')
    loaded = load(data_dir=tmp_path, environment={"NYARS_DATA_DIR": "/elsewhere"})
    assert (loaded.kiosk, loaded.data_path) == ("K7", tmp_path)
    assert load(environment={"NYARS_DATA_DIR": str(tmp_path)}).kiosk == "K7"


def test_a_device_keeps_the_options_of_its_protocol(tmp_path: Path) -> None:
    file = written(
        tmp_path, '[devices."scale.main"]\nprotocol = "st_gs"\nport = "/dev/ttyS0"\nbaud = 4800'
    )
    device = load(file, environment={}).devices["scale.main"]
    assert (device.protocol, device.port, device.options) == ("st_gs", "/dev/ttyS0", {"baud": 4800})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('kisok = "K7"', "There is no option kisok"),
        ("kiosk = 7", 'kiosk in .* must be like "K1"'),
        ('idle_minutes = "ten"', "idle_minutes in .* must be like 10"),
        ("dark = 1", "dark in .* must be like false"),
        ("kiosk = ", "cannot be read"),
        ('devices = "scale"', "devices in .* must be tables"),
        ('[devices."scale.main"]\nport = "/dev/ttyS0"', "scale.main .* needs a protocol"),
        ('[devices]\n"scale.main" = 3', "scale.main .* needs a protocol"),
    ],
)
def test_a_wrong_file_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        load(written(tmp_path, text), environment={})


def test_a_wrong_variable_is_told_by_its_name() -> None:
    with pytest.raises(SettingsError, match="idle_minutes in the variable NYARS_IDLE_MINUTES"):
        load(Path("/dev/null"), environment={"NYARS_IDLE_MINUTES": "soon"})


def test_root_keeps_its_data_in_var_lib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert settings.default_data_dir() == Path("/var/lib/nyars")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert settings.default_data_dir().name == "nyars"
    assert settings.default_data_dir().is_relative_to(Path.home())
