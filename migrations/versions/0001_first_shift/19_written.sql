-- What a transaction writes past the hot functions is noted here by the database itself, and the command's event takes
-- it into the audit. Nothing is committed of which no event speaks, and no event can hide what was written.

-- The fields of a row that are not as they were.
CREATE FUNCTION sec.changed(p_was jsonb, p_is jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(jsonb_object_agg(f.key, f.value), '{}') FROM jsonb_each(p_is) f WHERE p_was -> f.key IS DISTINCT FROM f.value
$$;

-- Notes a row that the kiosk's own login has added or changed; the arguments name what tells the row from others.
CREATE FUNCTION sec.note_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  is_now CONSTANT jsonb := to_jsonb(NEW);
  was CONSTANT jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
BEGIN
  INSERT INTO sec.written (what, row, before, after)
    VALUES (TG_TABLE_NAME, (SELECT jsonb_object_agg(name, is_now -> name) FROM unnest(TG_ARGV) name),
            sec.changed(is_now, was), CASE WHEN was IS NULL THEN is_now ELSE sec.changed(was, is_now) END);
  RETURN NULL;
END $$;

-- Who acts, in a function that writes: noted with what it is about.
CREATE FUNCTION sec.writing(p_permission text, p_what text, p_row jsonb, OUT session_id bigint, OUT user_id bigint,
  OUT kiosk_id bigint, OUT site_id bigint, OUT role text, OUT site text, OUT process text, OUT gs1_prefix text, OUT day date)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  SELECT * INTO session_id, user_id, kiosk_id, site_id, role, site, process, gs1_prefix, day FROM sec.acting(coalesce(nullif(p_permission, 'see'), ''));
  INSERT INTO sec.written (what, row) VALUES (p_what, p_row);
END $$;

-- What this transaction has noted so far, for its event.
CREATE FUNCTION sec.take_written() RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE noted jsonb;
BEGIN
  WITH taken AS (DELETE FROM sec.written w WHERE w.xid = pg_current_xact_id() RETURNING w.*)
  SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('what', what, 'row', row, 'before', before, 'after', after))
                            ORDER BY id), '[]') INTO noted FROM taken;
  RETURN noted;
END $$;

-- Refuses a transaction that ends with something written of which no event speaks.
CREATE FUNCTION sec.check_booked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM sec.written WHERE id = NEW.id) THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('reason', 'not_booked', 'what', NEW.what));
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER booked AFTER INSERT ON sec.written DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION sec.check_booked();
