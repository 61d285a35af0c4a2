from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.context import new_id
from core.db.rows.plant import SiteRow, UserRow
from core.domain.queries.runs import Run, RunQuery
from core.domain.runs import RunStatus
from core.ops.plant import add_published_flow, owner_engine
from kiosk.viewmodels.home import HomeModel
from kiosk.viewmodels.marks import Mark
from kiosk.viewmodels.workplace import NoticeKind
from tests.fix_core import WHY
from tests.fix_database import Database
from tests.fix_workplace import Desk


@pytest.fixture
def open_home(desk: Desk) -> Callable[..., HomeModel]:
    def make(badge: str = "B-OPERATOR") -> HomeModel:
        desk.sign_in(badge)
        model = HomeModel(desk.place)
        model.enter({})
        desk.until(lambda: model.loaded)
        return model

    return make


def test_a_plant_without_runs_asks_for_the_first_one(open_home: Callable[..., HomeModel]) -> None:
    home = open_home()
    assert home.task is None
    assert home.listing
    assert home.choices == ()
    assert home.list_title == "No run is running"
    assert home.empty_text == "There is no run yet. Begin the first one."
    assert home.new_run_obstacle is None
    assert home.way_obstacle("run/controls") == "no run yet"
    assert home.way_obstacle("run/buffers") is None


def test_a_new_run_is_made_and_opened(
    qtbot: QtBot, desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    home = open_home()
    with qtbot.waitSignal(home.go_to, timeout=10_000) as way:
        home.new_run()
        desk.until(lambda: home.busy)
        assert home.new_run_obstacle == "one moment"
    route, subject = way.args
    assert route == "run/controls"
    run = desk.run(desk.gateway.ask(RunQuery(run=subject["run"]), Run)).answer
    assert run.status is RunStatus.IDLE
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.kind is NoticeKind.SAVED


def test_without_the_database_no_run_is_made_and_the_person_is_told(
    qtbot: QtBot, desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    home = open_home()
    desk.lose_database()
    with qtbot.assertNotEmitted(home.go_to):
        home.new_run()
        desk.settle()
    assert desk.place.notices.last is not None
    assert desk.place.notices.last.kind is NoticeKind.REFUSED
    assert not home.busy
    desk.find_database()


def publish_kebab(database: Database) -> None:
    engine = owner_engine(database.migrator)
    try:
        with Session(engine) as session, session.begin():
            site = session.scalars(select(SiteRow)).one()
            author = session.scalars(select(UserRow).where(UserRow.badge == "B-ADMIN")).one()
            name = {"en": "Kebab", "hu": "Kebab"}
            add_published_flow(session, site, name, author, version_uid=new_id())
    finally:
        engine.dispose()


def test_of_several_published_flows_one_is_chosen_first(
    qtbot: QtBot, desk: Desk, database: Database, open_home: Callable[..., HomeModel]
) -> None:
    publish_kebab(database)
    home = open_home()
    home.new_run()
    assert home.list_title == "Which flow shall the new run follow?"
    assert {choice.head for choice in home.choices} == {"Döner", "Kebab"}
    assert not home.choices[0].is_code
    kebab = next(choice for choice in home.choices if choice.head == "Kebab")
    with qtbot.waitSignal(home.go_to, timeout=10_000) as way:
        home.take(kebab.key)
    assert desk.plant().ask("run", run=way.args[1]["run"])["flow"]["en"] == "Kebab"
    assert home.list_title != "Which flow shall the new run follow?"


def test_an_idle_run_is_chosen_from_the_list(
    qtbot: QtBot, desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    plant = desk.plant()
    code = plant.do("create_run", version_id=plant.version())["code"]
    home = open_home()
    assert home.list_title == "No run is running: choose one or begin a new one"
    (choice,) = home.choices
    assert (choice.key, choice.mark) == (code, Mark.AHEAD)
    assert choice.detail == "Not started · step 0 · Start"
    with qtbot.waitSignal(home.go_to) as way:
        home.take(choice.key)
    assert way.args == ["run/controls", {"run": code}]


def test_the_task_is_the_step_of_the_newest_running_run(
    qtbot: QtBot, desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    plant = desk.plant()
    plant.new_run()
    journey = plant.run_to(5)
    for kg in ("15.1", "14.9"):
        plant.register(journey.run, "SKW15", kg, (journey["MIX"], kg))
    held = plant.register(journey.run, "SKW30", "30.0", (journey["MIX"], "30"))
    plant.do("inspect_lot", lot=held, decision="HOLD", notes=WHY)
    home = open_home()
    task = home.task
    assert task is not None
    assert not home.listing
    assert (task.run, task.step) == (journey.run, "Skewering")
    assert (task.figure.text, task.figure.number) == ("3 lots", "3")
    assert task.beside == "made: 60.000\u00a0kg"
    assert task.share == pytest.approx(5 / 11)
    source, pending, on_hold = task.sides
    assert (source.mark, source.figure.text, source.head) == (
        Mark.DONE,
        "1 lot",
        "MIX ready for use",
    )
    assert source.detail == "30.000\u00a0kg"
    assert (pending.mark, pending.figure.text, pending.detail) == (
        Mark.WARNING,
        "2 lots",
        "oldest: just now",
    )
    assert (on_hold.mark, on_hold.figure.text) == (Mark.HOLD, "1 lot")
    with qtbot.waitSignal(home.go_to) as way:
        home.work()
    assert way.args == ["run/lots", {"run": journey.run}]
    assert home.choices[0].detail == "Running · step 5 · Skewering · 3 undecided"
    assert home.choices[0].mark is Mark.WARNING


def test_a_step_that_makes_nothing_leads_to_its_controls(
    qtbot: QtBot, desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    journey = desk.plant().run_to(6)
    home = open_home()
    assert home.task is not None
    assert home.task.figure.text == "6 of 11 steps done"
    assert home.task.sides[0].head == "in stock of this run"
    with qtbot.waitSignal(home.go_to) as way:
        home.work()
    assert way.args == ["run/controls", {"run": journey.run}]


def test_what_is_needed_and_not_there_is_marked(
    desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    plant = desk.plant()
    journey = plant.run_to(2)
    plant.register(journey.run, "DEB", "90", (journey["RAW"], "100"))
    home = open_home()
    assert home.task is not None
    assert (home.task.sides[0].mark, home.task.sides[0].figure.text) == (Mark.WARNING, "0 lots")


def test_a_viewer_sees_the_task_and_why_it_is_not_theirs(
    qtbot: QtBot, desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    desk.plant().run_to(1)
    home = open_home("B-VIEWER")
    assert home.task is not None
    assert home.work_obstacle == "not with your role"
    assert home.new_run_obstacle == "not with your role"
    with qtbot.assertNotEmitted(home.go_to):
        home.work()
        home.new_run()
    with qtbot.waitSignal(home.go_to) as way:
        home.open("run/controls")
    assert way.args == ["run/controls", {"run": home.task.run}]


def test_a_viewer_of_an_empty_plant_is_told_who_begins(
    open_home: Callable[..., HomeModel],
) -> None:
    home = open_home("B-VIEWER")
    assert home.empty_text == "There is no run yet. An operator or manager begins one."


def test_the_list_and_the_task_take_turns(desk: Desk, open_home: Callable[..., HomeModel]) -> None:
    desk.plant().new_run()
    home = open_home()
    assert not home.listing
    home.toggle_list()
    assert home.listing
    assert home.list_title == "The last runs"
    home.leave()
    home.enter({})
    assert not home.listing


def test_the_task_speaks_the_language_of_the_moment(
    desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    desk.plant().new_run()
    home = open_home()
    assert home.task is not None
    assert home.task.step == "Start"
    desk.speak("hu")
    assert home.task.step == "Indítás"


def test_without_the_database_the_task_is_as_last_known(
    desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    desk.plant().new_run()
    home = open_home()
    desk.lose_database()
    home.refresh()
    desk.until(lambda: home.stale)
    assert home.task is not None
    desk.find_database()


def test_nothing_is_known_of_a_plant_never_seen(desk: Desk) -> None:
    desk.sign_in()
    home = HomeModel(desk.place)
    desk.lose_database()
    home.enter({})
    desk.until(lambda: home.problem is not None)
    assert not home.loaded
    assert home.problem_text
    desk.find_database()
    home.refresh()
    desk.until(lambda: home.loaded)
    assert home.problem_text == ""


def test_before_the_station_is_known_there_is_no_task(
    desk: Desk, open_home: Callable[..., HomeModel]
) -> None:
    plant = desk.plant()
    plant.new_run()
    home = open_home()
    desk.session.end()
    station = desk.session.station
    assert station is not None
    desk.session._station = None
    assert home.task is None
    assert home.choices[0].detail == "Running · step 0"
    desk.session.at(replace(station))
