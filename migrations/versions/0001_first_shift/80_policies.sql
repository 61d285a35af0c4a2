-- What the kiosk's login sees and writes: rows of the site that its transaction speaks for, written by whoever has the
-- right, in their own name. Where nobody speaks, nothing is there. The owner, whose functions these are not asked in,
-- names the site in every WHERE. Always (SELECT app.can(...)): a bare call would be made for every row.

-- Rows that a command adds and that stand below another one are of the site it is given at.
ALTER TABLE app.flow_version ALTER COLUMN site_id SET DEFAULT app.my_site();
ALTER TABLE app.run_item ALTER COLUMN site_id SET DEFAULT app.my_site();
ALTER TABLE app.run_material ALTER COLUMN site_id SET DEFAULT app.my_site();
ALTER TABLE app.label_print ALTER COLUMN site_id SET DEFAULT app.my_site();
ALTER TABLE app.corrective_action ALTER COLUMN site_id SET DEFAULT app.my_site();
ALTER TABLE app.ccp_review ALTER COLUMN site_id SET DEFAULT app.my_site();

-- Seen by whoever is signed in at the site.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['alarm', 'bill_of_material', 'buffer', 'calibration', 'ccp_review', 'code_counter', 'code_lease',
    'consignment', 'container', 'corrective_action', 'customer', 'device', 'flow_definition', 'flow_step', 'flow_version',
    'inventory_item', 'kiosk', 'lab_result', 'label_print', 'limit_setting', 'lot', 'lot_link', 'product',
    'production_run', 'qc_inspection', 'reason', 'run_item', 'run_material', 'run_step_execution', 'stock_move',
    'supplier', 'temperature_log'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY seen ON app.%I FOR SELECT TO kiosk_app USING (site_id = (SELECT app.my_site()))', name);
  END LOOP;
END $$;

-- The audit, by those who may read it.
ALTER TABLE app.audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON app.audit_event FOR SELECT TO kiosk_app
  USING (site_id = (SELECT app.my_site()) AND (SELECT app.can('audit.see')));
ALTER TABLE app.audit_seal ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON app.audit_seal FOR SELECT TO kiosk_app
  USING (site_id = (SELECT app.my_site()) AND (SELECT app.can('audit.see')));

-- What commands answered: told by functions, to whoever knows the key.
ALTER TABLE app.command_log ENABLE ROW LEVEL SECURITY;

-- One's own sites, and their people. Whoever left a site stands in its records all the same.
ALTER TABLE app.site ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON app.site FOR SELECT TO kiosk_app USING (id IN (SELECT app.my_sites()));
ALTER TABLE app.user_site ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON app.user_site FOR SELECT TO kiosk_app USING (site_id IN (SELECT app.my_sites()));
ALTER TABLE app.user_account ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON app.user_account FOR SELECT TO kiosk_app USING (id IN (SELECT app.my_people()));

-- Changes: locking a row for a decision asks USING alone, which lets everybody of the site; what is written, WITH CHECK.
CREATE POLICY added ON app.production_run FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('run.operate')) AND created_by = (SELECT app.my_user()));
CREATE POLICY changed ON app.production_run FOR UPDATE TO kiosk_app USING (site_id = (SELECT app.my_site()))
  WITH CHECK (site_id = (SELECT app.my_site()) AND CASE
    WHEN deleted THEN (SELECT app.can('run.delete'))
    WHEN status IN ('ABORTED', 'ARCHIVED') THEN (SELECT app.can('run.decide'))
    ELSE (SELECT app.can('run.operate') OR app.can('run.decide')) END);

CREATE POLICY changed ON app.run_step_execution FOR UPDATE TO kiosk_app USING (site_id = (SELECT app.my_site()))
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('run.operate')));

CREATE POLICY added ON app.run_item FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('run.operate')));
CREATE POLICY added ON app.run_material FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('run.operate')));

CREATE POLICY added ON app.label_print FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('label.print'))
    AND created_by = (SELECT app.my_user()) AND kiosk_id = (SELECT app.my_kiosk()));
CREATE POLICY changed ON app.label_print FOR UPDATE TO kiosk_app USING (site_id = (SELECT app.my_site()))
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('label.print')));

CREATE POLICY added ON app.flow_definition FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('flow.draft')) AND created_by = (SELECT app.my_user()));
CREATE POLICY added ON app.flow_version FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('flow.draft')) AND created_by = (SELECT app.my_user()));
CREATE POLICY changed ON app.flow_version FOR UPDATE TO kiosk_app USING (site_id = (SELECT app.my_site()))
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('flow.draft') OR app.can('flow.approve')));

CREATE POLICY added ON app.corrective_action FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('quality.inspect'))
    AND user_id = (SELECT app.my_user()) AND kiosk_id = (SELECT app.my_kiosk()));
CREATE POLICY added ON app.ccp_review FOR INSERT TO kiosk_app
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('quality.review'))
    AND user_id = (SELECT app.my_user()) AND kiosk_id = (SELECT app.my_kiosk()));
CREATE POLICY changed ON app.alarm FOR UPDATE TO kiosk_app USING (site_id = (SELECT app.my_site()))
  WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can('alarm.answer')) AND answered_by = (SELECT app.my_user()));

-- Master data; who wrote it stands in the audit.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['buffer', 'container', 'customer', 'product', 'reason', 'supplier'] LOOP
    EXECUTE format('CREATE POLICY added ON app.%I FOR INSERT TO kiosk_app
      WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can(''plant.master_data'')))', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['buffer', 'customer', 'product', 'supplier'] LOOP
    EXECUTE format('CREATE POLICY changed ON app.%I FOR UPDATE TO kiosk_app USING (site_id = (SELECT app.my_site()))
      WITH CHECK (site_id = (SELECT app.my_site()) AND (SELECT app.can(''plant.master_data'')))', name);
  END LOOP;
END $$;
