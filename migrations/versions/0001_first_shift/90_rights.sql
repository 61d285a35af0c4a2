-- Who may touch what: kiosk_app reads, writes runs and label prints, and calls api; nothing else.

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA api, sec FROM PUBLIC;
REVOKE ALL ON SCHEMA app, api, sec FROM PUBLIC;
GRANT USAGE ON SCHEMA app, api TO kiosk_app;
GRANT SELECT ON ALL TABLES IN SCHEMA app TO kiosk_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA api TO kiosk_app;
GRANT INSERT ON app.production_run, app.run_step_execution, app.label_print TO kiosk_app;
GRANT UPDATE (status, step, version, started_at, completed_at, rating, quality_notes, notes)
  ON app.production_run TO kiosk_app;
GRANT UPDATE (status, started_at, completed_at, operator_id, notes) ON app.run_step_execution TO kiosk_app;
