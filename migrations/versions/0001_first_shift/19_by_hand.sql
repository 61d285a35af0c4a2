-- What is asked of whoever writes a table with the kiosk's own grants: the right, the name in the row, the text. Triggers
-- ask it WHEN current_user is kiosk_app; the functions of api, which run as their owner, have asked by themselves.

-- Refuses `forbidden` where whoever the transaction speaks for has not the right (NULL: where none is asked for).
CREATE FUNCTION sec.ask(p_permission text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF p_permission IS NOT NULL AND NOT sec.may(p_permission) THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('permission', p_permission));
  END IF;
END $$;

CREATE FUNCTION sec.ask_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.ask(TG_ARGV[0]);
  RETURN NULL;
END $$;

-- For triggers whose WHEN finds another person's name, kiosk or site in a row, or what only the database says itself.
CREATE FUNCTION sec.refuse_other() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.refuse('forbidden', jsonb_build_object('table', TG_TABLE_NAME, 'by_hand', 'name'));
  RETURN NULL;
END $$;

-- What nobody can make up: that a text was given with this change of this row.
CREATE FUNCTION sec.hearing(p_table text, p_row jsonb) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT encode(sec.mac(concat_ws('|', 'heard', p_table, p_row ->> 'id', p_row ->> 'version', p_row ->> 'shelved_until',
                                  pg_current_xact_id())), 'hex')
$$;

-- For triggers BEFORE UPDATE OF the columns of a text: what an earlier change left in them is no text of this one.
CREATE FUNCTION sec.hear() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('nyars.heard', concat_ws(' ', current_setting('nyars.heard', true),
                                              sec.hearing(TG_TABLE_NAME, to_jsonb(NEW))), true);
  RETURN NEW;
END $$;

-- Refuses `notes_required` where the change brought no text of 10 letters and no entry of the site's catalogue.
CREATE FUNCTION sec.check_text(p_table text, p_row jsonb, p_text text, p_reason_id bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NOT coalesce(sec.hearing(p_table, p_row) = ANY (string_to_array(current_setting('nyars.heard', true), ' ')), false) THEN
    PERFORM sec.refuse('notes_required', '{"minimum": 10}');
  END IF;
  PERFORM sec.explained(app.my_site(), p_text, p_reason_id);
END $$;

-- Refuses `invalid` for a text over 500 letters.
CREATE FUNCTION sec.check_length(p_argument text, p_text text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  IF length(p_text) > 500 THEN
    PERFORM sec.refuse('invalid', jsonb_build_object('argument', p_argument, 'reason', 'too_long', 'maximum', 500));
  END IF;
END $$;
