import re
from pathlib import Path

from core import resources
from kiosk import settings


def test_the_example_file_is_what_the_options_declare() -> None:
    file = resources.path("kiosk.example.toml")
    assert file.read_text(encoding="utf-8") == settings.example()


def test_the_example_without_its_hashes_gives_the_defaults_and_two_devices(tmp_path: Path) -> None:
    lines = settings.example().splitlines()
    active = [line[2:] for line in lines if re.match(r"# (\w+ = |\[)", line)]
    file = tmp_path / "kiosk.toml"
    file.write_text("\n".join(active), encoding="utf-8")
    loaded = settings.load(file, environment={})
    assert list(loaded.devices) == ["scale.main", "printer.label"]
    assert loaded.devices["scale.main"].protocol == "mt_sics"
    assert settings.Settings(devices=loaded.devices) == loaded
