import pytest

from kiosk.devices.catalogue import protocol_named
from kiosk.devices.manager import DeviceManager
from kiosk.devices.setting import DeviceSetting, device_settings, parse_device
from kiosk.devices.transport.link import LineSettings
from kiosk.settings import DeviceTable
from tests.fix_devices import RecordingListener


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        (
            "scale.main=mt_sics@/dev/ttyUSB0",
            DeviceSetting("scale.main", "mt_sics", "/dev/ttyUSB0"),
        ),
        (
            "printer.label=escpos@socket://127.0.0.1:9100",
            DeviceSetting("printer.label", "escpos", "socket://127.0.0.1:9100"),
        ),
        (
            "scanner.main=serial@05F9:4204:S/N=1@2",
            DeviceSetting("scanner.main", "serial", "05F9:4204:S/N=1@2"),
        ),
    ],
)
def test_a_device_is_written_as_role_protocol_and_port(text: str, setting: DeviceSetting) -> None:
    assert parse_device(text) == setting


@pytest.mark.parametrize("text", ["", "scale.main", "scale=mt_sics@x", "scale.main=mt_sics@"])
def test_anything_else_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="ROLE=PROTOCOL@PORT"):
        parse_device(text)


def test_the_command_line_overrides_the_settings() -> None:
    tables = {
        "scale.main": DeviceTable("mt_sics", "/dev/ttyS0", {"decimals": 3}),
        "probe.core": DeviceTable("lutron16", "/dev/ttyS1", {"channel": 2}),
    }
    other = DeviceSetting("scale.main", "mt_sics", "/dev/ttyUSB0")
    probe = DeviceSetting("probe.core", "lutron16", "/dev/ttyS1", {"channel": 2})
    assert device_settings(tables, [other]) == (other, probe)


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        (DeviceSetting("scale.main", "abacus", "x"), "no protocol abacus"),
        (DeviceSetting("scale.main", "meaning", "x"), "no protocol meaning"),
        (DeviceSetting("scale.main", "escpos", "x"), "scale.main cannot be a printer"),
        (DeviceSetting("scale.main", "mt_sics", "x", {"speed": 1}), "unknown options: speed"),
        (DeviceSetting("scale.main", "mt_sics", "x", {"framing": "9X9"}), "no serial line"),
        (DeviceSetting("scale.main", "mt_sics", "x", {"minimum": "much"}), "not a number"),
        (DeviceSetting("printer.label", "escpos", "x", {"dots": "wide"}), "invalid literal"),
    ],
)
def test_a_setting_that_cannot_work_is_told_at_once(setting: DeviceSetting, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        DeviceManager([setting], RecordingListener())


def test_a_device_may_have_another_line_than_its_protocol() -> None:
    setting = DeviceSetting("scale.main", "mt_sics", "x", {"baud": 2400, "framing": "7E1"})
    assert protocol_named("mt_sics").line_of(setting) == LineSettings(2400, "7E1")
