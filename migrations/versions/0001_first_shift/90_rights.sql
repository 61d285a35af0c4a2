-- Who may touch what: kiosk_app reads, writes the records no kilogram hangs on, and calls api; nothing else.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA api, sec FROM PUBLIC;
REVOKE ALL ON SCHEMA app, api, sec FROM PUBLIC;
GRANT USAGE ON SCHEMA app, api TO kiosk_app;
GRANT SELECT ON ALL TABLES IN SCHEMA app TO kiosk_app;
REVOKE SELECT ON app.command_log, app.change FROM kiosk_app;
GRANT SELECT (seq, xid, topics, at) ON app.change TO kiosk_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO kiosk_app;
-- Rows are added without what the database says itself: their numbers, and when they were made.
DO $$
DECLARE
  added CONSTANT regclass[] := '{app.production_run, app.run_item, app.run_material, app.label_print, app.flow_definition,
    app.flow_version, app.buffer, app.supplier, app.customer, app.product, app.container, app.reason,
    app.corrective_action, app.ccp_review}';
  each record;
BEGIN
  FOR each IN
    SELECT c.attrelid::regclass AS name, string_agg(quote_ident(c.attname), ', ') AS columns
      FROM pg_attribute c LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.attrelid, c.attnum)
     WHERE c.attrelid = ANY (added) AND c.attnum > 0 AND NOT c.attisdropped AND c.attidentity = ''
       AND coalesce(pg_get_expr(d.adbin, d.adrelid) <> 'clock_timestamp()', true)
     GROUP BY c.attrelid
  LOOP
    EXECUTE format('GRANT INSERT (%s) ON %s TO kiosk_app', each.columns, each.name);
  END LOOP;
END $$;
GRANT UPDATE (status, step, version, rating, quality_notes, notes, deleted, outcome, reason, reason_id)
  ON app.production_run TO kiosk_app;
GRANT UPDATE (notes, reason_id) ON app.run_step_execution TO kiosk_app;
GRANT UPDATE (state, trouble, void_reason, void_reason_id) ON app.label_print TO kiosk_app;
GRANT UPDATE (graph, status, version, comment, reason_id) ON app.flow_version TO kiosk_app;
GRANT UPDATE (name, allowed, capacity_kg, min_c, max_c, open) ON app.buffer TO kiosk_app;
GRANT UPDATE (name, address, approval) ON app.supplier TO kiosk_app;
GRANT UPDATE (name, address) ON app.customer TO kiosk_app;
GRANT UPDATE (name, lot_type, nominal_kg, gtin, price) ON app.product TO kiosk_app;
GRANT UPDATE (state, shelved_until, notes, reason_id) ON app.alarm TO kiosk_app;
