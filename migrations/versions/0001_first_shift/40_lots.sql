-- Registering a lot: facts in one read, everything written in one guarded statement.

-- What a registration is decided on; whatever is named and not there comes back as null. The genealogy is walked only
-- for types whose meat may grow too old, or that leave the plant. One plan serves all calls: for the sake of the number
-- of parents it would be made anew each time, which takes longer than all the rest. Each thing is a question of its own
-- and not a join, so that this plan is right however much there is of it.
CREATE FUNCTION api.register_facts(p_token bytea, p_key uuid, p_run text, p_type text,
  p_parents text[], p_buffer text, p_supplier text, p_customer text, p_product text, p_containers text[],
  p_remeasures uuid, p_probe text, p_scale text) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  a record;
  facts json;
BEGIN
  SELECT p.*, CASE WHEN p_buffer IS NOT NULL THEN coalesce((
           SELECT id FROM app.buffer WHERE site_id = p.site_id AND code = p_buffer),
           api.find_buffer(p.site_id, p_buffer)) END AS buffer,
         CASE WHEN p_run IS NOT NULL THEN coalesce((
           SELECT id FROM app.production_run WHERE site_id = p.site_id AND code = p_run AND NOT deleted),
           api.find_run(p.site_id, p_run)) END AS run
    INTO a FROM sec.present p WHERE p.token_hash = sha256(p_token);
  IF NOT FOUND THEN PERFORM sec.turn_away(p_token, NULL); END IF;
  SELECT json_build_object(
    'prior', (SELECT CASE WHEN c.site_id = a.site_id THEN json_build_object('sha', encode(c.sha, 'hex'), 'result', c.result)
                          ELSE '{"sha": ""}' END FROM app.command_log c WHERE c.key = p_key),
    'now', clock_timestamp(), 'site_id', a.site_id, 'site', a.site, 'process', a.process, 'plant_day', a.day,
    'strict', json_build_object('supplier', a.receipt_needs_supplier, 'customer', a.shipment_needs_customer),
    'type', row_to_json(t),
    'minced', CASE WHEN t.age_days <> '{}' THEN sec.minced_facts(a.site_id, p_parents) END,
    'awaits', CASE WHEN t.consigned THEN sec.awaited_facts(a.site_id, p_parents) END,
    'named', CASE WHEN p_product IS NOT NULL OR p_remeasures IS NOT NULL OR cardinality(p_containers) > 0
                  THEN sec.named_facts(a.site_id, p_product, p_containers, p_remeasures) END,
    'run', (SELECT json_build_object('id', r.id, 'code', r.code, 'status', r.status, 'version', r.version, 'step', r.step,
              'gate', f.gate, 'limits', f.limits, 'tolerated', f.tolerated, 'yield_min', f.yield_min, 'yield_max', f.yield_max,
              'creates', (SELECT coalesce(json_agg(each.type), '[]') FROM app.lot_type each
                           WHERE each.process = a.process AND each.step = r.step))
              FROM app.production_run r JOIN app.flow_step f ON f.version_id = r.flow_version_id AND f.step = r.step
             WHERE r.id = a.run),
    'parents', (SELECT coalesce(json_agg(sec.parent_fact(a.site_id, p.ref, a.buffer) ORDER BY p.place), '[]')
                  FROM unnest(p_parents) WITH ORDINALITY p(ref, place)),
    'buffer', CASE WHEN a.buffer IS NOT NULL THEN sec.buffer_fact(a.buffer) END,
    'supplier_id', CASE WHEN p_supplier IS NOT NULL THEN sec.find_supplier(a.site_id, p_supplier) END,
    'customer_id', CASE WHEN p_customer IS NOT NULL THEN sec.find_customer(a.site_id, p_customer) END,
    'probe', CASE WHEN p_probe IS NOT NULL THEN sec.instrument_fact(a.site_id, 'thermometer', p_probe) END,
    'scale', CASE WHEN p_scale IS NOT NULL THEN sec.instrument_fact(a.site_id, 'scale', p_scale) END)
    INTO facts FROM (VALUES (1)) one LEFT JOIN app.lot_type t ON t.process = a.process AND t.type = p_type;
  RETURN facts;
END $$;

-- What else is said of a lot than every lot has.
CREATE TYPE sec.told AS (meat text, species text, fields jsonb, containers jsonb, product_id bigint, supplier_id bigint,
  supplier_lot text, customer_id bigint, slaughter_date date, use_by date, pieces bigint, tare_kg numeric,
  remeasures_id bigint, notes text, reason_id bigint, occurred_at timestamptz, scale text, alibi text,
  scale_line text);

-- Refuses what cannot be meant, or is of another site.
CREATE FUNCTION sec.check_told(m sec.told, p_site bigint, p_type text, p_day date) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF m.tare_kg < 0 OR m.tare_kg >= 1000000 OR m.pieces <= 0 THEN
    PERFORM sec.refuse('invalid', '{"argument": "tare_kg"}');
  END IF;
  IF m.occurred_at > clock_timestamp() THEN
    PERFORM sec.refuse('invalid', '{"argument": "occurred_at", "reason": "in_the_future"}');
  END IF;
  IF m.slaughter_date > p_day THEN
    PERFORM sec.refuse('invalid', '{"argument": "slaughter_date", "reason": "in_the_future"}');
  END IF;
  IF coalesce(m.supplier_id, m.customer_id, m.product_id, m.reason_id, m.remeasures_id) IS NOT NULL AND NOT
     sec.names_its_own(p_site, p_type, m.supplier_id, m.customer_id, m.product_id, m.reason_id, m.remeasures_id) THEN
    PERFORM sec.stale();
  END IF;
END $$;

-- Takes the parents' kilograms, in the order of their ids; stale where one is not what the rules saw.
-- Tells the first and the last of the types in p_mains, what these gave, and the earliest dates of all.
CREATE FUNCTION sec.consume(p_site bigint, p_parents bigint[], p_kgs numeric[], p_inputs text[], p_mains text[],
  p_run bigint, p_child bigint, p_user bigint, p_kiosk bigint,
  OUT first_type text, OUT last_type text, OUT main_kg numeric, OUT slaughtered date, OUT used_by date)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  parent bigint;
  given numeric;
  was_kg numeric;
  place bigint;
BEGIN
  main_kg := 0;
  IF cardinality(p_parents) > 1 THEN
    SELECT array_agg(id ORDER BY id), array_agg(kg ORDER BY id) INTO p_parents, p_kgs FROM unnest(p_parents, p_kgs) AS p(id, kg);
  END IF;
  FOR i IN 1 .. cardinality(p_parents) LOOP
    parent := p_parents[i];
    given := p_kgs[i];
    UPDATE app.lot l SET remaining_kg = l.remaining_kg - given, version = l.version + 1,
                         status = CASE WHEN l.remaining_kg = given THEN 'CONSUMED' ELSE l.status END
     WHERE l.id = parent AND l.site_id = p_site AND NOT l.void AND l.status = 'RELEASED' AND l.type = ANY (p_inputs)
       AND given > 0 AND given < 1000000 AND given = round(given, 3) AND l.remaining_kg >= given
     RETURNING l.remaining_kg + given, least(slaughtered, l.slaughter_date), least(used_by, l.use_by),
               main_kg + CASE WHEN l.type = ANY (p_mains) THEN given ELSE 0 END,
               least(first_type, CASE WHEN l.type = ANY (p_mains) THEN l.type END),
               greatest(last_type, CASE WHEN l.type = ANY (p_mains) THEN l.type END)
          INTO was_kg, slaughtered, used_by, main_kg, first_type, last_type;
    IF NOT FOUND THEN PERFORM sec.stale(); END IF;
    IF given < was_kg THEN
      UPDATE app.inventory_item SET kg = kg - given WHERE lot_id = parent AND kg = was_kg RETURNING buffer_id INTO place;
    ELSE
      DELETE FROM app.inventory_item WHERE lot_id = parent AND kg = was_kg RETURNING buffer_id INTO place;
    END IF;
    IF FOUND THEN  -- all of it was in one place, as nearly always: the same as sec.take, at once
      WITH m AS (
        INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, from_id, run_id, child_id, user_id, kiosk_id)
          VALUES (gen_random_uuid(), p_site, 'CONSUME', parent, given, -given, place, p_run, p_child, p_user, p_kiosk)
      )
      UPDATE app.buffer SET used_kg = used_kg - given WHERE id = place;
    ELSE
      PERFORM sec.take(p_site, parent, given, was_kg, 'CONSUME', p_run, p_child, p_user, p_kiosk);
    END IF;
  END LOOP;
END $$;

-- Registers a lot. The database itself decides number, state, violation, lateness and what dates travel, and guards the
-- run at the version seen, every parent, the site's demands and the buffer. The number is drawn before the parents are
-- taken: all registrations lock counter, lots and buffers in this order. p_more: what else is said of the lot.
-- Everyone waits for this: its statements are few, and the audit's hash is made within the last of them.
CREATE FUNCTION api.register_lot(p_token bytea, p_key uuid, p_sha bytea, p_run bigint, p_seen bigint,
  p_type text, p_kg numeric, p_parents bigint[], p_kgs numeric[], p_celsius numeric, p_kind text, p_probe text,
  p_source text, p_buffer bigint, p_more jsonb, p_after jsonb, p_device_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  m sec.told;
  s record;
  parents record;
  number bigint;
  digits text;
  code text;
  warnings jsonb := '[]';
  result jsonb;
BEGIN
  IF p_run IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock_shared(1, p_run::int);
  END IF;
  IF p_more <> '{}' THEN
    m := jsonb_populate_record(m, p_more);
  END IF;
  SELECT a.user_id, a.kiosk_id, a.site_id, a.role, a.day, t.inputs, t.main_inputs, t.one_input_type, t.fields, t.age_days, t.consigned,
         r.step, f.key AS step_key, f.tolerated, f.yield_min, f.yield_max, c.limit_c, w.too_warm,
         CASE WHEN w.too_warm THEN 'HOLD' WHEN f.gate THEN 'QUARANTINE' ELSE 'RELEASED' END AS status,
         CASE WHEN NOT w.too_warm THEN p_buffer END AS buffer_id, CASE WHEN NOT w.too_warm THEN b.code END AS buffer,
         coalesce(m.occurred_at, p_device_at) AS occurred_at,
         coalesce(p_device_at - m.occurred_at > interval '15 minutes', false) AS late,
         coalesce(p_kg > 0 AND p_kg < 1000000 AND p_kg = round(p_kg, 3)
                  AND cardinality(p_parents) = cardinality(p_kgs), false) AS weighs,
         coalesce(p_kind = 'AMBIENT' AND p_celsius IS NOT NULL, false) AS of_air,
         t.needs_meat = (m.meat IS NULL) OR m.meat IS NOT NULL AND m.meat <> ALL (t.meats)
           OR t.needs_meat AND f.limits <> '{}' AND c.limit_c IS NULL AS meatless,
         a.receipt_needs_supplier AND t.inputs = '{}' AND NOT t.stock AND m.supplier_id IS NULL
           OR a.shipment_needs_customer AND t.consigned AND m.customer_id IS NULL AS nameless,
         p_type || '-' || to_char(a.day, 'YYYYMMDD') || '-' || a.site || '-' AS code,
         p_type || to_char(a.day, 'YYMMDD') || a.site AS compact_code,
         nextval('app.lot_id_seq') AS id, nextval('app.audit_event_id_seq') AS event_id, clock_timestamp() AS at INTO s
    FROM sec.present a
    JOIN app.lot_type t ON t.process = a.process AND t.type = p_type
    LEFT JOIN app.production_run r ON r.id = p_run AND r.site_id = a.site_id AND r.status = 'RUNNING'
                                  AND r.version = p_seen AND r.step = t.step
    LEFT JOIN app.flow_step f ON f.version_id = r.flow_version_id AND f.step = r.step
    LEFT JOIN app.buffer b ON b.id = p_buffer
    CROSS JOIN LATERAL (SELECT coalesce(f.limits ->> m.meat, f.limits ->> 'core')::numeric AS limit_c) c
    CROSS JOIN LATERAL (SELECT coalesce(p_celsius > coalesce(f.tolerated, c.limit_c), false) AS too_warm) w
   WHERE a.token_hash = sha256(p_token) AND 'lot.register' = ANY (a.permissions)
     AND (t.stock AND p_run IS NULL OR r.id IS NOT NULL);
  IF NOT FOUND THEN
    PERFORM sec.actor(p_token, 'lot.register'), sec.stale();
  END IF;
  IF p_more <> '{}' THEN
    PERFORM sec.check_told(m, s.site_id, p_type, s.day);
    IF coalesce(m.scale, m.alibi, m.scale_line) IS NOT NULL THEN
      PERFORM sec.check_weighing(m, p_source = 'typed' AND p_celsius IS NULL);
    END IF;
  END IF;
  IF s.nameless OR s.meatless OR s.of_air OR NOT s.weighs THEN
    IF NOT s.weighs THEN PERFORM sec.refuse('invalid', '{"argument": "weight_kg"}'); END IF;
    IF s.of_air THEN PERFORM sec.refuse('invalid', '{"argument": "temperature_kind"}'); END IF;
    IF s.nameless THEN PERFORM sec.stale(); END IF;
    PERFORM sec.refuse('invalid', '{"argument": "meat", "reason": "unknown_value"}');
  END IF;
  IF s.limit_c IS NOT NULL THEN
    IF p_probe IS NOT NULL AND p_celsius IS NOT NULL THEN
      PERFORM sec.check_instrument(s.site_id, 'thermometer', p_probe, s.occurred_at);
    END IF;
    IF m.scale IS NOT NULL THEN
      PERFORM sec.check_instrument(s.site_id, 'scale', m.scale, s.occurred_at);
    END IF;
  END IF;
  IF s.fields <> '[]' OR m.fields <> '{}' THEN
    PERFORM sec.check_fields(s.fields, coalesce(m.fields, '{}'));
  END IF;
  IF s.age_days <> '{}' THEN
    warnings := sec.warn_of_age(p_parents, s.age_days, m.species, s.day);
  END IF;
  UPDATE app.code_lease l SET next = l.next + 1
   WHERE l.site_id = s.site_id AND l.prefix = p_type AND l.day = s.day AND l.kiosk_id = s.kiosk_id AND l.next <= l.last
   RETURNING l.next - 1 INTO number;
  IF NOT FOUND THEN
    number := sec.leased_number(s.site_id, p_type, s.day, s.kiosk_id);
  END IF;
  parents := sec.consume(s.site_id, p_parents, p_kgs, s.inputs, s.main_inputs, p_run, s.id, s.user_id, s.kiosk_id);
  IF s.main_inputs <> '{}' AND (parents.first_type IS NULL OR s.one_input_type AND parents.first_type <> parents.last_type) THEN
    PERFORM sec.refuse('genealogy');
  END IF;
  IF parents.main_kg > 0 AND NOT p_kg * 100 BETWEEN s.yield_min * parents.main_kg AND s.yield_max * parents.main_kg
     AND m.reason_id IS NULL AND sec.letters(m.notes) < 10 THEN
    PERFORM sec.refuse('notes_required', '{"minimum": 10}');
  END IF;
  IF s.consigned AND sec.is_any_awaited(p_parents) THEN
    PERFORM sec.stale();
  END IF;
  digits := lpad(number::text, greatest(4, length(number::text)), '0');
  code := s.code || digits;
  result := jsonb_build_object('lot_id', p_key, 'code', code, 'status', s.status, 'step', s.step, 'step_key', s.step_key,
    'type', p_type, 'remaining_kg', p_kg::numeric(9, 3)::text, 'violation', s.too_warm,
    'deviation', coalesce(NOT s.too_warm AND p_celsius > s.limit_c, false), 'buffer', s.buffer, 'warnings', warnings);
  p_after := p_after || jsonb_build_object('code', code, 'status', s.status, 'type', p_type, 'weight_kg', p_kg::text,
    'temperature_c', p_celsius::text, 'probe', p_probe, 'source', p_source, 'scale', m.scale, 'alibi', m.alibi,
    'scale_line', m.scale_line, 'meat', m.meat, 'notes', m.notes);
  WITH c AS (
    INSERT INTO app.command_log (key, sha, site_id, command, result, user_id, kiosk_id)
      VALUES (p_key, p_sha, s.site_id, 'register_lot', result, s.user_id, s.kiosk_id)
  ), l AS (
    INSERT INTO app.lot (id, uid, site_id, code, compact_code, type, plant_day, run_id, step, status, void, registered_kg,
        remaining_kg, tare_kg, pieces, meat, species, fields, containers, product_id, source, scale, alibi, scale_line,
        supplier_id, supplier_lot, customer_id, slaughter_date, use_by, notes, reason_id, created_by, kiosk_id, occurred_at,
        late, version)
      OVERRIDING SYSTEM VALUE
      VALUES (s.id, p_key, s.site_id, code, s.compact_code || digits, p_type, s.day, p_run, s.step, s.status, false, p_kg,
        p_kg, m.tare_kg, m.pieces, m.meat, m.species, coalesce(m.fields, '{}'), coalesce(m.containers, '{}'), m.product_id,
        p_source, m.scale, m.alibi, m.scale_line, m.supplier_id, m.supplier_lot, m.customer_id,
        least(m.slaughter_date, parents.slaughtered), least(m.use_by, parents.used_by), m.notes, m.reason_id, s.user_id, s.kiosk_id, s.occurred_at, s.late, 1)
  ), k AS (
    INSERT INTO app.lot_link (parent_id, child_id, site_id, kg) SELECT unnest(p_parents), s.id, s.site_id, unnest(p_kgs)
  ), t AS (
    INSERT INTO app.temperature_log (uid, site_id, lot_id, celsius, kind, probe, source, limit_c, tolerated_c, violation,
        remeasures_id, notes, reason_id, user_id, kiosk_id, occurred_at, late)
      SELECT p_key, s.site_id, s.id, p_celsius, p_kind, p_probe, p_source, s.limit_c, s.tolerated, s.too_warm,
        m.remeasures_id, m.notes, m.reason_id, s.user_id, s.kiosk_id, s.occurred_at, s.late
       WHERE p_celsius IS NOT NULL
  ), v AS (
    INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, to_id, run_id, user_id, kiosk_id)
      VALUES (p_key, s.site_id, 'RECEIVE', s.id, p_kg, p_kg, s.buffer_id, p_run, s.user_id, s.kiosk_id)
  ), i AS (
    INSERT INTO app.inventory_item (site_id, lot_id, buffer_id, kg, entered_at)
      SELECT s.site_id, s.id, s.buffer_id, p_kg, s.at WHERE s.buffer_id IS NOT NULL
  ), h AS (
    UPDATE sec.audit_head SET seq = seq + 1, hash = sec.link(hash, ROW(s.event_id, s.at, p_device_at, s.user_id, s.role,
        s.kiosk_id, s.site_id, p_key, 'register_lot', 'lot', p_key, NULL, p_after, NULL, seq + 1, NULL)::app.audit_event)
     WHERE kiosk_id = s.kiosk_id RETURNING seq, hash
  ), e AS (
    INSERT INTO app.audit_event (id, at, device_at, user_id, role, kiosk_id, site_id, key, command, entity, entity_uid, after,
        seq, hash)
      OVERRIDING SYSTEM VALUE
      SELECT s.event_id, s.at, p_device_at, s.user_id, s.role, s.kiosk_id, s.site_id, p_key, 'register_lot', 'lot', p_key,
        p_after, h.seq, h.hash FROM (VALUES (1)) one LEFT JOIN h ON true  -- a kiosk's first event is hung on by the trigger
  ), g AS (
    INSERT INTO app.change (site_id, topics, entity, kiosk_id)
      VALUES (s.site_id, '{lots,runs,stock,quality}', p_key::text, s.kiosk_id)
  )
  UPDATE app.buffer b SET used_kg = b.used_kg + p_kg
   WHERE b.id = s.buffer_id AND b.site_id = s.site_id AND b.open AND p_type = ANY (b.allowed)
     AND b.used_kg + p_kg <= b.capacity_kg
     AND coalesce(p_celsius BETWEEN b.min_c AND b.max_c, true)
     AND coalesce(sec.air_of(b.id) BETWEEN b.min_c AND b.max_c, true);
  IF NOT FOUND AND s.buffer_id IS NOT NULL THEN PERFORM sec.stale(); END IF;
  IF s.consigned THEN
    PERFORM sec.consign(s.site_id, s.id, code, p_kg, m.customer_id, m.product_id, s.day, p_more);
  END IF;
  RETURN result;
END $$;
