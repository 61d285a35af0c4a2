-- What people decide about a lot after it is made: release, rejection, void, recall; and what holds a whole lineage.

-- Everything made from some lots, they themselves left out unless one is made of another.
CREATE FUNCTION sec.made_of(p_lots bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH RECURSIVE made(id) AS (
    SELECT child_id FROM app.lot_link WHERE parent_id = ANY (p_lots)
    UNION SELECT k.child_id FROM made JOIN app.lot_link k ON k.parent_id = made.id
  )
  SELECT coalesce(array_agg(id), '{}') FROM made
$$;

-- A lot and everything made from it, each row locked. Whoever registered a lot meanwhile is waited for, and what was
-- made is looked for again until nothing is new: no lot escapes whoever decides on all of them.
CREATE FUNCTION sec.lock_lineage(p_lot bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  locked bigint[] := '{}';
  fresh bigint[] := ARRAY[p_lot] || sec.made_of(ARRAY[p_lot]);
BEGIN
  WHILE cardinality(fresh) > 0 LOOP
    PERFORM FROM app.lot WHERE id = ANY (fresh) ORDER BY id FOR NO KEY UPDATE;
    locked := locked || fresh;
    fresh := ARRAY(SELECT id FROM unnest(sec.made_of(fresh)) AS made(id) EXCEPT SELECT unnest(locked));
  END LOOP;
  RETURN locked;
END $$;

-- Holds every lot made from a lot that is QUARANTINE or RELEASED and not void; tells which. The lot itself keeps its state.
CREATE FUNCTION sec.hold_made_of(p_lot bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  lineage bigint[] := sec.lock_lineage(p_lot);
  held bigint[];
BEGIN
  WITH h AS (
    UPDATE app.lot SET status = 'HOLD', version = version + 1
     WHERE id = ANY (lineage) AND id <> p_lot AND status IN ('QUARANTINE', 'RELEASED') AND NOT void RETURNING id
  )
  SELECT coalesce(array_agg(id ORDER BY id), '{}') INTO held FROM h;
  RETURN held;
END $$;

-- Refuses `notes_required` without a text of 10 letters or an entry of the site's catalogue, `invalid` over 500.
CREATE FUNCTION sec.explained(p_site bigint, p_text text, p_reason_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF sec.letters(p_text) < 10 AND NOT EXISTS (SELECT FROM app.reason WHERE id = p_reason_id AND site_id = p_site) THEN
    PERFORM sec.refuse('notes_required', '{"minimum": 10}');
  END IF;
  IF length(p_text) > 500 THEN
    PERFORM sec.refuse('invalid', '{"argument": "reason", "reason": "too_long", "maximum": 500}');
  END IF;
END $$;

-- What a command on a lot answers.
CREATE FUNCTION sec.lot_answer(p_lot bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT jsonb_build_object('lot_id', l.uid, 'code', l.code, 'status', l.status, 'step', l.step, 'step_key', f.key,
                            'remaining_kg', l.remaining_kg::text)
    FROM app.lot l
    LEFT JOIN app.production_run r ON r.id = l.run_id
    LEFT JOIN app.flow_step f ON f.version_id = r.flow_version_id AND f.step = l.step
   WHERE l.id = p_lot
$$;

-- Writes one decision on each of some lots; that on p_lot has the command's key for its id.
CREATE FUNCTION sec.record_decisions(p_lots bigint[], p_lot bigint, p_key uuid, p_type text, p_decision text, p_notes text,
  p_reason_id bigint, p_user bigint, p_kiosk bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO app.qc_inspection (uid, site_id, lot_id, run_id, step, ccp, type, decision, notes, reason_id, values, user_id,
      kiosk_id)
    SELECT CASE WHEN l.id = p_lot THEN p_key ELSE gen_random_uuid() END, l.site_id, l.id, l.run_id, l.step, coalesce(c.ccp, false),
      p_type, p_decision, p_notes, p_reason_id, '{}', p_user, p_kiosk
      FROM app.lot l LEFT JOIN LATERAL sec.ccp_of(l.id) c ON true WHERE l.id = ANY (p_lots) ORDER BY l.id;
END $$;

-- Holds a lot and everything made from it, each with a decision of its own, and tells what became of which. Where
-- shipments among them are gone already, an alarm of the highest priority names them (p_shipped is its kind); p_alarm
-- is that of the alarm where none is gone, NULL for none.
CREATE FUNCTION sec.hold_lineage(p_site bigint, p_lot bigint, p_key uuid, p_type text, p_alarm text, p_shipped text,
  p_figures jsonb, p_notes text, p_reason_id bigint, p_user bigint, p_kiosk bigint) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  lineage bigint[] := sec.lock_lineage(p_lot);
  held bigint[];
  told jsonb;
  gone jsonb;
  alarm text;
BEGIN
  SELECT coalesce(array_agg(id) FILTER (WHERE status IN ('QUARANTINE', 'RELEASED')), '{}'),
      jsonb_build_object(
        'held', coalesce(jsonb_agg(code ORDER BY id) FILTER (WHERE status IN ('QUARANTINE', 'RELEASED')), '[]'),
        'already_held', coalesce(jsonb_agg(code ORDER BY id) FILTER (WHERE status = 'HOLD'), '[]'),
        'already_final', coalesce(jsonb_agg(code ORDER BY id) FILTER (WHERE status IN ('REJECTED', 'FINISHED')), '[]'),
        'consumed', coalesce(jsonb_agg(code ORDER BY id) FILTER (WHERE status = 'CONSUMED'), '[]')),
      coalesce(jsonb_agg(code ORDER BY id) FILTER (WHERE status = 'FINISHED'), '[]')
    INTO held, told, gone FROM app.lot WHERE id = ANY (lineage) AND NOT void;
  UPDATE app.lot SET status = 'HOLD', version = version + 1 WHERE id = ANY (held);
  PERFORM sec.record_decisions(held, p_lot, p_key, p_type, 'HOLD', p_notes, p_reason_id, p_user, p_kiosk);
  alarm := CASE WHEN gone = '[]' THEN p_alarm ELSE p_shipped END;
  IF alarm IS NOT NULL THEN
    PERFORM sec.raise_alarm(p_site, alarm, 1, p_lot, NULL, p_figures || jsonb_build_object(
      'lot', (SELECT code FROM app.lot WHERE id = p_lot), 'shipments', gone));
  END IF;
  RETURN sec.lot_answer(p_lot) || told;
END $$;

-- What a disposition is decided on, the lot's row locked, and its parents' where they may get kilograms back; null
-- for a lot that is not there or void.
CREATE FUNCTION api.disposition_facts(p_lot text, p_parents boolean) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  lot bigint;
BEGIN
  a := sec.acting(NULL);
  lot := api.find_lot(a.site_id, p_lot);
  PERFORM sec.lock_with_parents(lot, p_parents);
  RETURN (SELECT json_build_object('lot_id', l.id, 'uid', l.uid, 'code', l.code, 'status', l.status,
            'version', l.version,
            'used_kg', sec.used_kg(l.id)::text, 'children', to_json(sec.children_of(l.id)),
            'awaited', (SELECT test FROM app.lab_result b WHERE b.lot_id = l.id AND b.result IS NULL))
            FROM app.lot l WHERE l.id = lot AND NOT l.void);
END $$;

-- Locks a lot, after its parents where they are asked for, in the order of ids.
CREATE FUNCTION sec.lock_with_parents(p_lot bigint, p_parents boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM app.lot
    WHERE id = ANY (ARRAY(SELECT parent_id FROM app.lot_link WHERE child_id = p_lot AND p_parents) || p_lot)
    ORDER BY id FOR NO KEY UPDATE;
END $$;

-- Kilograms of a lot that children, runs or shipments have taken and not given back.
CREATE FUNCTION sec.used_kg(p_lot bigint) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(sum(m.kg), 0.000) FROM app.stock_move m
   WHERE m.lot_id = p_lot AND m.kind IN ('CONSUME', 'SHIP')
     AND NOT EXISTS (SELECT FROM app.stock_move r WHERE r.reverses_id = m.id)
$$;

-- The codes of the lots made from a lot that are not void.
CREATE FUNCTION sec.children_of(p_lot bigint) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT ARRAY(SELECT l.code FROM app.lot_link k JOIN app.lot l ON l.id = k.child_id
                WHERE k.parent_id = p_lot AND NOT l.void ORDER BY l.id)
$$;

-- Releases a lot on HOLD, signed at the version seen. One of which nothing remains is used up at once, as any other.
CREATE FUNCTION api.release_lot(p_key uuid, p_lot bigint, p_version bigint, p_reason text, p_reason_id bigint)
RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.writing('lot.release', 'release_lot', jsonb_build_object('lot_id', p_lot));
  PERFORM sec.explained(a.site_id, p_reason, p_reason_id);
  UPDATE app.lot SET status = 'RELEASED', version = version + 1
   WHERE id = p_lot AND site_id = a.site_id AND NOT void AND status = 'HOLD' AND version = p_version;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  PERFORM sec.use_signature('release_lot', (SELECT uid FROM app.lot WHERE id = p_lot), p_version);
  UPDATE app.lot SET status = 'CONSUMED' WHERE id = p_lot AND remaining_kg = 0;
  PERFORM sec.record_decisions(ARRAY[p_lot], p_lot, p_key, 'other', 'PASS', p_reason, p_reason_id, a.user_id, a.kiosk_id);
  RETURN sec.lot_answer(p_lot)::json;
END $$;

-- Rejects a lot that waits for a decision or is on HOLD.
CREATE FUNCTION api.reject_lot(p_key uuid, p_lot bigint, p_reason text, p_reason_id bigint)
RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.writing('quality.inspect', 'reject_lot', jsonb_build_object('lot_id', p_lot));
  PERFORM sec.explained(a.site_id, p_reason, p_reason_id);
  UPDATE app.lot SET status = 'REJECTED', version = version + 1
   WHERE id = p_lot AND site_id = a.site_id AND NOT void AND status IN ('QUARANTINE', 'HOLD');
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  PERFORM sec.record_decisions(ARRAY[p_lot], p_lot, p_key, 'other', 'FAIL', p_reason, p_reason_id, a.user_id, a.kiosk_id);
  RETURN sec.lot_answer(p_lot)::json;
END $$;

-- Holds a recall, signed at the version seen: the lot and everything made from it that is not final.
CREATE FUNCTION api.hold_recall(p_key uuid, p_lot bigint, p_version bigint, p_reason text, p_reason_id bigint)
RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.writing('recall.hold', 'hold_recall', jsonb_build_object('lot_id', p_lot));
  PERFORM sec.explained(a.site_id, p_reason, p_reason_id);
  PERFORM FROM app.lot WHERE id = p_lot AND site_id = a.site_id AND NOT void AND version = p_version FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  PERFORM sec.use_signature('hold_recall', (SELECT uid FROM app.lot WHERE id = p_lot), p_version);
  RETURN sec.hold_lineage(a.site_id, p_lot, p_key, 'other', NULL, 'recall_shipped', '{}', p_reason, p_reason_id, a.user_id,
                          a.kiosk_id)::json;
END $$;

-- Takes a lot out of the buffers and reverses what was received and adjusted of it: its moves add up to nothing.
CREATE FUNCTION sec.clear_lot(p_lot bigint, p_reason text, p_reason_id bigint, p_user bigint, p_kiosk bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE place record;
BEGIN
  FOR place IN SELECT i.buffer_id, i.kg, l.run_id, l.site_id FROM app.inventory_item i JOIN app.lot l ON l.id = i.lot_id
                WHERE i.lot_id = p_lot ORDER BY i.buffer_id LOOP
    PERFORM sec.lift(p_lot, place.buffer_id, place.kg);
    INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, from_id, run_id, reason, reason_id, user_id,
        kiosk_id)
      VALUES (gen_random_uuid(), place.site_id, 'TRANSFER', p_lot, place.kg, 0, place.buffer_id, place.run_id, p_reason, p_reason_id,
        p_user, p_kiosk);
  END LOOP;
  INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, run_id, reverses_id, reason, reason_id, user_id,
      kiosk_id)
    SELECT gen_random_uuid(), m.site_id, 'REVERSE', p_lot, m.kg, -m.change_kg, m.run_id, m.id, p_reason, p_reason_id, p_user, p_kiosk
      FROM app.stock_move m
     WHERE m.lot_id = p_lot AND m.kind IN ('RECEIVE', 'ADJUST')
       AND NOT EXISTS (SELECT FROM app.stock_move r WHERE r.reverses_id = m.id) ORDER BY m.id DESC;
  UPDATE app.lot SET void = true, remaining_kg = 0, adjusted_kg = 0, version = version + 1 WHERE id = p_lot;
END $$;

-- Voids a lot nothing was made from, signed at the version seen: out of every buffer and balance, its parents'
-- kilograms given back.
CREATE FUNCTION api.void_lot(p_lot bigint, p_version bigint, p_reason text, p_reason_id bigint)
RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  taken bigint;
BEGIN
  a := sec.writing('lot.void', 'void_lot', jsonb_build_object('lot_id', p_lot));
  PERFORM sec.explained(a.site_id, p_reason, p_reason_id);
  PERFORM sec.lock_with_parents(p_lot, true);
  PERFORM FROM app.lot l
   WHERE l.id = p_lot AND l.site_id = a.site_id AND NOT l.void AND l.status <> 'FINISHED'
     AND l.version = p_version AND sec.children_of(l.id) = '{}' AND sec.used_kg(l.id) = 0;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  PERFORM sec.use_signature('void_lot', (SELECT uid FROM app.lot WHERE id = p_lot), p_version);
  PERFORM FROM app.buffer  -- all of them before the first is touched, so that two that give back do not cross
   WHERE id IN (SELECT buffer_id FROM app.inventory_item WHERE lot_id = p_lot
                UNION SELECT from_id FROM app.stock_move WHERE child_id = p_lot) ORDER BY id FOR NO KEY UPDATE;
  PERFORM sec.clear_lot(p_lot, p_reason, p_reason_id, a.user_id, a.kiosk_id);
  FOR taken IN SELECT m.id FROM app.stock_move m
                WHERE m.child_id = p_lot AND m.kind = 'CONSUME'
                  AND NOT EXISTS (SELECT FROM app.stock_move r WHERE r.reverses_id = m.id) ORDER BY m.lot_id, m.id LOOP
    PERFORM sec.reverse(a.site_id, taken, gen_random_uuid(), p_reason, p_reason_id, a.user_id, a.kiosk_id);
  END LOOP;
  RETURN (sec.lot_answer(p_lot) || '{"void": true}')::json;
END $$;
