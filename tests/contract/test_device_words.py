"""Each protocol and each of its options is offered at the screen under a name that people know."""

from datetime import UTC

import pytest

from kiosk.devices.catalogue import protocols
from kiosk.devices.protocol import COMMON_OPTIONS, DeviceProtocol
from kiosk.i18n import Language
from kiosk.ports import ProtocolOffer
from kiosk.viewmodels.device_options import Asked, asked_as, choices_of
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
