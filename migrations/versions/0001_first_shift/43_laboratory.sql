-- The laboratory: a lot carries a mark while its result is awaited; the result frees or holds.

-- Sets the mark; a lot carries one at a time (a second breaks a unique key).
CREATE FUNCTION api.set_lab_mark(p_key uuid, p_lot bigint, p_test text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.writing('quality.laboratory', 'set_lab_mark', jsonb_build_object('lot_id', p_lot, 'test', p_test));
  IF sec.letters(p_test) < 2 OR length(p_test) > 500 THEN
    PERFORM sec.refuse('invalid', '{"argument": "test"}');
  END IF;
  PERFORM FROM app.lot WHERE id = p_lot AND site_id = a.site_id AND NOT void FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  INSERT INTO app.lab_result (uid, site_id, lot_id, test, marked_by) VALUES (p_key, a.site_id, p_lot, p_test, a.user_id);
  RETURN (sec.lot_answer(p_lot) || jsonb_build_object('test', p_test))::json;
END $$;

-- Closes the mark. A positive result holds the lot and everything made from it, and raises the highest alarm.
CREATE FUNCTION api.record_lab_result(p_key uuid, p_lot bigint, p_result text, p_notes text,
  p_reason_id bigint) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  told jsonb;
  tested text;
BEGIN
  a := sec.writing('quality.laboratory', 'record_lab_result', jsonb_build_object('lot_id', p_lot, 'result', p_result));
  IF length(p_notes) > 500 THEN
    PERFORM sec.refuse('invalid', '{"argument": "notes", "reason": "too_long", "maximum": 500}');
  END IF;
  PERFORM FROM app.lot WHERE id = p_lot AND site_id = a.site_id AND NOT void FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  UPDATE app.lab_result SET result = p_result, notes = p_notes, reason_id = p_reason_id, resulted_by = a.user_id,
      resulted_at = clock_timestamp()
   WHERE lot_id = p_lot AND result IS NULL RETURNING test INTO tested;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  told := sec.lot_answer(p_lot);
  IF p_result = 'positive' THEN
    PERFORM sec.explained(a.site_id, p_notes, p_reason_id);
    told := sec.hold_lineage(a.site_id, p_lot, p_key, 'laboratory', 'laboratory_positive', 'laboratory_shipped',
                             jsonb_build_object('test', tested), p_notes, p_reason_id, a.user_id, a.kiosk_id);
  END IF;
  RETURN (told || jsonb_build_object('test', tested, 'result', p_result))::json;
END $$;
