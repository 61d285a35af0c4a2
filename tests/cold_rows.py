"""Statements by which the kiosk's own login adds and changes rows: right, but for what a test puts in their places."""

from collections.abc import Mapping

from core.domain.people import Permission

INSERTS: Mapping[str, tuple[Permission, str, str]] = {
    "production_run": (
        Permission.RUN,
        "uid, site_id, code, plant_day, flow_version_id, status, step, version, created_by",
        "gen_random_uuid(), {site}, 'RUN-X', current_date, %(version)s, 'IDLE', 0, 1, {me}",
    ),
    "run_item": (
        Permission.RUN,
        "site_id, run_id, position, product_id, planned",
        "{site}, %(run)s, 99, %(product)s, 1",
    ),
    "run_material": (
        Permission.RUN,
        "site_id, run_id, lot_id, position, estimated_kg, estimated_waste_kg",
        "{site}, %(run)s, %(lot)s, 99, 1, 0",
    ),
    "label_print": (
        Permission.PRINT,
        "uid, site_id, lot_id, state, payload, copies, created_by, kiosk_id",
        "gen_random_uuid(), {site}, %(lot)s, 'requested', '', 1, {me}, {here}",
    ),
    "flow_definition": (
        Permission.FLOW_DRAFT,
        "uid, site_id, name, created_by",
        "gen_random_uuid(), {site}, '{{}}', {me}",
    ),
    "flow_version": (
        Permission.FLOW_DRAFT,
        "uid, site_id, flow_id, number, status, graph, version, created_by",
        "gen_random_uuid(), {site}, %(flow)s, 99, 'DRAFT', '{{}}', 1, {me}",
    ),
    "corrective_action": (
        Permission.INSPECT,
        "uid, site_id, lot_id, notes, user_id, kiosk_id",
        "gen_random_uuid(), {site}, %(lot)s, 'Thawed out, thrown away', {me}, {here}",
    ),
    "ccp_review": (
        Permission.REVIEW,
        "uid, site_id, lot_id, reading_id, user_id, kiosk_id",
        "gen_random_uuid(), {site}, %(judged)s, %(reading)s, {me}, {here}",
    ),
    "buffer": (
        Permission.MASTER_DATA,
        "uid, site_id, code, type, allowed, capacity_kg, used_kg, min_c, max_c, open",
        "gen_random_uuid(), {site}, 'X', 'LK', '{{RAW}}', 1, 0, 0, 1, true",
    ),
    "container": (
        Permission.MASTER_DATA,
        "uid, site_id, type, name, tare_kg",
        "gen_random_uuid(), {site}, 'X', '{{}}', 1",
    ),
    "customer": (
        Permission.MASTER_DATA,
        "uid, site_id, code, name",
        "gen_random_uuid(), {site}, 'X', 'X'",
    ),
    "product": (
        Permission.MASTER_DATA,
        "uid, site_id, sku, name",
        "gen_random_uuid(), {site}, 'X', '{{}}'",
    ),
    "reason": (
        Permission.MASTER_DATA,
        "uid, site_id, code, topic, text",
        "gen_random_uuid(), {site}, 'X', 'hold', '{{\"en\": \"Thawed on its way\"}}'",
    ),
    "supplier": (
        Permission.MASTER_DATA,
        "uid, site_id, code, name",
        "gen_random_uuid(), {site}, 'X', 'X'",
    ),
}
"""What the kiosk's login may add: the right that it takes, columns and values."""

UPDATES: Mapping[str, tuple[set[Permission], str]] = {
    "production_run": ({Permission.RUN, Permission.RUN_DECIDE}, "notes = 'x' WHERE id = %(run)s"),
    "run_step_execution": (
        {Permission.RUN},
        "notes = 'x' WHERE run_id = %(run)s AND step = 0",
    ),
    "label_print": ({Permission.PRINT}, "void_reason = 'x' WHERE id = %(label)s"),
    "flow_version": ({Permission.FLOW_DRAFT}, "graph = graph WHERE id = %(draft)s"),
    "buffer": ({Permission.MASTER_DATA}, "max_c = max_c WHERE id = %(buffer)s"),
    "supplier": ({Permission.MASTER_DATA}, "name = name WHERE id = %(supplier)s"),
    "customer": ({Permission.MASTER_DATA}, "name = name WHERE id = %(customer)s"),
    "product": ({Permission.MASTER_DATA}, "name = name WHERE id = %(product)s"),
    "alarm": ({Permission.ALARM}, "notes = 'x' WHERE id = %(alarm)s"),
}
"""What it may change: the rights that each suffice, and a change."""

NAMED = {
    "version": "SELECT id FROM app.flow_version WHERE status = 'PUBLISHED'",
    "draft": "SELECT min(id) FROM app.flow_version WHERE status = 'DRAFT'",
    "judged": "SELECT lot_id FROM app.temperature_log WHERE limit_c IS NOT NULL ORDER BY id LIMIT 1",
    "reading": "SELECT id FROM app.temperature_log WHERE limit_c IS NOT NULL ORDER BY id LIMIT 1",
    "run": "SELECT min(id) FROM app.production_run WHERE status = 'RUNNING'",
    "lot": "SELECT min(id) FROM app.lot WHERE NOT void",
    "flow": "SELECT min(id) FROM app.flow_definition",
    "label": "SELECT min(id) FROM app.label_print",
    **{
        table: f"SELECT min(id) FROM app.{table}"
        for table in ("product", "buffer", "supplier", "customer", "alarm")
    },
}


def inserted(table: str, **places: str) -> str:
    """The statement that adds a row, of one's own site and name where no other is given."""
    _, columns, values = INSERTS[table]
    own = {"site": "app.my_site()", "me": "app.my_user()", "here": "app.my_kiosk()"}
    return f"INSERT INTO app.{table} ({columns}) VALUES ({values.format(**{**own, **places})})"


def updated(table: str) -> str:
    """The statement that changes a row."""
    return f"UPDATE app.{table} SET {UPDATES[table][1]}"
