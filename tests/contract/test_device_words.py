"""Each protocol and each of its options is offered at the screen under a name that people know."""

from datetime import UTC

import pytest

from kiosk.devices.catalogue import protocol_named, protocols
from kiosk.devices.printers.escpos import HEAD_DOTS
from kiosk.devices.profile import CELSIUS, KILOGRAMS
from kiosk.devices.protocol import COMMON_OPTIONS, DeviceProtocol, SpokenProtocol
from kiosk.devices.scanners.layouts import LAYOUTS
from kiosk.devices.settling import READINGS
from kiosk.i18n import Language
from kiosk.ports import ProtocolOffer
from kiosk.viewmodels.device_options import Asked, asked_as, bounds_of, choices_of, usual_of
from kiosk.viewmodels.device_words import FAMILIES, option_name, protocol_name

ENGLISH = Language("en", UTC)
PROTOCOLS = [pytest.param(each, id=each.name) for each in protocols()]


def offer_of(protocol: DeviceProtocol) -> ProtocolOffer:
    return ProtocolOffer(
        name=protocol.name,
        family=protocol.kind.role,
        options=COMMON_OPTIONS | protocol.options,
        orders=frozenset(),
        baud=9600,
        framing="8N1",
        choices=protocol.choices,
    )


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_protocol_is_offered_by_the_name_of_its_makers(protocol: DeviceProtocol) -> None:
    assert protocol_name(ENGLISH, protocol.name) != protocol.name, (
        "see kiosk/viewmodels/device_words.py"
    )
    assert protocol.kind.role in FAMILIES


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_option_of_a_protocol_has_a_name_and_a_way_to_be_asked_for(
    protocol: DeviceProtocol,
) -> None:
    offer = offer_of(protocol)
    for option in sorted(offer.options):
        named = option_name(ENGLISH, option, offer.family)
        assert named != option, "see kiosk/viewmodels/device_words.py"
        if asked_as(offer, option) is Asked.CHOICE:
            assert choices_of(offer, option), f"nothing to choose for {option}"


@pytest.mark.parametrize("option", ["address", "register", "settle_readings"])
def test_a_number_is_bound_where_the_protocol_binds_it(option: str) -> None:
    modbus = protocol_named("modbus")
    assert isinstance(modbus, SpokenProtocol)
    for bound, beyond in zip(bounds_of(option), (-1, 1), strict=True):
        assert bound is not None
        modbus.driver({option: int(bound)})
        with pytest.raises(ValueError, match="is"):
            modbus.driver({option: int(bound) + beyond})


@pytest.mark.parametrize(
    ("name", "option", "counts"),
    [
        ("escpos", "dots", HEAD_DOTS),
        ("modbus", "settle_readings", READINGS),
        ("wedge", "layout", LAYOUTS[0]),
        ("st_gs", "poll", "READ"),
        ("mt_sics", "unit", KILOGRAMS.unit),
        ("lutron16", "unit", CELSIUS.unit),
    ],
)
def test_what_counts_unless_set_is_what_the_protocol_takes(
    name: str, option: str, counts: object
) -> None:
    assert usual_of(offer_of(protocol_named(name)), option) == counts
