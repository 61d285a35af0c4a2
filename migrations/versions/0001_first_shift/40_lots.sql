-- Registering a lot: facts in one read, everything written in one guarded statement.

-- What a registration is decided on; whatever is named and not there comes back as null. What few registrations name is
-- looked for apart from the rest, so that the plan of what all of them ask stays the same from call to call; the
-- genealogy is walked only for types whose meat may grow too old, or that leave the plant.
CREATE FUNCTION api.register_facts(p_token bytea, p_key uuid, p_run text, p_type text,
  p_parents text[], p_buffer text, p_supplier text, p_customer text, p_product text, p_containers text[],
  p_remeasures uuid) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  made app.lot_type;
  minced json;
  awaits json;
  named json;
  target bigint;
BEGIN
  a := sec.actor(p_token, NULL);
  target := api.find_buffer(a.site_id, p_buffer);
  SELECT * INTO made FROM app.lot_type WHERE process = a.process AND type = p_type;
  IF made.age_days <> '{}' THEN
    minced := (SELECT json_agg(m) FROM sec.minced_in(
                 ARRAY(SELECT api.find_lot(a.site_id, ref) FROM unnest(p_parents) AS p(ref))) m);
  END IF;
  IF made.consigned THEN
    awaits := (SELECT json_agg(sec.awaited_in(api.find_lot(a.site_id, p.ref)) ORDER BY p.place)
                 FROM unnest(p_parents) WITH ORDINALITY p(ref, place));
  END IF;
  IF p_product IS NOT NULL OR p_remeasures IS NOT NULL OR cardinality(p_containers) > 0 THEN
    named := sec.named_facts(a.site_id, p_product, p_containers, p_remeasures);
  END IF;
  RETURN json_build_object(
    'prior', api.prior(p_key),
    'now', clock_timestamp(), 'site_id', a.site_id, 'site', a.site, 'process', a.process, 'plant_day', a.day,
    'type', row_to_json(made), 'minced', minced, 'awaits', awaits, 'named', named,
    'strict', (SELECT json_build_object('supplier', s.receipt_needs_supplier, 'customer', s.shipment_needs_customer)
                 FROM app.site s WHERE s.id = a.site_id),
    'run', (SELECT json_build_object('id', r.id, 'code', r.code, 'status', r.status, 'version', r.version, 'step', r.step,
              'gate', s.gate, 'limits', s.limits, 'tolerated', s.tolerated,
              'yield_min', s.yield_min, 'yield_max', s.yield_max,
              'creates', (SELECT coalesce(json_agg(each.type), '[]') FROM app.lot_type each
                           WHERE each.process = a.process AND each.step = r.step))
              FROM app.production_run r JOIN app.flow_step s ON s.version_id = r.flow_version_id AND s.step = r.step
             WHERE r.id = api.find_run(a.site_id, p_run)),
    'parents', (SELECT coalesce(json_agg(json_build_object('ref', p.ref, 'lot_id', l.id, 'code', l.code, 'type', l.type,
              'status', l.status, 'void', l.void, 'remaining_kg', l.remaining_kg, 'use_by', l.use_by,
              'slaughter_date', l.slaughter_date, 'here_kg', h.here_kg, 'first_kg', h.first_kg) ORDER BY p.place), '[]')
              FROM unnest(p_parents) WITH ORDINALITY p(ref, place)
              LEFT JOIN app.lot l ON l.id = api.find_lot(a.site_id, p.ref)
              LEFT JOIN LATERAL (
                SELECT t.kg AS here_kg, l.remaining_kg - (
                         SELECT sum(i.kg) FROM app.inventory_item i
                          WHERE i.lot_id = l.id AND (i.entered_at, i.buffer_id) >= (t.entered_at, t.buffer_id)) AS first_kg
                  FROM app.inventory_item t WHERE t.lot_id = l.id AND t.buffer_id = target) h ON true),
    'buffer', sec.buffer_fact(target),
    'supplier_id', (SELECT id FROM app.supplier WHERE site_id = a.site_id AND (upper(code) = upper(p_supplier) OR uid::text = lower(p_supplier))),
    'customer_id', (SELECT id FROM app.customer WHERE site_id = a.site_id AND (upper(code) = upper(p_customer) OR uid::text = lower(p_customer))));
END $$;

-- The state a new lot stands in: too warm on HOLD, at a gate in QUARANTINE, else RELEASED.
CREATE FUNCTION sec.first_status(p_violation boolean, p_gate boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN p_violation THEN 'HOLD' WHEN p_gate THEN 'QUARANTINE' ELSE 'RELEASED' END
$$;

-- Takes the parents' kilograms, in the order of their ids; stale where one is not what the rules saw. Tells the types
-- of those in p_mains, what these gave, and the earliest dates of all.
CREATE FUNCTION sec.consume(p_site bigint, p_parents bigint[], p_kgs numeric[], p_inputs text[], p_mains text[],
  p_run bigint, p_child bigint, p_user bigint, p_kiosk bigint,
  OUT types text[], OUT main_kg numeric, OUT slaughter_date date, OUT use_by date)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  parent record;
  taken record;
BEGIN
  types := '{}';
  main_kg := 0;
  FOR parent IN SELECT id, kg FROM unnest(p_parents, p_kgs) AS p(id, kg) ORDER BY id LOOP
    UPDATE app.lot l SET remaining_kg = l.remaining_kg - parent.kg, version = l.version + 1,
                         status = CASE WHEN l.remaining_kg = parent.kg THEN 'CONSUMED' ELSE l.status END
     WHERE l.id = parent.id AND l.site_id = p_site AND NOT l.void AND l.status = 'RELEASED' AND l.type = ANY (p_inputs)
       AND coalesce(parent.kg > 0 AND parent.kg < 1000000 AND parent.kg = round(parent.kg, 3), false)
       AND l.remaining_kg >= parent.kg
     RETURNING l.remaining_kg + parent.kg AS before_kg, l.type, l.slaughter_date, l.use_by INTO taken;
    IF NOT FOUND THEN PERFORM sec.stale(); END IF;
    PERFORM sec.take(parent.id, parent.kg, taken.before_kg, 'CONSUME', p_run, p_child, p_user, p_kiosk);
    IF taken.type = ANY (p_mains) THEN
      types := types || taken.type;
      main_kg := main_kg + parent.kg;
    END IF;
    slaughter_date := least(slaughter_date, taken.slaughter_date);
    use_by := least(use_by, taken.use_by);
  END LOOP;
END $$;

-- Registers a lot. The database itself decides number, state, violation, lateness and what dates travel, and guards the
-- run at the version seen, every parent, the site's demands and the buffer. The number is drawn before the parents are
-- taken: all registrations lock counter, lots and buffers in this order. p_more: what else is said of the lot.
CREATE FUNCTION api.register_lot(p_token bytea, p_key uuid, p_sha bytea, p_run bigint, p_seen bigint,
  p_type text, p_kg numeric, p_parents bigint[], p_kgs numeric[], p_celsius numeric, p_kind text, p_probe text,
  p_source text, p_buffer bigint, p_more jsonb, p_after jsonb, p_device_at timestamptz) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  m record;
  s record;
  parents record;
  limit_c numeric;
  too_warm boolean;
  status text;
  number bigint;
  lot_id bigint;
  code text;
  placed bigint;
  is_late boolean;
  warnings jsonb := '[]';
  result jsonb;
BEGIN
  a := sec.actor(p_token, 'lot.register');
  SELECT * INTO m FROM jsonb_to_record(p_more) AS told(meat text, species text, fields jsonb, containers jsonb,
    product_id bigint, supplier_id bigint, supplier_lot text, customer_id bigint, slaughter_date date, use_by date,
    pieces bigint, tare_kg numeric, remeasures_id bigint, notes text, reason_id bigint, occurred_at timestamptz);
  IF NOT coalesce(p_kg > 0 AND p_kg < 1000000 AND p_kg = round(p_kg, 3)
                  AND cardinality(p_parents) = cardinality(p_kgs), false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "weight_kg"}');
  END IF;
  IF m.tare_kg < 0 OR m.tare_kg >= 1000000 OR m.pieces <= 0 THEN
    PERFORM sec.refuse('invalid', '{"argument": "tare_kg"}');
  END IF;
  IF m.occurred_at > clock_timestamp() THEN
    PERFORM sec.refuse('invalid', '{"argument": "occurred_at", "reason": "in_the_future"}');
  END IF;
  IF m.slaughter_date > a.day THEN
    PERFORM sec.refuse('invalid', '{"argument": "slaughter_date", "reason": "in_the_future"}');
  END IF;
  IF coalesce(m.supplier_id, m.customer_id, m.product_id, m.reason_id, m.remeasures_id) IS NOT NULL AND NOT
     sec.names_its_own(a.site_id, p_type, m.supplier_id, m.customer_id, m.product_id, m.reason_id, m.remeasures_id) THEN
    PERFORM sec.stale();
  END IF;
  PERFORM pg_advisory_xact_lock_shared(1, p_run::int) WHERE p_run IS NOT NULL;
  SELECT t.inputs, t.main_inputs, t.one_input_type, t.needs_meat, t.meats, t.fields, t.age_days, t.consigned,
         x.receipt_needs_supplier AND t.inputs = '{}' AND NOT t.stock AND m.supplier_id IS NULL
           OR x.shipment_needs_customer AND t.consigned AND m.customer_id IS NULL AS nameless,
         r.step, f.key AS step_key, f.gate, f.limits, f.tolerated, f.yield_min, f.yield_max INTO s
    FROM app.lot_type t
    JOIN app.site x ON x.id = a.site_id
    LEFT JOIN app.production_run r ON r.id = p_run AND r.site_id = a.site_id AND r.status = 'RUNNING'
                                  AND r.version = p_seen AND r.step = t.step
    LEFT JOIN app.flow_step f ON f.version_id = r.flow_version_id AND f.step = r.step
   WHERE t.process = a.process AND t.type = p_type AND (t.stock AND p_run IS NULL OR r.id IS NOT NULL);
  IF NOT FOUND OR s.nameless THEN PERFORM sec.stale(); END IF;
  limit_c := coalesce(s.limits ->> m.meat, s.limits ->> 'core')::numeric;
  IF s.needs_meat = (m.meat IS NULL) OR m.meat IS NOT NULL AND m.meat <> ALL (s.meats)
     OR s.needs_meat AND s.limits <> '{}' AND limit_c IS NULL THEN
    PERFORM sec.refuse('invalid', '{"argument": "meat", "reason": "unknown_value"}');
  END IF;
  IF s.fields <> '[]' OR m.fields <> '{}' THEN
    PERFORM sec.check_fields(s.fields, coalesce(m.fields, '{}'));
  END IF;
  too_warm := coalesce(p_celsius > coalesce(s.tolerated, limit_c), false);
  status := sec.first_status(too_warm, coalesce(s.gate, false));
  placed := CASE WHEN too_warm THEN NULL ELSE p_buffer END;
  is_late := p_device_at - coalesce(m.occurred_at, p_device_at) > interval '15 minutes';
  IF s.age_days <> '{}' THEN
    warnings := sec.warn_of_age(p_parents, s.age_days, m.species, a.day);
  END IF;
  lot_id := nextval(pg_get_serial_sequence('app.lot', 'id'));
  number := sec.leased_number(a.site_id, p_type, a.day, a.kiosk_id);
  code := p_type || '-' || to_char(a.day, 'YYYYMMDD') || '-' || a.site || '-' || lpad(number::text, greatest(4, length(number::text)), '0');
  SELECT * INTO parents FROM sec.consume(a.site_id, p_parents, p_kgs, s.inputs, s.main_inputs, p_run, lot_id, a.user_id, a.kiosk_id);
  IF cardinality(s.main_inputs) > 0 AND cardinality(parents.types) = 0
     OR s.one_input_type AND (SELECT count(DISTINCT t) FROM unnest(parents.types) t) > 1 THEN
    PERFORM sec.refuse('genealogy');
  END IF;
  IF parents.main_kg > 0 AND NOT p_kg * 100 BETWEEN s.yield_min * parents.main_kg AND s.yield_max * parents.main_kg
     AND m.reason_id IS NULL AND sec.letters(m.notes) < 10 THEN
    PERFORM sec.refuse('notes_required', '{"minimum": 10}');
  END IF;
  IF s.consigned AND EXISTS (SELECT FROM unnest(p_parents) p(id) WHERE sec.awaited_in(p.id) IS NOT NULL) THEN
    PERFORM sec.stale();
  END IF;
  result := jsonb_build_object('lot_id', p_key, 'code', code, 'status', status, 'step', s.step, 'step_key', s.step_key,
    'type', p_type, 'remaining_kg', p_kg::numeric(9, 3)::text, 'violation', too_warm,
    'deviation', coalesce(NOT too_warm AND p_celsius > limit_c, false),
    'buffer', (SELECT b.code FROM app.buffer b WHERE b.id = placed), 'warnings', warnings);
  WITH l AS (
    INSERT INTO app.lot (id, uid, site_id, code, compact_code, type, plant_day, run_id, step, status, void, registered_kg,
        remaining_kg, tare_kg, pieces, meat, species, fields, containers, product_id, source, supplier_id, supplier_lot,
        customer_id, slaughter_date, use_by, notes, reason_id, created_by, kiosk_id, occurred_at, late, version)
      OVERRIDING SYSTEM VALUE
      VALUES (lot_id, p_key, a.site_id, code, p_type || to_char(a.day, 'YYMMDD') || a.site || split_part(code, '-', 4),
        p_type, a.day, p_run, s.step, status, false, p_kg, p_kg, m.tare_kg, m.pieces, m.meat, m.species,
        coalesce(m.fields, '{}'), coalesce(m.containers, '{}'), m.product_id, p_source, m.supplier_id, m.supplier_lot,
        m.customer_id, least(m.slaughter_date, parents.slaughter_date), least(m.use_by, parents.use_by), m.notes,
        m.reason_id, a.user_id, a.kiosk_id, coalesce(m.occurred_at, p_device_at), is_late, 1)
  ), k AS (
    INSERT INTO app.lot_link (parent_id, child_id, kg) SELECT parent, lot_id, kg FROM unnest(p_parents, p_kgs) AS p(parent, kg)
  ), t AS (
    INSERT INTO app.temperature_log (uid, lot_id, celsius, kind, probe, source, limit_c, tolerated_c, violation,
        remeasures_id, notes, reason_id, user_id, kiosk_id, occurred_at, late)
      SELECT gen_random_uuid(), lot_id, p_celsius, p_kind, p_probe, p_source, limit_c, s.tolerated, too_warm,
        m.remeasures_id, m.notes, m.reason_id, a.user_id, a.kiosk_id, coalesce(m.occurred_at, p_device_at), is_late
       WHERE p_celsius IS NOT NULL
  )
  INSERT INTO app.stock_move (uid, kind, lot_id, kg, change_kg, to_id, run_id, user_id, kiosk_id)
    VALUES (gen_random_uuid(), 'RECEIVE', lot_id, p_kg, p_kg, placed, p_run, a.user_id, a.kiosk_id);
  IF s.consigned THEN
    PERFORM sec.consign(a.site_id, lot_id, code, p_kg, m.customer_id, m.product_id, a.day, p_more);
  END IF;
  IF placed IS NOT NULL THEN
    PERFORM sec.put(a.site_id, lot_id, p_type, placed, p_kg, p_celsius);
  END IF;
  PERFORM sec.log(a.user_id, a.role, a.kiosk_id, a.site_id, p_key, p_sha, 'register_lot', 'lot', p_key,
                  '{lots,runs,stock,quality}', result, NULL, p_after || jsonb_build_object('code', code, 'status', status),
                  p_device_at);
  RETURN result::json;
END $$;
