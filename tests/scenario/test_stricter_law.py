"""What becomes of flows when the law's limits grow stricter."""

from tests.books import Books
from tests.fix_core import Plant


def test_a_new_version_is_copied_under_a_stricter_law_and_submitted_only_when_mended(
    plant: Plant, books: Books
) -> None:
    flow = plant.ask("flows")["items"][0]["flow_id"]
    books.write(
        "UPDATE app.process_step SET limits = limits || '{\"red\": \"6.5\"}' WHERE process = 'doner' AND step = 1"
    )
    version = plant.do("new_flow_version", flow_id=flow)["version_id"]
    refused = plant.refused("submit_flow_version", version_id=version)
    assert refused.details["reason"] == "looser_than_law"
