"""Every query is answered, and its answer is JSON that can be read back."""

import json
from decimal import Decimal

import pytest

from core.domain import codec
from core.domain.queries import QUERIES, name_of
from core.queries import ANSWERERS
from tests.arguments import asked
from tests.fix_core import Plant

NAMES = sorted(QUERIES)


def test_every_query_has_its_answerer_and_every_answerer_its_query() -> None:
    assert set(ANSWERERS) | {QUERIES["health"]} == set(QUERIES.values())


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_goes_to_json_and_comes_back_as_it_was(plant: Plant, name: str) -> None:
    query = codec.build(QUERIES[name], asked(plant)[name])
    answer = plant.core.ask(query, plant.as_("B-ADMIN").actor, plant.station)
    text = json.dumps(codec.plain(answer))
    again = codec.build(type(answer), json.loads(text, parse_float=Decimal))
    assert again == answer
    assert name_of(query) == name
