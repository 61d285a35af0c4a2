-- Readings and quality decisions.

-- The CCP a lot is judged by: the step that made it, in the flow version of its run.
CREATE FUNCTION sec.ccp_of(p_lot bigint, OUT gate boolean, OUT ccp boolean, OUT limit_c numeric,
  OUT tolerated_c numeric, OUT core_only boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT f.gate, f.limits <> '{}', coalesce(f.limits ->> l.meat, f.limits ->> 'core')::numeric, f.tolerated, f.core_only
    FROM app.lot l
    JOIN app.production_run r ON r.id = l.run_id
    JOIN app.flow_step f ON f.version_id = r.flow_version_id AND f.step = l.step
   WHERE l.id = p_lot
$$;

-- The last reading of a lot that counts at its gate (CORE only where the gate says so).
CREATE FUNCTION sec.gate_reading(p_lot bigint, p_core_only boolean, OUT reading_id bigint, OUT celsius numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT id, celsius FROM app.temperature_log
   WHERE lot_id = p_lot AND (kind = 'CORE' OR kind = 'SURFACE' AND NOT coalesce(p_core_only, false))
   ORDER BY id DESC LIMIT 1
$$;

-- What a reading is judged by. An earlier reading that is measured again is `here` where it was of the same lot or buffer.
CREATE FUNCTION api.temperature_facts(p_token bytea, p_key uuid, p_lot text, p_buffer text, p_remeasures uuid,
  p_probe text) RETURNS json LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  lot bigint;
  buffer bigint;
BEGIN
  a := sec.actor(p_token, NULL);
  lot := api.find_lot(a.site_id, p_lot);
  buffer := api.find_buffer(a.site_id, p_buffer);
  RETURN json_build_object(
    'prior', sec.prior(a.site_id, p_key), 'now', clock_timestamp(),
    'lot', (SELECT json_build_object('lot_id', l.id, 'code', l.code, 'status', l.status,
                                     'limit_c', c.limit_c, 'tolerated_c', c.tolerated_c)
              FROM app.lot l LEFT JOIN LATERAL sec.ccp_of(l.id) c ON true
             WHERE l.id = lot AND NOT l.void),
    'buffer_id', buffer,
    'earlier', (SELECT json_build_object('id', t.id, 'here', coalesce(t.lot_id = lot OR t.buffer_id = buffer, false))
                  FROM app.temperature_log t
                 WHERE t.uid = p_remeasures AND t.site_id = a.site_id),
    'probe', CASE WHEN p_probe IS NOT NULL THEN sec.instrument_fact(a.site_id, 'thermometer', p_probe) END);
END $$;

-- Holds a lot that was measured too warm, whoever wrote the reading, and raises an alarm. One that is used up or gone
-- keeps its state: what was made from it is held, and the alarm, then the highest, names what was shipped already.
CREATE FUNCTION sec.hold_warm() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  l app.lot;
  held bigint[];
  shipped text[];
  figures jsonb;
BEGIN
  UPDATE app.lot SET status = 'HOLD', version = version + 1 WHERE id = NEW.lot_id AND status IN ('QUARANTINE', 'RELEASED');
  SELECT * INTO l FROM app.lot WHERE id = NEW.lot_id;
  figures := jsonb_build_object('lot', l.code, 'celsius', NEW.celsius::text,
                                'limit_c', coalesce(NEW.tolerated_c, NEW.limit_c)::text);
  IF l.status NOT IN ('CONSUMED', 'FINISHED') THEN
    PERFORM sec.raise_alarm(l.site_id, 'too_warm', 2, l.id, NULL, figures);
    RETURN NULL;
  END IF;
  held := sec.hold_made_of(l.id);
  SELECT coalesce(array_agg(code ORDER BY id), '{}') INTO shipped FROM app.lot
   WHERE id = ANY (l.id || sec.made_of(ARRAY[l.id])) AND status = 'FINISHED' AND NOT void;
  figures := figures || jsonb_build_object('shipments', shipped,
    'held', (SELECT coalesce(jsonb_agg(code ORDER BY id), '[]') FROM app.lot WHERE id = ANY (held)));
  PERFORM sec.raise_alarm(l.site_id, CASE WHEN shipped = '{}' THEN 'used_too_warm' ELSE 'shipped_too_warm' END, 1, l.id, NULL,
                          figures);
  RETURN NULL;
END $$;

CREATE TRIGGER held AFTER INSERT ON app.temperature_log FOR EACH ROW
  WHEN (NEW.violation AND NEW.lot_id IS NOT NULL) EXECUTE FUNCTION sec.hold_warm();

-- Raises an alarm where a buffer's own air is outside its band; it takes nothing until a reading is inside again.
CREATE FUNCTION sec.watch_air() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.raise_alarm(b.site_id, 'buffer_outside', 2, NULL, b.id, jsonb_build_object(
            'buffer', b.code, 'celsius', NEW.celsius::text, 'min_c', b.min_c::text, 'max_c', b.max_c::text))
     FROM app.buffer b WHERE b.id = NEW.buffer_id AND NEW.celsius NOT BETWEEN b.min_c AND b.max_c;
  RETURN NULL;
END $$;

CREATE TRIGGER watched AFTER INSERT ON app.temperature_log FOR EACH ROW
  WHEN (NEW.buffer_id IS NOT NULL AND NEW.kind = 'AMBIENT') EXECUTE FUNCTION sec.watch_air();

-- An entry of the site's catalogue of reasons, or NULL.
CREATE FUNCTION sec.reason_of(p_site bigint, p_reason bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT id FROM app.reason WHERE id = p_reason AND site_id = p_site
$$;

-- Records a reading. The database itself judges it by the CCP and holds the lot in the same transaction.
CREATE FUNCTION api.record_temperature(p_token bytea, p_key uuid, p_sha bytea, p_lot bigint, p_buffer bigint,
  p_celsius numeric, p_kind text, p_probe text, p_source text, p_remeasures bigint, p_notes text, p_reason_id bigint,
  p_occurred_at timestamptz, p_after jsonb, p_device_at timestamptz) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  c record;
  l record;
  b record;
  too_warm boolean;
  held text;
  occurred_at timestamptz := coalesce(p_occurred_at, p_device_at);
  result jsonb;
BEGIN
  a := sec.actor(p_token, 'quality.measure');
  IF NOT coalesce(p_celsius > -300 AND p_celsius < 1000, false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "celsius"}');
  END IF;
  IF p_occurred_at > clock_timestamp() THEN
    PERFORM sec.refuse('invalid', '{"argument": "occurred_at", "reason": "in_the_future"}');
  END IF;
  IF p_buffer IS NOT NULL AND p_kind IS DISTINCT FROM 'AMBIENT' THEN
    PERFORM sec.refuse('invalid', '{"argument": "kind", "reason": "unknown_value"}');
  END IF;
  SELECT uid, status INTO l FROM app.lot WHERE id = p_lot AND site_id = a.site_id AND NOT void FOR NO KEY UPDATE;
  IF p_lot IS NOT NULL AND NOT FOUND THEN PERFORM sec.stale(); END IF;
  IF p_remeasures IS NOT NULL AND NOT EXISTS (SELECT FROM app.temperature_log t WHERE t.id = p_remeasures
       AND (t.lot_id = p_lot OR t.buffer_id = p_buffer)) THEN
    PERFORM sec.refuse('invalid', '{"argument": "remeasures", "reason": "of_another"}');
  END IF;
  SELECT * INTO c FROM sec.ccp_of(p_lot) WHERE p_kind <> 'AMBIENT';
  SELECT id, uid, code, p_celsius NOT BETWEEN min_c AND max_c AS outside INTO b
    FROM app.buffer WHERE id = p_buffer AND site_id = a.site_id;
  IF c.limit_c IS NOT NULL AND p_probe IS NOT NULL THEN
    PERFORM sec.check_instrument(a.site_id, 'thermometer', p_probe, occurred_at);
  END IF;
  too_warm := coalesce(p_celsius > coalesce(c.tolerated_c, c.limit_c), false);
  INSERT INTO app.temperature_log (uid, site_id, lot_id, buffer_id, celsius, kind, probe, source, limit_c, tolerated_c, violation,
      remeasures_id, notes, reason_id, user_id, kiosk_id, occurred_at, late)
    VALUES (p_key, a.site_id, p_lot, b.id, p_celsius, p_kind, p_probe, p_source, c.limit_c, c.tolerated_c, too_warm, p_remeasures,
      p_notes, sec.reason_of(a.site_id, p_reason_id), a.user_id, a.kiosk_id, occurred_at,
      p_device_at - occurred_at > interval '15 minutes');
  held := (SELECT status FROM app.lot WHERE id = p_lot);
  result := jsonb_build_object('temperature_id', p_key, 'violation', too_warm,
    'deviation', coalesce(NOT too_warm AND p_celsius > c.limit_c, false), 'lot_status', held,
    'buffer', b.code, 'outside', coalesce(b.outside, false));
  PERFORM sec.log(a.user_id, a.role, a.kiosk_id, a.site_id, p_key, p_sha, 'record_temperature', 'temperature', p_key,
    '{quality,lots,stock,runs}', result, jsonb_build_object('lot_status', l.status),
    p_after || jsonb_build_object('celsius', p_celsius::text, 'kind', p_kind, 'probe', p_probe, 'source', p_source,
      'notes', p_notes, 'lot_id', l.uid, 'buffer_id', b.uid, 'lot_status', held, 'held', (
      SELECT m.details -> 'held' FROM app.alarm m WHERE too_warm AND m.lot_id = p_lot ORDER BY m.id DESC LIMIT 1)),
    p_device_at);
  RETURN result::json;
END $$;

-- What a decision is decided on.
CREATE FUNCTION api.inspection_facts(p_token bytea, p_key uuid, p_lot text) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.actor(p_token, NULL);
  RETURN json_build_object(
    'prior', sec.prior(a.site_id, p_key),
    'lot', (SELECT json_build_object('lot_id', l.id, 'code', l.code, 'status', l.status, 'run_id', l.run_id, 'step', l.step,
              'gate', coalesce(c.gate, false), 'ccp', coalesce(c.ccp, false), 'limit_c', c.limit_c, 'tolerated_c', c.tolerated_c,
              'celsius', g.celsius, 'reading_id', g.reading_id)
              FROM app.lot l LEFT JOIN LATERAL sec.ccp_of(l.id) c ON true
              LEFT JOIN LATERAL sec.gate_reading(l.id, c.core_only) g ON true
             WHERE l.id = api.find_lot(a.site_id, p_lot) AND NOT l.void));
END $$;

-- Decides on a lot; guards the state it was seen in and, for PASS at a CCP, a reading within the bound. The decision keeps
-- the reading it relied on: a PASS the one that counts at the gate, HOLD and FAIL the last one.
CREATE FUNCTION api.inspect_lot(p_token bytea, p_key uuid, p_sha bytea, p_lot bigint, p_seen text,
  p_decision text, p_notes text, p_reason_id bigint, p_values jsonb, p_after jsonb, p_device_at timestamptz) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  c record;
  g record;
  l record;
  reason bigint;
  result jsonb;
BEGIN
  a := sec.actor(p_token, 'quality.inspect');
  reason := sec.reason_of(a.site_id, p_reason_id);
  UPDATE app.lot SET version = version + 1,
      status = CASE p_decision WHEN 'PASS' THEN 'RELEASED' WHEN 'HOLD' THEN 'HOLD' WHEN 'FAIL' THEN 'REJECTED' END
   WHERE id = p_lot AND site_id = a.site_id AND NOT void AND status = p_seen
     AND (p_decision, status) IN (('PASS', 'QUARANTINE'), ('HOLD', 'QUARANTINE'), ('HOLD', 'RELEASED'),
                                  ('FAIL', 'QUARANTINE'), ('FAIL', 'HOLD'))
   RETURNING * INTO l;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  PERFORM sec.check_gate(a.process, l.step, l.code, p_values, p_decision = 'PASS');
  SELECT * INTO c FROM sec.ccp_of(p_lot);
  SELECT * INTO g FROM sec.gate_reading(p_lot, c.core_only AND p_decision = 'PASS');
  IF p_decision = 'PASS' AND coalesce(c.ccp, false)
     AND NOT coalesce(g.celsius <= coalesce(c.tolerated_c, c.limit_c), false) THEN
    PERFORM sec.stale();
  END IF;
  IF p_decision = 'PASS' AND g.celsius > c.limit_c AND reason IS NULL AND sec.letters(p_notes) < 10 THEN
    PERFORM sec.refuse('notes_required', '{"minimum": 10, "deviation": true}');
  END IF;
  INSERT INTO app.qc_inspection (uid, site_id, lot_id, run_id, step, ccp, type, decision, notes, reason_id, values, reading_id,
      user_id, kiosk_id)
    VALUES (p_key, a.site_id, p_lot, l.run_id, l.step, coalesce(c.ccp, false),
            CASE WHEN c.ccp THEN 'temperature' ELSE 'visual' END, p_decision, p_notes, reason, p_values, g.reading_id,
            a.user_id, a.kiosk_id);
  IF l.status = 'RELEASED' AND l.remaining_kg = 0 THEN  -- counted down to nothing while it waited
    UPDATE app.lot SET status = 'CONSUMED' WHERE id = p_lot RETURNING * INTO l;
  END IF;
  result := jsonb_build_object('inspection_id', p_key, 'decision', p_decision, 'lot_status', l.status, 'lot_id', l.uid,
    'code', l.code, 'status', l.status, 'step', l.step, 'remaining_kg', l.remaining_kg::text);
  PERFORM sec.log(a.user_id, a.role, a.kiosk_id, a.site_id, p_key, p_sha, 'inspect_lot', 'lot', l.uid, '{quality,lots,runs}',
                  result, jsonb_build_object('status', p_seen), p_after ||
                  jsonb_build_object('status', l.status, 'decision', p_decision, 'notes', p_notes, 'values', p_values), p_device_at);
  RETURN result::json;
END $$;
