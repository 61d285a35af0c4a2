import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

import biip
import pytest
import zxingcpp
from biip.gs1_element_strings import GS1ElementString
from PIL import Image, ImageChops, ImageDraw

from core.domain.labels import LotLabelData
from core.labels import label_for, symbols
from core.labels.raster import render
from core.labels.sheet import Sheet
from core.labels.typesetting import font
from kiosk.devices.manager import DeviceManager
from kiosk.devices.printer_watch import PrinterWatch
from kiosk.devices.printers.escpos import EscposPrinter
from kiosk.devices.printers.raster import FEED_LINES, label_bytes
from kiosk.devices.setting import DeviceSetting
from kiosk.devices.simulator.paper import LINE_DOTS
from kiosk.devices.simulator.printers.escpos import SimulatedPrinter
from kiosk.devices.transport.link import ORDINARY_LINE
from kiosk.i18n import Language
from kiosk.ports import DeviceState, DeviceStatus, PrinterCondition
from tests.fix_devices import RecordingListener
from tests.label_data import BUDAPEST, lot, pallet

PLANT = tuple(Language(code, BUDAPEST) for code in ("hu", "en"))
pytestmark = pytest.mark.usefixtures("no_thread_left")


def label(width: int = 576, height: int = 400) -> Image.Image:
    """A frame with a black corner, so that a shift or an inversion shows."""
    image = Image.new("1", (width, height), 1)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width - 1, height - 1), outline=0, width=3)
    draw.rectangle((0, 0, 50, 30), fill=0)
    return image


def printer_at(port: str, cut: bool = True) -> EscposPrinter:
    return EscposPrinter(port, ORDINARY_LINE, 576, cut)


@contextmanager
def fake(answer: bytes) -> Iterator[str]:
    """A printer on TCP that answers every question with the same bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            visitor, _ = server.accept()
            with visitor:
                while visitor.recv(4096):
                    visitor.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"socket://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


@pytest.fixture(params=["tcp", "pty"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "tcp:0" if request.param == "tcp" else str(tmp_path / "ttyPRINTER")


def on_paper(port: str, image: Image.Image, dots: int) -> Image.Image:
    """What comes out of a printer with a head of `dots`."""
    with SimulatedPrinter(port, dots=dots) as device:
        printer = EscposPrinter(device.port, ORDINARY_LINE, dots, True)
        assert printer.print(image) is PrinterCondition.OK
        [paper] = device.wait_for_labels(1)
        assert device.errors == []
    return paper


def messages(paper: Image.Image) -> list[dict[str, GS1ElementString]]:
    """The GS1 message of every symbol on the paper, by application identifier."""
    found = zxingcpp.read_barcodes(paper.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    read = [biip.parse(each.symbology_identifier + each.text).gs1_message for each in found]
    return [{each.ai.ai: each for each in message.element_strings} for message in read if message]


@pytest.mark.parametrize("dots", [576, 832])
@pytest.mark.parametrize("kind", ["lot", "shipment"])
@pytest.mark.parametrize(
    "data",
    [lot(), lot(gtin=None), lot(use_by=None), lot(weight_kg=Decimal("0.001"))],
    ids=["whole", "without GTIN", "without use-by", "a gram"],
)
def test_a_printed_label_reads_back_as_lot_weight_and_dates(
    port: str, kind: str, data: LotLabelData, dots: int
) -> None:
    [said] = messages(on_paper(port, render(label_for(kind, data, PLANT, dots)), dots))
    assert said["10"].value == data.compact_code
    assert said["11"].date == data.plant_day
    assert (said["15"].date if "15" in said else None) == data.use_by
    assert (said["01"].value if "01" in said else None) == data.gtin
    assert (said["3103"].decimal if "3103" in said else None) == (
        data.weight_kg if data.gtin else None
    )


@pytest.mark.parametrize(("dots", "module"), [(576, 3), (832, 4)])
def test_a_printed_pallet_reads_back_as_its_sscc_in_both_symbols(
    port: str, dots: int, module: int
) -> None:
    paper = on_paper(port, render(label_for("pallet", pallet(), PLANT, dots)), dots)
    said = messages(paper)
    assert [each["00"].value for each in said] == ["059912345600000079"] * 2
    assert all(each["00"].sscc_error is None for each in said)
    found = zxingcpp.read_barcodes(paper.convert("L"))
    [bars] = [each for each in found if each.symbology_identifier == "]C1"]
    modules = symbols.gs1_128("(00)059912345600000079").width
    width = bars.position.top_right.x - bars.position.top_left.x
    assert abs(width - module * modules) <= module


@pytest.mark.parametrize("letters", [("ő", "o"), ("ű", "u"), ("ő", "ö"), ("ű", "ü"), ("Ő", "O")])
def test_a_hungarian_letter_comes_out_as_the_font_draws_it_and_as_no_other(
    letters: tuple[str, str],
) -> None:
    own, other = (alone(letter) for letter in letters)
    assert ImageChops.difference(own, other).getbbox() is not None
    sheet = Sheet()
    name = sheet.column()
    name.write(letters[0], 38, bold=True)
    sheet.below(name)
    paper = on_paper("tcp:0", render(sheet.label()), 576)
    ink = ImageChops.invert(paper.convert("L")).getbbox()
    assert ink is not None
    assert paper.crop(ink).tobytes() == own.tobytes()


def alone(letter: str) -> Image.Image:
    """The letter as the plant's font draws it, cut to its ink."""
    image = Image.new("L", (120, 120), 255)
    ImageDraw.Draw(image).text((40, 80), letter, 0, font(38, bold=True), anchor="ls")
    dots = image.convert("1", dither=Image.Dither.NONE)
    ink = ImageChops.invert(dots.convert("L")).getbbox()
    assert ink is not None
    return dots.crop(ink)


def test_every_dot_arrives(tmp_path: Path) -> None:
    image = label(height=2000)  # longer than one raster command takes
    with SimulatedPrinter("tcp:0", out=tmp_path) as device:
        printer_at(device.port).print(image)
        [paper] = device.wait_for_labels(1)
    assert paper.size == image.size
    assert paper.tobytes() == image.tobytes()
    with Image.open(tmp_path / "label-0001.png") as saved:
        assert saved.tobytes() == image.tobytes()


def test_each_copy_is_a_label_of_its_own() -> None:
    with SimulatedPrinter("tcp:0") as device:
        assert printer_at(device.port).print(label(), copies=3) is PrinterCondition.OK
        assert len(device.wait_for_labels(3)) == 3


def test_a_narrow_label_stands_at_the_left_of_the_head() -> None:
    image = label(width=300)
    with SimulatedPrinter("tcp:0") as device:
        printer_at(device.port).print(image)
        [paper] = device.wait_for_labels(1)
    assert paper.width == 576
    assert paper.crop((0, 0, 300, 400)).tobytes() == image.tobytes()


def test_a_printer_without_a_cutter_feeds_past_the_tear_bar() -> None:
    with SimulatedPrinter("tcp:0") as device:
        printer = printer_at(device.port, cut=False)
        printer.print(label())
        printer.print(label())
        [first] = device.wait_for_labels(1)
    assert first.height == 400 + FEED_LINES * LINE_DOTS


def test_a_label_wider_than_the_head_is_refused_before_printing() -> None:
    with pytest.raises(ValueError, match="an image of 600 dots on a head of 576"):
        printer_at("socket://127.0.0.1:1").print(label(width=600))


@pytest.mark.parametrize(
    ("knob", "back", "condition"),
    [
        ("paper out", "paper ok", PrinterCondition.PAPER_OUT),
        ("cover open", "cover closed", PrinterCondition.COVER_OPEN),
    ],
)
def test_a_printer_in_need_prints_nothing_and_says_why(
    port: str, knob: str, back: str, condition: PrinterCondition
) -> None:
    with SimulatedPrinter(port) as device:
        printer = printer_at(device.port)
        device.command(knob)
        assert printer.condition() is condition
        assert printer.print(label()) is condition
        assert device.labels == []
        device.command(back)
        assert printer.print(label()) is PrinterCondition.OK
        device.wait_for_labels(1)


def test_a_silent_printer_never_claims_a_label(port: str) -> None:
    with SimulatedPrinter(port) as device:
        device.silence()
        began = time.monotonic()
        assert printer_at(device.port).condition() is PrinterCondition.UNKNOWN
        assert time.monotonic() - began < 1.0
        assert printer_at(device.port).print(label()) is PrinterCondition.UNKNOWN
        assert device.labels == []


def test_bytes_that_are_no_status_leave_a_printer_unknown() -> None:
    with fake(b"\x00\x13\xff") as port:
        assert printer_at(port).condition() is PrinterCondition.UNKNOWN


def test_a_status_may_follow_flow_control() -> None:
    with fake(b"\x11\x13\x12") as port:
        assert printer_at(port).condition() is PrinterCondition.OK


def test_a_printer_that_hangs_up_is_unknown() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        hang_up = threading.Thread(target=lambda: server.accept()[0].close())
        hang_up.start()
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        assert printer_at(port).print(label()) is PrinterCondition.UNKNOWN
        hang_up.join(5)


def test_a_printer_is_watched_and_its_condition_told(listener: RecordingListener) -> None:
    with SimulatedPrinter("tcp:0") as device:
        setting = DeviceSetting("printer.label", "escpos", device.port, {"dots": 832})
        with DeviceManager([setting], listener) as manager:
            told = listener.wait_for_state(DeviceState.CONNECTED)
            assert told.condition is PrinterCondition.OK
            assert manager.statuses() == (told,)
            assert manager.printer("printer.label").dots == 832


def test_a_change_of_condition_is_told_without_a_job(listener: RecordingListener) -> None:
    with SimulatedPrinter("tcp:0") as device:
        watch = PrinterWatch("printer.label", printer_at(device.port), listener, every=0.02)
        watch.start()
        listener.wait_for_state(DeviceState.CONNECTED)
        device.paper_out()
        told = listener.wait_for_status(lambda s: s.condition is PrinterCondition.PAPER_OUT)
        assert told.state is DeviceState.CONNECTED
        device.unplug()
        listener.wait_for_state(DeviceState.LOST)
        device.plug()
        device.paper_ok()
        listener.wait_for_status(lambda s: s.condition is PrinterCondition.OK)
        watch.ask_to_stop()
        assert watch.join(1.0)


def test_a_printer_that_is_away_is_lost(listener: RecordingListener) -> None:
    setting = DeviceSetting("printer.label", "escpos", "socket://127.0.0.1:1")
    with DeviceManager([setting], listener):
        told = listener.wait_for_state(DeviceState.LOST)
        assert told == DeviceStatus(
            "printer.label", DeviceState.LOST, "unknown", condition=PrinterCondition.UNKNOWN
        )


def test_the_simulated_printer_tells_what_a_real_one_would_garble() -> None:
    with SimulatedPrinter("tcp:0", dots=384) as device:
        wide = label_bytes(label(), 576, cut=True)
        for job in (b"Hello", wide, wide[:40]):
            host, number = device.port.removeprefix("socket://").split(":")
            with closing(socket.create_connection((host, int(number)))) as line:
                line.sendall(job)
                line.shutdown(socket.SHUT_WR)
                assert line.recv(1) == b""
        device.paper_ok()  # turned after all that was sent
        assert device.errors == [
            f"unknown command {b'Hello'.hex()}",
            "raster of 576 dots on a head of 384",
            f"ended inside {wide[2:10].hex()}",
        ]
        assert device.labels == []
