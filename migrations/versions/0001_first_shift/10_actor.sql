-- Who acts, what they may do, and how the database says no.

-- Refuses with an error code of the plant: SQLSTATE NY001, the code as message, figures as JSON detail.
CREATE FUNCTION sec.refuse(p_code text, p_details jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'NY001', MESSAGE = p_code, DETAIL = p_details::text;
END $$;

-- Says that what was decided on has changed: the facts are read again, the rules give the refusal.
CREATE FUNCTION sec.stale() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'stale';
END $$;

-- How many letters of a text are not blank.
CREATE FUNCTION sec.letters(p_text text) RETURNS int
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT length(regexp_replace(coalesce(p_text, ''), '\s', '', 'g'))
$$;

-- Refuses any change of a record that is written once.
CREATE FUNCTION sec.keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.refuse('audit_immutable', jsonb_build_object('table', TG_TABLE_NAME));
  RETURN NULL;
END $$;

-- Why a token opens nothing: its session is over, waits for the PIN, or has not the right.
CREATE FUNCTION sec.turn_away(p_token bytea, p_permission text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  t sec.session;
  why jsonb := '{"reason": "session_over"}';
BEGIN
  SELECT * INTO t FROM sec.session WHERE token_hash = sha256(p_token) AND ended IS NULL AND expires > clock_timestamp();
  IF FOUND THEN
    why := CASE WHEN sec.is_idle(t) THEN '{"reason": "session_idle"}'
                ELSE jsonb_build_object('permission', p_permission, 'role', t.role) END;
  END IF;
  PERFORM sec.refuse('forbidden', why);
END $$;

-- Who acts in each session that is neither over nor idle, from which kiosk, and what their site asks for.
CREATE VIEW sec.present AS
  SELECT t.token_hash, t.id AS session_id, t.user_id, t.kiosk_id, t.site_id, t.role, t.permissions, s.code AS site, s.process,
         s.gs1_prefix, (statement_timestamp() AT TIME ZONE s.time_zone)::date AS day, s.receipt_needs_supplier,
         s.shipment_needs_customer
    FROM sec.session t JOIN app.site s ON s.id = t.site_id
   WHERE t.ended IS NULL AND t.expires > statement_timestamp()
     AND (t.idle_after IS NULL OR t.seen_at + t.idle_after > statement_timestamp());

-- Who acts by a session's token, from which kiosk, at which site; refuses `forbidden` where the session is over or
-- idle, or (where a permission is named) lacks it.
CREATE FUNCTION sec.actor(p_token bytea, p_permission text, OUT session_id bigint, OUT user_id bigint, OUT kiosk_id bigint,
  OUT site_id bigint, OUT role text, OUT site text, OUT process text, OUT gs1_prefix text, OUT day date)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  SELECT p.session_id, p.user_id, p.kiosk_id, p.site_id, p.role, p.site, p.process, p.gs1_prefix, p.day
    INTO session_id, user_id, kiosk_id, site_id, role, site, process, gs1_prefix, day
    FROM sec.present p
   WHERE p.token_hash = sha256(p_token) AND (p_permission IS NULL OR p_permission = ANY (p.permissions));
  IF session_id IS NULL THEN PERFORM sec.turn_away(p_token, p_permission); END IF;
END $$;

-- The same out of the transaction's signed context, for functions that api.tx has gone before.
CREATE FUNCTION sec.acting(p_permission text, OUT session_id bigint, OUT user_id bigint, OUT kiosk_id bigint,
  OUT site_id bigint, OUT role text, OUT site text, OUT process text, OUT gs1_prefix text, OUT day date)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE said sec.said := sec.context();
BEGIN
  IF said.session_id IS NULL THEN PERFORM sec.refuse('forbidden', '{"reason": "not_signed_in"}'); END IF;
  IF p_permission <> ALL (said.permissions) THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('permission', p_permission, 'role', said.role));
  END IF;
  SELECT said.session_id, said.user_id, said.kiosk_id, s.id, said.role, s.code, s.process, s.gs1_prefix,
         (clock_timestamp() AT TIME ZONE s.time_zone)::date
    INTO session_id, user_id, kiosk_id, site_id, role, site, process, gs1_prefix, day
    FROM app.site s WHERE s.id = said.site_id;
END $$;

-- The next running number of a prefix on a day; refuses `codes_exhausted` past 99999.
CREATE FUNCTION sec.next_number(p_site bigint, p_prefix text, p_day date) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE number bigint;
BEGIN
  INSERT INTO app.code_counter AS c (site_id, prefix, day, last) VALUES (p_site, p_prefix, p_day, 1)
    ON CONFLICT (site_id, prefix, day) DO UPDATE SET last = c.last + 1
    RETURNING last INTO number;
  IF number > 99999 AND isfinite(p_day) THEN
    PERFORM sec.refuse('codes_exhausted', jsonb_build_object('prefix', p_prefix, 'day', p_day));
  END IF;
  RETURN number;
END $$;

-- The next number of a kiosk's own block; a used up one is followed by the next free block of 20, so that
-- kiosks meet at the counter once in 20 lots. Refuses `codes_exhausted` past 99999.
CREATE FUNCTION sec.leased_number(p_site bigint, p_prefix text, p_day date, p_kiosk bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  block CONSTANT bigint := 20;
  number bigint;
  taken bigint;
BEGIN
  FOR look IN 1..2 LOOP
    UPDATE app.code_lease l SET next = l.next + 1
     WHERE l.site_id = p_site AND l.prefix = p_prefix AND l.day = p_day AND l.kiosk_id = p_kiosk AND l.next <= l.last
     RETURNING l.next - 1 INTO number;
    IF FOUND THEN RETURN number; END IF;
    EXIT WHEN look = 2;
    -- Whoever waits here for another process of the same kiosk finds that one's new block.
    INSERT INTO app.code_counter AS c (site_id, prefix, day, last) VALUES (p_site, p_prefix, p_day, 0)
      ON CONFLICT (site_id, prefix, day) DO UPDATE SET last = c.last RETURNING last INTO taken;
  END LOOP;
  IF taken >= 99999 THEN
    PERFORM sec.refuse('codes_exhausted', jsonb_build_object('prefix', p_prefix, 'day', p_day));
  END IF;
  UPDATE app.code_counter SET last = least(taken + block, 99999)
   WHERE site_id = p_site AND prefix = p_prefix AND day = p_day;
  INSERT INTO app.code_lease (site_id, prefix, day, kiosk_id, next, last)
    VALUES (p_site, p_prefix, p_day, p_kiosk, taken + 2, least(taken + block, 99999))
    ON CONFLICT (site_id, prefix, day, kiosk_id) DO UPDATE SET next = excluded.next, last = excluded.last;
  RETURN taken + 1;
END $$;

-- The same number for commands that write through the kiosk's own grants: of a run today, or of what is numbered for
-- ever. Numbers of lots are drawn as lots are registered, and by nobody else.
CREATE FUNCTION api.draw_number(p_prefix text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  right_to_it CONSTANT text := CASE p_prefix WHEN 'RUN' THEN 'run.operate' WHEN 'SSCC' THEN 'label.print'
                                             WHEN 'S' THEN 'plant.master_data' WHEN 'C' THEN 'plant.master_data' END;
  a record;
BEGIN
  IF right_to_it IS NULL THEN
    PERFORM sec.refuse('invalid', '{"argument": "prefix", "reason": "unknown_value"}');
  END IF;
  a := sec.writing(right_to_it, 'draw_number', jsonb_build_object('prefix', p_prefix));
  RETURN sec.next_number(a.site_id, p_prefix, CASE p_prefix WHEN 'RUN' THEN
    (SELECT (now() AT TIME ZONE s.time_zone)::date FROM app.site s WHERE s.id = a.site_id) ELSE '-infinity' END);
END $$;

-- What an accepted command left under its key, or NULL. Of another site's key only that it is taken: its sha is nothing's.
CREATE FUNCTION sec.prior(p_site bigint, p_key uuid) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN site_id = p_site THEN json_build_object('sha', encode(sha, 'hex'), 'result', result) ELSE '{"sha": ""}' END
    FROM app.command_log WHERE key = p_key
$$;

-- Begins a command under its key: opens the transaction for whoever has the token, idle or not signed in any more
-- are refused; a repeat that comes meanwhile waits for the first and then sees what it left.
CREATE FUNCTION api.take_key(p_token bytea, p_key uuid) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE site bigint;
BEGIN
  site := (sec.actor(p_token, NULL)).site_id;
  PERFORM api.tx(p_token);
  PERFORM pg_advisory_xact_lock(hashtextextended(p_key::text, 0));
  RETURN sec.prior(site, p_key);
END $$;

-- Writes the books of one command: idempotency, audit and change feed.
CREATE FUNCTION sec.log(p_user bigint, p_role text, p_kiosk bigint, p_site bigint, p_key uuid, p_sha bytea,
  p_command text, p_entity text, p_entity_uid uuid, p_topics text[], p_result jsonb, p_before jsonb,
  p_after jsonb, p_device_at timestamptz, p_signature jsonb DEFAULT NULL) RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  WITH c AS (
    INSERT INTO app.command_log (key, sha, site_id, command, result, user_id, kiosk_id)
    VALUES (p_key, p_sha, p_site, p_command, p_result, p_user, p_kiosk)
  ), e AS (
    INSERT INTO app.audit_event (device_at, user_id, role, kiosk_id, site_id, key, command, entity,
                                 entity_uid, before, after, signature)
    VALUES (p_device_at, p_user, p_role, p_kiosk, p_site, p_key, p_command, p_entity, p_entity_uid,
            p_before, p_after, p_signature)
  )
  INSERT INTO app.change (site_id, topics, entity, kiosk_id) VALUES (p_site, p_topics, p_entity_uid::text, p_kiosk)
$$;

-- The books of a command that wrote through the kiosk's own grants, in the same transaction. Whatever is told of it,
-- the event says too what was written, and its signature is the one that the write used up. To look is no right by which
-- anything is booked: an idle session has it too.
CREATE FUNCTION api.log_command(p_permission text, p_key uuid, p_sha bytea, p_command text,
  p_entity text, p_entity_uid uuid, p_topics text[], p_result jsonb, p_before jsonb,
  p_after jsonb, p_device_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.acting(coalesce(nullif(p_permission, 'see'), ''));
  PERFORM sec.log(a.user_id, a.role, a.kiosk_id, a.site_id, p_key, p_sha, p_command, p_entity, p_entity_uid,
                  p_topics, p_result, p_before, p_after || jsonb_build_object('written', sec.take_written()), p_device_at,
                  sec.book_signature(p_command, p_entity_uid, p_key));
END $$;

-- An entry of the catalogue of reasons by its code; NULL where there is none. It is asked before the transaction begins.
CREATE FUNCTION api.find_reason(p_token bytea, p_code text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.actor(p_token, NULL);
BEGIN
  RETURN (SELECT id FROM app.reason
           WHERE site_id = a.site_id AND (upper(code) = upper(p_code) OR uid::text = lower(p_code)));
END $$;
