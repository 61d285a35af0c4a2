"""The list of labels that wait, as it is opened and worked at the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from kiosk.ports import PrinterCondition
from tests.fix_core import WHY, Plant
from tests.fix_label_printer import Printer
from tests.fix_window import Window
from tests.fix_workplace import Desk
from tests.looks import LOOKS

if TYPE_CHECKING:
    from kiosk.runtime.printing import PrintJob

Open = Callable[..., Window]
SENT = ("unknown", "one_way")  # told behind the label, the others before it
TROUBLES = ("paper_out", "unknown", "cover_open", "cutter_error", "one_way")


def labelled(desk: Desk, plant: Plant, troubles: tuple[str, ...]) -> list["PrintJob"]:
    """A label for each trouble, and one more that waits its turn."""
    desk.printer = printer = Printer()
    for trouble in troubles:
        sends = trouble in SENT
        printer.before = PrinterCondition.OK if sends else PrinterCondition(trouble)
        printer.after = PrinterCondition(trouble)
        desk.run(desk.place.labels.print(plant.register(None, "SPICE", "5"), copies=2))
        desk.queue.work_off()
    desk.run(desk.place.labels.print(plant.register(None, "SPICE", "5")))
    return list(desk.queue.unfinished())


def opened(desk: Desk, open_window: Open, language: str, size: tuple[int, int]) -> Window:
    window = open_window(language, size)
    desk.sign_in()
    window.show("home")
    window.tap("menu")
    window.tap("labels")
    return window


@pytest.mark.parametrize(("language", "size"), LOOKS)
@pytest.mark.parametrize("troubles", [(), TROUBLES], ids=["one", "six"])
def test_the_list_fits_in_every_language(
    desk: Desk,
    open_window: Open,
    plant: Plant,
    language: str,
    size: tuple[int, int],
    troubles: tuple[str, ...],
) -> None:
    desk.sign_in()
    jobs = labelled(desk, plant, troubles)
    window = opened(desk, open_window, language, size)
    assert window.faults() == []
    if troubles:
        window.tap("next_page")
        assert window.faults() == []
    assert window.find(f"void:{jobs[-1].label_id}")


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_an_empty_list_says_so(
    desk: Desk, open_window: Open, language: str, size: tuple[int, int]
) -> None:
    window = opened(desk, open_window, language, size)
    assert window.faults() == []
    window.tap("done")
    assert window.find("done") is None


def test_a_label_is_voided_and_another_confirmed_without_leaving_the_list(
    desk: Desk, open_window: Open, plant: Plant
) -> None:
    desk.sign_in()
    failed, sent, waiting = labelled(desk, plant, ("paper_out", "one_way"))
    window = opened(desk, open_window, "en", (1280, 800))
    window.tap(f"confirm:{sent.label_id}")
    assert window.find(f"confirm:{sent.label_id}") is None
    window.tap(f"void:{failed.label_id}")
    window.tap("cancel")
    assert window.find(f"void:{failed.label_id}")
    window.tap(f"void:{failed.label_id}")
    window.tap("phrase:C-TORN")
    window.tap("accept")
    assert window.find(f"void:{failed.label_id}") is None
    assert window.find(f"void:{waiting.label_id}")
    assert plant.ask("lot", lot=failed.lot)["labels"][-1]["state"] == "voided"
    assert plant.ask("lot", lot=sent.lot)["labels"][-1]["state"] == "confirmed"


def test_a_touch_on_the_labels_of_the_status_bar_opens_the_list(
    desk: Desk, open_window: Open, plant: Plant
) -> None:
    desk.sign_in()
    [job] = labelled(desk, plant, ())
    window = open_window("en", (1280, 800))
    desk.sign_in()
    window.show("home")
    window.model.set_labels(1)
    window.model.ask_labels()
    desk.settle()
    assert window.find(f"void:{job.label_id}")
    window.tap("done")
    desk.run(desk.place.labels.void(str(job.label_id), reason=WHY))


def test_before_somebody_is_signed_in_nobody_sees_the_list(desk: Desk, open_window: Open) -> None:
    window = open_window("en", (1280, 800))
    window.model.ask_labels()
    assert window.shell.overlay.top is None
