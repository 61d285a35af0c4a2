-- Registering a lot: facts in one read, everything written in one guarded statement.

-- What a registration is decided on; whatever is named and not there comes back as null.
CREATE FUNCTION api.register_facts(p_user bigint, p_kiosk bigint, p_key uuid, p_run text, p_type text,
  p_parents text[], p_buffer text, p_supplier text, p_customer text) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.actor(p_user, p_kiosk, NULL);
  RETURN json_build_object(
    'prior', api.prior(p_key),
    'now', clock_timestamp(), 'site_id', a.site_id, 'site', a.site, 'process', a.process, 'plant_day', a.day,
    'type', (SELECT row_to_json(t) FROM app.lot_type t WHERE t.process = a.process AND t.type = p_type),
    'run', (SELECT json_build_object('id', r.id, 'code', r.code, 'status', r.status, 'version', r.version, 'step', r.step,
              'gate', s.gate, 'limits', s.limits, 'tolerated', s.tolerated,
              'yield_min', s.yield_min, 'yield_max', s.yield_max,
              'creates', (SELECT coalesce(json_agg(t.type), '[]') FROM app.lot_type t
                           WHERE t.process = a.process AND t.step = r.step))
              FROM app.production_run r JOIN app.flow_step s ON s.version_id = r.flow_version_id AND s.step = r.step
             WHERE r.id = api.find_run(a.site_id, p_run)),
    'parents', (SELECT coalesce(json_agg(json_build_object('ref', p.ref, 'lot_id', l.id, 'code', l.code, 'type', l.type,
              'status', l.status, 'void', l.void, 'remaining_kg', l.remaining_kg, 'use_by', l.use_by,
              'slaughter_date', l.slaughter_date) ORDER BY p.place), '[]')
              FROM unnest(p_parents) WITH ORDINALITY p(ref, place)
              LEFT JOIN app.lot l ON l.id = api.find_lot(a.site_id, p.ref)),
    'buffer', sec.buffer_fact(api.find_buffer(a.site_id, p_buffer)),
    'supplier_id', (SELECT id FROM app.supplier WHERE site_id = a.site_id AND (upper(code) = upper(p_supplier) OR uid::text = lower(p_supplier))),
    'customer_id', (SELECT id FROM app.customer WHERE site_id = a.site_id AND (upper(code) = upper(p_customer) OR uid::text = lower(p_customer))));
END $$;

-- The state a new lot stands in: too warm on HOLD, at a gate in QUARANTINE, else RELEASED.
CREATE FUNCTION sec.first_status(p_violation boolean, p_gate boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN p_violation THEN 'HOLD' WHEN p_gate THEN 'QUARANTINE' ELSE 'RELEASED' END
$$;

-- Takes the parents' kilograms, in the order of their ids, and tells their types; stale where one is
-- not what the rules saw.
CREATE FUNCTION sec.consume(p_site bigint, p_parents bigint[], p_kgs numeric[], p_inputs text[], p_run bigint,
  p_child bigint, p_user bigint, p_kiosk bigint) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  parent record;
  taken record;
  types text[] := '{}';
BEGIN
  FOR parent IN SELECT id, kg FROM unnest(p_parents, p_kgs) AS p(id, kg) ORDER BY id LOOP
    UPDATE app.lot SET remaining_kg = remaining_kg - parent.kg, version = version + 1,
                       status = CASE WHEN remaining_kg = parent.kg THEN 'CONSUMED' ELSE status END
     WHERE id = parent.id AND site_id = p_site AND NOT void AND status = 'RELEASED' AND type = ANY (p_inputs)
       AND coalesce(parent.kg > 0 AND parent.kg < 1000000 AND parent.kg = round(parent.kg, 3), false) AND remaining_kg >= parent.kg
     RETURNING remaining_kg + parent.kg AS before_kg, type INTO taken;
    IF NOT FOUND THEN PERFORM sec.stale(); END IF;
    PERFORM sec.take(parent.id, parent.kg, taken.before_kg, 'CONSUME', p_run, p_child, p_user, p_kiosk);
    types := types || taken.type;
  END LOOP;
  RETURN types;
END $$;

-- Registers a lot. The database itself decides number, state, violation and lateness, and guards the run
-- at the version seen, every parent and the buffer. The number is drawn before the parents are taken: all
-- registrations lock counter, lots and buffers in this order. p_more: what describes the lot and decides nothing.
CREATE FUNCTION api.register_lot(p_user bigint, p_kiosk bigint, p_key uuid, p_sha bytea, p_run bigint, p_seen bigint,
  p_type text, p_kg numeric, p_parents bigint[], p_kgs numeric[], p_celsius numeric, p_kind text, p_probe text,
  p_source text, p_buffer bigint, p_more jsonb, p_after jsonb, p_device_at timestamptz) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  s record;
  limit_c numeric;
  too_warm boolean;
  status text;
  number bigint;
  lot_id bigint;
  code text;
  types text[];
  placed bigint;
  occurred_at timestamptz := coalesce((p_more ->> 'occurred_at')::timestamptz, p_device_at);
  result jsonb;
BEGIN
  a := sec.actor(p_user, p_kiosk, 'lot.register');
  IF NOT coalesce(p_kg > 0 AND p_kg < 1000000 AND p_kg = round(p_kg, 3)
                  AND cardinality(p_parents) = cardinality(p_kgs), false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "weight_kg"}');
  END IF;
  IF (p_more ->> 'occurred_at')::timestamptz > clock_timestamp() THEN
    PERFORM sec.refuse('invalid', '{"argument": "occurred_at", "reason": "in_the_future"}');
  END IF;
  PERFORM pg_advisory_xact_lock_shared(1, p_run::int) WHERE p_run IS NOT NULL;
  SELECT t.inputs, t.main_inputs, t.one_input_type, r.step, f.key AS step_key, f.gate, f.limits, f.tolerated INTO s
    FROM app.lot_type t
    LEFT JOIN app.production_run r ON r.id = p_run AND r.site_id = a.site_id AND r.status = 'RUNNING'
                                  AND r.version = p_seen AND r.step = t.step
    LEFT JOIN app.flow_step f ON f.version_id = r.flow_version_id AND f.step = r.step
   WHERE t.process = a.process AND t.type = p_type AND (t.stock AND p_run IS NULL OR r.id IS NOT NULL);
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  limit_c := coalesce(s.limits ->> (p_more ->> 'meat'), s.limits ->> 'core')::numeric;
  too_warm := coalesce(p_celsius > coalesce(s.tolerated, limit_c), false);
  status := sec.first_status(too_warm, coalesce(s.gate, false));
  placed := CASE WHEN too_warm THEN NULL ELSE p_buffer END;
  lot_id := nextval(pg_get_serial_sequence('app.lot', 'id'));
  number := sec.leased_number(a.site_id, p_type, a.day, p_kiosk);
  code := p_type || '-' || to_char(a.day, 'YYYYMMDD') || '-' || a.site || '-' || lpad(number::text, greatest(4, length(number::text)), '0');
  types := sec.consume(a.site_id, p_parents, p_kgs, s.inputs, p_run, lot_id, p_user, p_kiosk);
  IF cardinality(s.main_inputs) > 0 AND NOT types && s.main_inputs OR s.one_input_type AND
     (SELECT count(DISTINCT t) FROM unnest(types) t WHERE t = ANY (s.main_inputs)) > 1 THEN
    PERFORM sec.refuse('genealogy');
  END IF;
  result := jsonb_build_object('lot_id', p_key, 'code', code, 'status', status, 'step', s.step, 'step_key', s.step_key,
    'type', p_type, 'remaining_kg', p_kg::numeric(9, 3)::text, 'violation', too_warm,
    'deviation', coalesce(NOT too_warm AND p_celsius > limit_c, false),
    'buffer', (SELECT b.code FROM app.buffer b WHERE b.id = placed));
  WITH l AS (
    INSERT INTO app.lot (id, uid, site_id, code, compact_code, type, plant_day, run_id, step, status, void, registered_kg,
        remaining_kg, tare_kg, pieces, meat, source, supplier_id, supplier_lot, customer_id, slaughter_date, use_by,
        notes, created_by, kiosk_id, occurred_at, late, version)
      OVERRIDING SYSTEM VALUE
      VALUES (lot_id, p_key, a.site_id, code, p_type || to_char(a.day, 'YYMMDD') || a.site || split_part(code, '-', 4),
        p_type, a.day, p_run, s.step, status, false, p_kg, p_kg, (p_more ->> 'tare_kg')::numeric,
        (p_more ->> 'pieces')::bigint, p_more ->> 'meat', p_source, (p_more ->> 'supplier_id')::bigint,
        p_more ->> 'supplier_lot', (p_more ->> 'customer_id')::bigint, (p_more ->> 'slaughter_date')::date,
        (p_more ->> 'use_by')::date, p_more ->> 'notes', p_user, p_kiosk, occurred_at,
        p_device_at - occurred_at > interval '15 minutes', 1)
  ), k AS (
    INSERT INTO app.lot_link (parent_id, child_id, kg) SELECT parent, lot_id, kg FROM unnest(p_parents, p_kgs) AS p(parent, kg)
  ), t AS (
    INSERT INTO app.temperature_log (uid, lot_id, celsius, kind, probe, source, limit_c, tolerated_c, violation, notes,
        user_id, kiosk_id, occurred_at, late)
      SELECT gen_random_uuid(), lot_id, p_celsius, p_kind, p_probe, p_source, limit_c, s.tolerated, too_warm,
        p_more ->> 'notes', p_user, p_kiosk, occurred_at, p_device_at - occurred_at > interval '15 minutes'
       WHERE p_celsius IS NOT NULL
  )
  INSERT INTO app.stock_move (uid, kind, lot_id, kg, change_kg, to_id, run_id, user_id, kiosk_id)
    VALUES (gen_random_uuid(), 'RECEIVE', lot_id, p_kg, p_kg, placed, p_run, p_user, p_kiosk);
  PERFORM sec.log(p_user, a.role, p_kiosk, a.site_id, p_key, p_sha, 'register_lot', 'lot', p_key,
                  '{lots,runs,stock,quality}', result, NULL, p_after || jsonb_build_object('code', code, 'status', status),
                  p_device_at);
  IF placed IS NOT NULL THEN
    PERFORM sec.put(a.site_id, lot_id, p_type, placed, p_kg, p_celsius);
  END IF;
  RETURN result::json;
END $$;
