import pytest

from core.domain.scan_page import FIRST, KEYS, LINK, SECOND, SEPARATED
from kiosk.devices.scanners.layouts import LAYOUTS, typed_on
from kiosk.devices.scanners.page_proof import page_proof
from kiosk.devices.scanners.serial import ScanCodec
from kiosk.devices.scanners.wedge import WedgeCodec
from kiosk.ports import PageCode, PageProof, Separator

CODES = {
    PageCode.KEYS: ("]C0", KEYS),
    PageCode.SEPARATED: ("]d2", SEPARATED),
    PageCode.LINK: ("]Q1", LINK),
}


@pytest.mark.parametrize("capitals", [False, True])
@pytest.mark.parametrize("real", LAYOUTS)
@pytest.mark.parametrize("said", LAYOUTS)
@pytest.mark.parametrize("with_aim", [False, True])
@pytest.mark.parametrize("code", PageCode)
def test_a_code_of_the_page_shows_how_the_scanner_is_set(
    code: PageCode, with_aim: bool, said: str, real: str, capitals: bool
) -> None:
    aim, content = CODES[code]
    sent = (aim if with_aim else "") + content
    proof = page_proof(typed_on(sent.swapcase() if capitals else sent, real), said)
    assert proof is not None
    assert (proof.code, proof.capitals) == (code, capitals)
    assert proof.separator is (Separator.SENT if code is PageCode.SEPARATED else None)
    assert (proof.layout, proof.fits, proof.aim) == (real, real == said, with_aim)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("between", "separator"),
    [
        ("\x1d", Separator.SENT),
        ("|", Separator.SENT),
        ("029", Separator.ALT),
        ("", Separator.LOST),
        ("#", Separator.OTHER),
    ],
)
def test_the_separator_is_judged(between: str, separator: Separator, layout: str) -> None:
    proof = page_proof(typed_on(f"]d2{FIRST}{between}{SECOND}", layout), "us")
    assert proof is not None
    assert proof.separator is separator


def test_digits_of_the_number_pad_are_the_same_on_every_layout() -> None:
    text = typed_on(f"]d2{FIRST}", "hu") + "029" + typed_on(SECOND, "hu")
    proof = page_proof(text, "us")
    assert proof is not None
    assert proof.separator is Separator.ALT


def test_signs_of_an_unknown_layout_are_seen() -> None:
    proof = page_proof("]C0NZARSßTEST zyZY 0ß-_", "us")
    assert proof == PageProof(code=PageCode.KEYS, aim=False, layout=None, fits=False)


@pytest.mark.parametrize("text", ["", "LOT42A", "]C1" + FIRST, "NYARS"])
def test_another_code_shows_nothing(text: str) -> None:
    assert page_proof(text, "us") is None


def test_both_kinds_of_scanners_are_judged() -> None:
    code = f"]d2{SEPARATED}".encode() + b"\r"
    for codec in (ScanCodec({}), WedgeCodec({})):
        page = codec.feed(b"\x02" + code)[0].page
        assert page is not None
        assert (page.aim, page.separator, page.fits) == (True, Separator.SENT, True)
