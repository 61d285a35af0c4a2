-- Kilograms in buffers: put down, lifted, taken for a child or a shipment, moved.

-- Puts kilograms into a buffer; stale where purity, band, capacity or an open door no longer holds.
CREATE FUNCTION sec.put(p_site bigint, p_lot bigint, p_type text, p_buffer bigint, p_kg numeric, p_celsius numeric)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO app.inventory_item AS i (site_id, lot_id, buffer_id, kg, entered_at)
    VALUES (p_site, p_lot, p_buffer, p_kg, clock_timestamp())
    ON CONFLICT (lot_id, buffer_id) DO UPDATE SET kg = i.kg + excluded.kg;
  UPDATE app.buffer SET used_kg = used_kg + p_kg
   WHERE id = p_buffer AND site_id = p_site AND open AND p_type = ANY (allowed)
     AND used_kg + p_kg <= capacity_kg
     AND coalesce(p_celsius BETWEEN min_c AND max_c, true)
     AND coalesce(sec.air_of(id) BETWEEN min_c AND max_c, true);
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
END $$;

-- Lifts kilograms of a lot out of a buffer; stale where less lies there.
CREATE FUNCTION sec.lift(p_lot bigint, p_buffer bigint, p_kg numeric) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM app.inventory_item WHERE lot_id = p_lot AND buffer_id = p_buffer AND kg = p_kg;
  IF NOT FOUND THEN
    UPDATE app.inventory_item SET kg = kg - p_kg WHERE lot_id = p_lot AND buffer_id = p_buffer AND kg > p_kg;
    IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  END IF;
  UPDATE app.buffer SET used_kg = used_kg - p_kg WHERE id = p_buffer;
END $$;

-- Takes kilograms of a lot: first what lies in no buffer, then in the order of entry; one move a place, the first
-- of them under p_uid. The caller holds the lot's row; p_before is what remained of it.
CREATE FUNCTION sec.take(p_site bigint, p_lot bigint, p_kg numeric, p_before numeric, p_kind text, p_run bigint,
  p_child bigint, p_user bigint, p_kiosk bigint, p_reason text DEFAULT NULL, p_reason_id bigint DEFAULT NULL, p_uid uuid DEFAULT NULL)
  RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  open_kg numeric := p_kg;
  next_uid uuid := coalesce(p_uid, gen_random_uuid());
  part numeric;
  place record;
BEGIN
  SELECT least(p_kg, p_before - coalesce(sum(kg), 0)) INTO part FROM app.inventory_item WHERE lot_id = p_lot;
  IF part > 0 THEN
    INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, run_id, child_id, reason, reason_id, user_id,
        kiosk_id)
      VALUES (next_uid, p_site, p_kind, p_lot, part, -part, p_run, p_child, p_reason, p_reason_id, p_user, p_kiosk);
    open_kg := open_kg - part;
    next_uid := gen_random_uuid();
  END IF;
  FOR place IN SELECT buffer_id, kg FROM app.inventory_item WHERE lot_id = p_lot ORDER BY entered_at, buffer_id LOOP
    EXIT WHEN open_kg <= 0;
    part := least(place.kg, open_kg);
    PERFORM sec.lift(p_lot, place.buffer_id, part);
    INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, from_id, run_id, child_id, reason, reason_id,
        user_id, kiosk_id)
      VALUES (next_uid, p_site, p_kind, p_lot, part, -part, place.buffer_id, p_run, p_child, p_reason, p_reason_id, p_user,
        p_kiosk);
    open_kg := open_kg - part;
    next_uid := gen_random_uuid();
  END LOOP;
  IF open_kg <> 0 THEN PERFORM sec.stale(); END IF;
END $$;

-- Whether a buffer takes kilograms of a lot now: open, purity, band, capacity.
CREATE FUNCTION sec.fits(p_buffer bigint, p_lot bigint, p_kg numeric) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT b.open AND l.type = ANY (b.allowed) AND b.used_kg + p_kg <= b.capacity_kg
         AND coalesce(sec.celsius_of(l.id) BETWEEN b.min_c AND b.max_c, true)
         AND coalesce(sec.air_of(b.id) BETWEEN b.min_c AND b.max_c, true)
    FROM app.buffer b, app.lot l WHERE b.id = p_buffer AND l.id = p_lot
$$;

-- Writes the reversing record of a move: the lot gets back what the move took of it, or loses what it gave. What
-- the move put into a buffer is lifted out of it; what it took out goes back there where it still fits, else it
-- lies in no buffer. Stale where less is there than must be taken; a second reversal breaks a unique key.
CREATE FUNCTION sec.reverse(p_site bigint, p_move bigint, p_uid uuid, p_reason text, p_reason_id bigint,
  p_user bigint, p_kiosk bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  m app.stock_move;
  l app.lot;
  back bigint;
BEGIN
  SELECT * INTO m FROM app.stock_move WHERE id = p_move;
  UPDATE app.lot SET version = version + 1, remaining_kg = remaining_kg - m.change_kg,
      adjusted_kg = adjusted_kg - CASE WHEN m.kind = 'ADJUST' THEN m.change_kg ELSE 0 END,
      status = CASE WHEN status = 'CONSUMED' AND remaining_kg > m.change_kg THEN 'RELEASED'
                    WHEN status = 'RELEASED' AND remaining_kg = m.change_kg AND m.kind = 'ADJUST' THEN 'CONSUMED'
                    ELSE status END
   WHERE id = m.lot_id AND site_id = p_site AND NOT void AND remaining_kg >= m.change_kg RETURNING * INTO l;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  IF m.from_id IS NOT NULL AND m.to_id IS NOT NULL THEN  -- as in api.move_stock
    PERFORM FROM app.buffer WHERE id IN (m.from_id, m.to_id) ORDER BY id FOR NO KEY UPDATE;
  END IF;
  IF m.to_id IS NOT NULL THEN
    PERFORM sec.lift(m.lot_id, m.to_id, m.kg);
  END IF;
  back := CASE WHEN sec.fits(m.from_id, m.lot_id, m.kg) THEN m.from_id END;
  INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, from_id, to_id, run_id, child_id, reverses_id,
      reason, reason_id, user_id, kiosk_id)
    VALUES (p_uid, p_site, 'REVERSE', m.lot_id, m.kg, -m.change_kg, m.to_id, back, m.run_id, m.child_id, m.id, p_reason,
      p_reason_id, p_user, p_kiosk);
  IF back IS NOT NULL THEN
    PERFORM sec.put(p_site, m.lot_id, l.type, back, m.kg, sec.celsius_of(m.lot_id));
  END IF;
  IF l.remaining_kg < (SELECT coalesce(sum(kg), 0) FROM app.inventory_item WHERE lot_id = l.id) THEN
    PERFORM sec.stale();
  END IF;
END $$;

-- What a move is decided on.
CREATE FUNCTION api.move_facts(p_token bytea, p_key uuid, p_lot text, p_from text, p_to text)
RETURNS json LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.actor(p_token, NULL);
  RETURN json_build_object(
    'prior', sec.prior(a.site_id, p_key),
    'lot', (SELECT json_build_object('lot_id', l.id, 'code', l.code, 'type', l.type, 'status', l.status, 'void', l.void,
              'remaining_kg', l.remaining_kg, 'run_id', l.run_id, 'celsius', sec.celsius_of(l.id),
              'places', (SELECT coalesce(json_agg(json_build_object('buffer_id', i.buffer_id, 'buffer', b.code, 'kg', i.kg)
                                                  ORDER BY i.entered_at, i.buffer_id), '[]')
                           FROM app.inventory_item i JOIN app.buffer b ON b.id = i.buffer_id WHERE i.lot_id = l.id))
              FROM app.lot l WHERE l.id = api.find_lot(a.site_id, p_lot)),
    'source', sec.buffer_fact(api.find_buffer(a.site_id, p_from)),
    'target', sec.buffer_fact(api.find_buffer(a.site_id, p_to)));
END $$;

-- Moves kilograms of a lot between places (NULL: no buffer); guards state, what lies at the source and
-- everything about the target.
CREATE FUNCTION api.move_stock(p_token bytea, p_key uuid, p_sha bytea, p_lot bigint, p_kg numeric,
  p_from bigint, p_to bigint, p_after jsonb, p_device_at timestamptz) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  l record;
  result jsonb;
  move_uid uuid := gen_random_uuid();
  from_code text;
  to_code text;
BEGIN
  a := sec.actor(p_token, 'stock.move');
  IF NOT coalesce(p_kg > 0 AND p_kg < 1000000 AND p_kg = round(p_kg, 3) AND p_from IS DISTINCT FROM p_to, false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "kg"}');
  END IF;
  UPDATE app.lot SET version = version + 1
   WHERE id = p_lot AND site_id = a.site_id AND NOT void
     AND (status IN ('QUARANTINE', 'RELEASED') OR status = 'HOLD' AND EXISTS (
       SELECT FROM sec.permission p WHERE p.role = a.role AND p.permission = 'stock.move_held'))
   RETURNING * INTO l;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  from_code := (SELECT code FROM app.buffer WHERE id = p_from AND site_id = a.site_id);
  to_code := (SELECT code FROM app.buffer WHERE id = p_to AND site_id = a.site_id);
  IF p_from IS NOT NULL AND p_to IS NOT NULL THEN  -- two that cross must not wait for each other
    PERFORM FROM app.buffer WHERE id IN (p_from, p_to) ORDER BY id FOR NO KEY UPDATE;
  END IF;
  IF p_from IS NOT NULL THEN
    PERFORM sec.lift(p_lot, p_from, p_kg);
  ELSIF l.remaining_kg - (SELECT coalesce(sum(kg), 0) FROM app.inventory_item WHERE lot_id = p_lot) < p_kg THEN
    PERFORM sec.stale();
  END IF;
  INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, from_id, to_id, run_id, user_id, kiosk_id)
    VALUES (move_uid, a.site_id, 'TRANSFER', p_lot, p_kg, 0, p_from, p_to, l.run_id, a.user_id, a.kiosk_id);
  result := jsonb_build_object('move_id', move_uid, 'kind', 'TRANSFER', 'lot', l.code, 'kg', p_kg::numeric(9, 3)::text,
    'lot_id', l.uid, 'code', l.code, 'status', l.status, 'step', l.step, 'remaining_kg', l.remaining_kg::text,
    'from', from_code, 'to', to_code);
  IF p_to IS NOT NULL THEN
    PERFORM sec.put(a.site_id, p_lot, l.type, p_to, p_kg, sec.celsius_of(p_lot));
  END IF;
  PERFORM sec.log(a.user_id, a.role, a.kiosk_id, a.site_id, p_key, p_sha, 'move_stock', 'lot', l.uid,
                  '{stock,lots}', result, jsonb_build_object('place', from_code),
                  p_after || jsonb_build_object('kg', p_kg::text, 'move_id', move_uid, 'place', to_code), p_device_at);
  RETURN result::json;
END $$;
