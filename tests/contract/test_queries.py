"""Every query is answered, and its answer is JSON that can be read back."""

import json
from decimal import Decimal
from typing import Any

import pytest

from core.domain import codec
from core.domain.queries import QUERIES, name_of
from core.ops.demo import FLOW_VERSION
from core.queries import ANSWERERS
from tests.fix_core import Journey, Plant

NAMES = sorted(QUERIES)


def test_every_query_has_its_answerer_and_every_answerer_its_query() -> None:
    assert set(ANSWERERS) | {QUERIES["health"]} == set(QUERIES.values())


def asked(name: str, journey: Journey) -> dict[str, Any]:
    """Arguments with which the query finds something."""
    return {
        "run": {"run": journey.run},
        "lot": {"lot": journey["RAW"]},
        "label": {"lot": journey["RAW"]},
        "buffer": {"buffer": "LK-1"},
        "flow_version": {"version_id": str(FLOW_VERSION)},
        "compare_flow_versions": {"a": str(FLOW_VERSION), "b": str(FLOW_VERSION)},
        "trace_back": {"lot": journey["DEB"]},
        "trace_forward": {"lot": journey["RAW"]},
        "recall": {"lot": journey["RAW"]},
        "recall_preview": {"lot": journey["RAW"]},
        "ccp_record": {"lot": journey["RAW"]},
    }.get(name, {})


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_goes_to_json_and_comes_back_as_it_was(plant: Plant, name: str) -> None:
    journey = plant.run_to(3)
    plant.do("print_label", lot=journey["RAW"])
    query = codec.build(QUERIES[name], asked(name, journey))
    answer = plant.core.ask(query, plant.as_("B-ADMIN").actor, plant.station)
    text = json.dumps(codec.plain(answer))
    again = codec.build(type(answer), json.loads(text, parse_float=Decimal))
    assert again == answer
    assert name_of(query) == name
