"""Processes as data: the doner process is the table of the canonical steps, and a faulty file says why."""

import tomllib
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from core import resources
from core.domain import process
from core.domain.process import Ccp

# index, key, English, Hungarian, creates, gate, CCP
STEPS = [
    (0, "start", "Start", "Indítás", (), False, False),
    (1, "receipt", "Receipt", "Átvétel", ("RAW",), True, True),
    (2, "deboning", "Deboning", "Csontozás", ("DEB",), True, False),
    (3, "bulk_buffer", "Bulk buffer", "Tömegpuffer", ("BULK",), False, False),
    (4, "mixing", "Mixing", "Keverés", ("MIX",), True, False),
    (5, "skewering", "Skewering", "Nyársalás", ("SKW15", "SKW30"), True, False),
    (6, "sku_split", "SKU split", "SKU-bontás", (), False, False),
    (7, "freezing", "Freezing", "Fagyasztás", ("FRZ15", "FRZ30"), True, True),
    (8, "packaging", "Packaging", "Csomagolás", ("FG15", "FG30"), True, False),
    (9, "palletizing", "Palletizing", "Raklapozás", ("PAL",), True, False),
    (10, "shipment", "Shipment", "Kiszállítás", ("SHIP",), True, True),
]
INPUTS = {
    "RAW": (),
    "DEB": ("RAW",),
    "BULK": ("DEB",),
    "MIX": ("BULK", "SPICE"),
    "SKW15": ("MIX", "CASING"),
    "SKW30": ("MIX", "CASING"),
    "FRZ15": ("SKW15",),
    "FRZ30": ("SKW30",),
    "FG15": ("FRZ15", "BOX"),
    "FG30": ("FRZ30", "BOX"),
    "PAL": ("FG15", "FG30"),
    "SHIP": ("PAL",),
    "SPICE": (),
    "CASING": (),
    "BOX": (),
}
BUFFERS = {
    "LK": ("RAW", "DEB", "BULK"),
    "MIX": ("MIX",),
    "SKW15": ("SKW15",),
    "SKW30": ("SKW30",),
    "FRZ": ("FRZ15", "FRZ30", "FG15", "FG30"),
    "PAL": ("PAL",),
}


def test_doner_has_the_eleven_canonical_steps() -> None:
    plant = process.load("doner")
    assert [
        (
            step.index,
            step.key,
            step.name["en"],
            step.name["hu"],
            step.creates,
            step.gate,
            step.ccp is not None,
        )
        for step in plant.steps
    ] == STEPS
    assert plant.last_step == 10


def test_doner_makes_each_type_from_what_the_table_says() -> None:
    plant = process.load("doner")
    assert {each.type: each.inputs for each in plant.lot_types} == INPUTS
    assert [each.type for each in plant.lot_types if each.stock] == ["SPICE", "CASING", "BOX"]
    assert [each.type for each in plant.lot_types if each.needs_meat] == ["RAW"]
    assert {each.type for each in plant.lot_types if each.one_input_type} >= {"PAL"}
    assert {each.type: each.allowed for each in plant.buffer_types} == BUFFERS


def test_doner_has_the_limits_of_the_law() -> None:
    plant = process.load("doner")
    receipt, freezing, shipment = (plant.steps[index].ccp for index in (1, 7, 10))
    assert receipt is not None
    assert freezing is not None
    assert shipment is not None
    assert {meat: str(limit) for meat, limit in receipt.limits.items()} == {
        "red": "7.0",
        "poultry": "4.0",
        "offal": "3.0",
        "minced": "2.0",
    }
    assert (receipt.tolerated, receipt.core_only) == (None, False)
    assert (dict(freezing.limits), freezing.tolerated) == ({"core": Decimal("-18.0")}, None)
    assert dict(shipment.limits) == {"core": Decimal("-18.0")}
    assert (shipment.tolerated, shipment.core_only, freezing.core_only) == (
        Decimal("-15.0"),
        True,
        True,
    )
    assert (plant.yield_min, plant.yield_max) == (Decimal(60), Decimal(115))
    assert plant.meats == ("red", "poultry", "offal", "minced")


def test_a_step_knows_its_types_and_a_type_its_step() -> None:
    plant = process.load("doner")
    assert [each.type for each in plant.made_at(5)] == ["SKW15", "SKW30"]
    assert plant.made_at(6) == ()
    assert plant.step_of("SKW30") == 5
    assert plant.step_of("SPICE") is None
    assert plant.lot_type("KEBAB") is None


def test_a_limit_is_that_of_the_meat_or_of_the_core() -> None:
    ccp = Ccp(limits={"poultry": Decimal("4.0"), "core": Decimal("-18.0")}, source="law")
    assert ccp.limit("poultry") == Decimal("4.0")
    assert ccp.limit("red") == ccp.limit(None) == Decimal("-18.0")
    assert Ccp(limits={"poultry": Decimal("4.0")}, source="law").limit("red") is None


@pytest.mark.parametrize("path", sorted(resources.path("processes").glob("*.toml")), ids=str)
def test_every_process_of_the_checkout_is_sound(path: Any) -> None:
    assert process.load(path.stem).key == path.stem


def steps(data: dict[str, Any], **changes: Any) -> None:
    data["steps"][1].update(changes)


def ccp(data: dict[str, Any], **changes: Any) -> None:
    data["steps"][1]["ccp"].update(changes)


def lot_type(data: dict[str, Any], **changes: Any) -> None:
    data["lot_types"][1].update(changes)


FAULTS = {
    "name.*missing_argument": lambda data: data.pop("name"),
    "unknown_argument.*colour|colour.*unknown_argument": lambda data: data.update(colour="red"),
    "gate.*wrong_type": lambda data: steps(data, gate="yes"),
    "hint.*missing_argument": lambda data: data["steps"][1].pop("hint"),
    "limits.*wrong_type": lambda data: ccp(data, limits="7.0"),
    "limits.*not_a_number": lambda data: ccp(data, limits={"red": "warm"}),
    "steps are not numbered 0, 1, 2": lambda data: steps(data, index=4),
    "steps are not numbered": lambda data: data.update(steps=[]),
    "more than 11 steps": lambda data: data["steps"].append(
        {**data["steps"][0], "index": 11, "key": "more"}
    ),
    "two steps are called start": lambda data: steps(data, key="start"),
    "the yield band is empty": lambda data: data.update(yield_min="116"),
    r"step receipt: limits for unknown meats \['fish'\]": lambda data: ccp(
        data, limits={"fish": "2.0"}
    ),
    "step receipt: a CCP without a limit": lambda data: ccp(data, limits={}),
    "step receipt: less is tolerated than the limit allows": lambda data: ccp(
        data, tolerated="6.9"
    ),
    r"unknown lot types \['KEBAB'\]": lambda data: steps(data, creates=["RAW", "KEBAB"]),
    r"unknown lot types \['HAM'\]": lambda data: lot_type(data, inputs=["HAM"]),
    r"unknown lot types \['COLD'\]": lambda data: data["buffer_types"][0].update(allowed=["COLD"]),
    "two lot types are called RAW": lambda data: lot_type(data, type="RAW"),
    "RAW is created at two steps": lambda data: data["steps"][0].update(creates=["RAW"]),
    "'MEATBAG' is no name for a lot type": lambda data: data["lot_types"].append(
        {"type": "MEATBAG", "name": {"en": "Bag"}, "stock": True}
    ),
    "'RUN' is no name for a lot type": lambda data: data["lot_types"].append(
        {"type": "RUN", "name": {"en": "Run"}, "stock": True}
    ),
    "RAW is stock, yet it is made": lambda data: data["lot_types"][0].update(stock=True),
    "ICE is stock, yet it is made": lambda data: data["lot_types"].append(
        {"type": "ICE", "name": {"en": "Ice"}, "stock": True, "inputs": ["RAW"]}
    ),
    "HAM is created at no step": lambda data: data["lot_types"].append(
        {"type": "HAM", "name": {"en": "Ham"}}
    ),
}


@pytest.mark.parametrize("why", FAULTS)
def test_a_faulty_file_says_what_is_wrong(why: str) -> None:
    text = resources.path("processes", "doner.toml").read_text("utf-8")
    data = deepcopy(tomllib.loads(text, parse_float=Decimal))
    FAULTS[why](data)
    with pytest.raises(ValueError, match=why):
        process.parse(data)
