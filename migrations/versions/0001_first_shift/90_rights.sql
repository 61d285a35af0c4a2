-- Who may touch what: kiosk_app reads, writes the records no kilogram hangs on, and calls api; nothing else.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA api, sec FROM PUBLIC;
REVOKE ALL ON SCHEMA app, api, sec FROM PUBLIC;
GRANT USAGE ON SCHEMA app, api TO kiosk_app;
GRANT SELECT ON ALL TABLES IN SCHEMA app TO kiosk_app;
REVOKE SELECT ON app.command_log, app.change FROM kiosk_app;
GRANT SELECT (seq, xid, topics, at) ON app.change TO kiosk_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO kiosk_app;
GRANT INSERT ON app.production_run, app.run_step_execution, app.run_item, app.run_material, app.label_print,
  app.flow_definition, app.flow_version, app.buffer, app.supplier, app.customer, app.product, app.container, app.reason,
  app.corrective_action, app.ccp_review TO kiosk_app;
GRANT UPDATE (status, step, version, started_at, completed_at, aborted_at, archived_at, rating, quality_notes, notes,
  deleted, outcome, reason, reason_id) ON app.production_run TO kiosk_app;
GRANT UPDATE (status, started_at, completed_at, operator_id, notes, reason_id) ON app.run_step_execution TO kiosk_app;
GRANT UPDATE (state, void_reason, void_reason_id) ON app.label_print TO kiosk_app;
GRANT UPDATE (graph, status, version, saved_by, saved_at, submitted_by, submitted_at, reviewed_by, reviewed_at,
  published_at, comment, reason_id, authors) ON app.flow_version TO kiosk_app;
GRANT UPDATE (name, allowed, capacity_kg, min_c, max_c, open) ON app.buffer TO kiosk_app;
GRANT UPDATE (name, address, approval) ON app.supplier TO kiosk_app;
GRANT UPDATE (name, address) ON app.customer TO kiosk_app;
GRANT UPDATE (name, lot_type, nominal_kg, gtin, price) ON app.product TO kiosk_app;
GRANT UPDATE (state, answered_by, answered_at, shelved_until, notes, reason_id) ON app.alarm TO kiosk_app;
