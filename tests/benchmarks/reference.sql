-- The barest registration: the rows of api.register_lot in tables of the same shape and indexes, written by one
-- function of plain statements. No foreign key, CHECK or trigger, no hash, no look-up, no guard; whatever is
-- decided there is a constant or an argument here. The number of the lot is its id: no block of numbers is written.

CREATE SCHEMA r;

DO $$
DECLARE
  name text;
  storage text;
BEGIN
  FOREACH name IN ARRAY '{command_log,lot,lot_link,temperature_log,stock_move,inventory_item,audit_event,audit_head,buffer,change}'::text[]
  LOOP
    SELECT array_to_string(c.reloptions, ', ') INTO storage FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = name AND n.nspname IN ('app', 'sec');
    EXECUTE format('CREATE TABLE r.%1$I (LIKE %2$s.%1$I INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES) %3$s', name,
                   CASE name WHEN 'audit_head' THEN 'sec' ELSE 'app' END, 'WITH (' || storage || ')');
  END LOOP;
END $$;

-- A new lot of 1 kg of a parent that lies in one buffer, put into another.
CREATE FUNCTION r.register_lot(p_kiosk bigint, p_parent bigint, p_from bigint, p_to bigint, p_run bigint, p_site bigint,
  p_user bigint, p_result jsonb, p_after jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  key uuid := uuidv7();
  lot bigint := nextval('r.lot_id_seq');
  code text := 'DEB-20260101-DUNA-' || lot;
  occurred timestamptz := clock_timestamp();
BEGIN
  INSERT INTO r.command_log (key, sha, site_id, command, result, user_id, kiosk_id)
    VALUES (key, '\x0000000000000000000000000000000000000000000000000000000000000000', p_site, 'register_lot', p_result, p_user,
      p_kiosk);
  UPDATE r.lot SET remaining_kg = remaining_kg - 1, version = version + 1 WHERE id = p_parent;
  INSERT INTO r.lot (id, uid, site_id, code, compact_code, type, plant_day, run_id, step, status, void, registered_kg,
      remaining_kg, source, created_by, kiosk_id, occurred_at, late, version)
    OVERRIDING SYSTEM VALUE
    VALUES (lot, key, p_site, code, 'DEB260101DUNA' || lot, 'DEB', '2026-01-01', p_run, 2, 'QUARANTINE', false, 1, 1,
      'typed', p_user, p_kiosk, occurred, false, 1);
  INSERT INTO r.lot_link (parent_id, child_id, site_id, kg) VALUES (p_parent, lot, p_site, 1);
  INSERT INTO r.temperature_log (uid, site_id, lot_id, celsius, kind, source, violation, user_id, kiosk_id, occurred_at, late)
    VALUES (gen_random_uuid(), p_site, lot, 3.2, 'CORE', 'typed', false, p_user, p_kiosk, occurred, false);
  INSERT INTO r.stock_move (uid, site_id, kind, lot_id, kg, change_kg, from_id, to_id, run_id, child_id, user_id, kiosk_id)
    VALUES (gen_random_uuid(), p_site, 'CONSUME', p_parent, 1, -1, p_from, NULL, p_run, lot, p_user, p_kiosk),
           (gen_random_uuid(), p_site, 'RECEIVE', lot, 1, 1, NULL, p_to, p_run, NULL, p_user, p_kiosk);
  UPDATE r.inventory_item SET kg = kg - 1 WHERE lot_id = p_parent AND buffer_id = p_from;
  INSERT INTO r.inventory_item (lot_id, buffer_id, site_id, kg, entered_at) VALUES (lot, p_to, p_site, 1, occurred);
  UPDATE r.buffer SET used_kg = used_kg - 1 WHERE id = p_from;
  INSERT INTO r.audit_event (device_at, user_id, role, kiosk_id, site_id, key, command, entity, entity_uid, after, seq, hash)
    VALUES (occurred, p_user, 'operator', p_kiosk, p_site, key, 'register_lot', 'lot', key, p_after, lot,
      '\x0000000000000000000000000000000000000000000000000000000000000000');
  UPDATE r.audit_head SET seq = seq + 1 WHERE kiosk_id = p_kiosk;
  INSERT INTO r.change (site_id, topics, entity, kiosk_id)
    VALUES (p_site, '{lots,runs,stock,quality}', key::text, p_kiosk);
  UPDATE r.buffer SET used_kg = used_kg + 1 WHERE id = p_to;
  RETURN p_result;
END $$;
