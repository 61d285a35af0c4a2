-- Corrections of stock: differences found by counting, moves that are reversed. Wrong and right records all stay.

-- Changes a lot by the signed kilograms that a count found: less is taken as consuming takes, more lies in no buffer.
-- Guards that the lot is neither used up nor shipped and that no less than nothing is left. The first move has p_uid.
CREATE FUNCTION api.adjust_stock(p_uid uuid, p_lot bigint, p_kg numeric, p_reason text,
  p_reason_id bigint) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  l app.lot;
  last bigint;
BEGIN
  a := sec.writing('stock.adjust', 'adjust_stock', jsonb_build_object('lot_id', p_lot, 'kg', p_kg));
  PERFORM sec.explained(a.site_id, p_reason, p_reason_id);
  IF NOT coalesce(p_kg <> 0 AND abs(p_kg) < 1000000 AND p_kg = round(p_kg, 3), false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "kg"}');
  END IF;
  UPDATE app.lot SET version = version + 1, remaining_kg = remaining_kg + p_kg, adjusted_kg = adjusted_kg + p_kg,
      status = CASE WHEN status = 'RELEASED' AND remaining_kg + p_kg = 0 THEN 'CONSUMED' ELSE status END
   WHERE id = p_lot AND site_id = a.site_id AND NOT void AND status NOT IN ('CONSUMED', 'FINISHED')
     AND remaining_kg + p_kg >= 0 AND registered_kg + adjusted_kg + p_kg < 1000000 RETURNING * INTO l;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  last := coalesce((SELECT max(id) FROM app.stock_move WHERE lot_id = p_lot), 0);
  IF p_kg < 0 THEN
    PERFORM sec.take(a.site_id, p_lot, -p_kg, l.remaining_kg - p_kg, 'ADJUST', l.run_id, NULL, a.user_id, a.kiosk_id,
                     p_reason, p_reason_id, p_uid);
  ELSE
    INSERT INTO app.stock_move (uid, site_id, kind, lot_id, kg, change_kg, run_id, reason, reason_id, user_id, kiosk_id)
      VALUES (p_uid, a.site_id, 'ADJUST', p_lot, p_kg, p_kg, l.run_id, p_reason, p_reason_id, a.user_id, a.kiosk_id);
  END IF;
  RETURN sec.lot_answer(p_lot) || jsonb_build_object('lot', l.code, 'kg', p_kg::numeric(9, 3)::text, 'move_id', p_uid,
    'moves', (SELECT jsonb_agg(m.uid ORDER BY m.id) FROM app.stock_move m WHERE m.lot_id = p_lot AND m.id > last));
END $$;

-- Reverses a TRANSFER or an ADJUST of a lot that is neither void nor shipped, under p_uid.
CREATE FUNCTION api.reverse_move(p_uid uuid, p_move bigint, p_reason text,
  p_reason_id bigint) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  m app.stock_move;
  lot_code text;
BEGIN
  a := sec.writing('stock.adjust', 'reverse_move', jsonb_build_object('move_id', p_move));
  PERFORM sec.explained(a.site_id, p_reason, p_reason_id);
  SELECT * INTO m FROM app.stock_move WHERE id = p_move AND kind IN ('TRANSFER', 'ADJUST');
  SELECT code INTO lot_code FROM app.lot
   WHERE id = m.lot_id AND site_id = a.site_id AND NOT void AND status <> 'FINISHED'
     AND registered_kg + adjusted_kg - m.change_kg < 1000000 FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  PERFORM sec.reverse(a.site_id, p_move, p_uid, p_reason, p_reason_id, a.user_id, a.kiosk_id);
  RETURN sec.lot_answer(m.lot_id) || (
    SELECT jsonb_build_object('lot', lot_code, 'move_id', r.uid, 'kind', r.kind, 'kg', r.kg::text, 'reverses', m.uid,
                              'from', source.code, 'to', target.code)
      FROM app.stock_move r LEFT JOIN app.buffer source ON source.id = r.from_id
      LEFT JOIN app.buffer target ON target.id = r.to_id WHERE r.uid = p_uid);
END $$;

-- Buffers: none begins with kilograms in it or gives up a type that lies in it; its figures can be meant, and one that
-- is closed stays so.
CREATE FUNCTION sec.check_buffer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT coalesce(NEW.capacity_kg > 0 AND NEW.capacity_kg < 1000000 AND NEW.min_c > -1000 AND NEW.max_c < 1000
                  AND NEW.allowed <> '{}', false) THEN
    PERFORM sec.refuse('invalid', jsonb_build_object('buffer', NEW.code));
  ELSIF TG_OP = 'INSERT' AND NEW.used_kg <> 0 THEN
    PERFORM sec.refuse('conflict', jsonb_build_object('buffer', NEW.code, 'used_kg', NEW.used_kg::text));
  ELSIF TG_OP = 'UPDATE' AND NEW.open AND NOT OLD.open THEN
    PERFORM sec.refuse('conflict', jsonb_build_object('buffer', NEW.code, 'reason', 'closed_already'));
  ELSIF EXISTS (SELECT FROM app.inventory_item i JOIN app.lot l ON l.id = i.lot_id
                 WHERE i.buffer_id = NEW.id AND l.type <> ALL (NEW.allowed)) THEN
    PERFORM sec.refuse('conflict', jsonb_build_object('buffer', NEW.code, 'reason', 'type_inside'));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER begun AFTER INSERT ON app.buffer FOR EACH ROW EXECUTE FUNCTION sec.check_buffer();
CREATE TRIGGER pure AFTER UPDATE OF allowed, capacity_kg, min_c, max_c, open ON app.buffer FOR EACH ROW
  WHEN ((OLD.allowed, OLD.capacity_kg, OLD.min_c, OLD.max_c, OLD.open)
    IS DISTINCT FROM (NEW.allowed, NEW.capacity_kg, NEW.min_c, NEW.max_c, NEW.open)) EXECUTE FUNCTION sec.check_buffer();
