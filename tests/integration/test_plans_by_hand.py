"""Plans of runs and versions of flows, written past the rules: what decisions rest on is held by the database."""

from tests.arguments import Things
from tests.books import Books
from tests.fix_core import Plant

PLANNED = """
    INSERT INTO app.run_material (site_id, run_id, lot_id, position, estimated_kg, estimated_waste_kg)
      SELECT r.site_id, r.id, l.id, 1, 1, 0 FROM app.production_run r, app.lot l WHERE r.code = %s AND l.code = %s
"""


def test_a_run_plans_no_lot_of_another_site_whoever_writes(plant: Plant, books: Books) -> None:
    run, lot = Things(plant).idle_run, plant.register(None, "SPICE", "5")
    admin = plant.as_("B-ADMIN")
    site = {"code": "TISZ", "name": "Tisza", "time_zone": "Europe/Budapest", "process": "doner"}
    uid = admin.do("create_site", **site)["site_id"]
    elsewhere = "UPDATE app.lot SET site_id = (SELECT id FROM app.site WHERE uid::text = %s)"
    books.past_the_guards(elsewhere, uid)
    assert books.refusal(PLANNED, run, lot) == "not_found"


def test_every_change_of_a_flow_version_is_counted_whoever_writes(
    plant: Plant, books: Books
) -> None:
    draft = Things(plant).draft
    seen = books.ask("SELECT version FROM app.flow_version WHERE uid::text = %s", draft)
    for change in ("comment = 'x'", "version = 1", "version = version", "version = version + 9"):
        books.write(f"UPDATE app.flow_version SET {change} WHERE uid::text = %s", draft)
        seen += 1
        now = books.ask("SELECT version FROM app.flow_version WHERE uid::text = %s", draft)
        assert now == seen, change
