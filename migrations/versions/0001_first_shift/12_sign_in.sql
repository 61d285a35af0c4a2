-- Signing in: the database compares, counts wrong PINs, and locks; no hash leaves it.

-- The salt a PIN is derived with; an unknown badge gets a stable one that means nothing.
CREATE FUNCTION api.sign_in_salt(p_badge text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT json_build_object('salt', encode(coalesce(known.salt, substr(sha256(own.secret || convert_to(p_badge, 'UTF8')), 1, 16)), 'hex'),
                           'time_cost', coalesce(known.time_cost, usual.time_cost),
                           'memory_kib', coalesce(known.memory_kib, usual.memory_kib))
    FROM sec.server_secret own
    LEFT JOIN LATERAL (SELECT s.* FROM sec.user_secret s JOIN app.user_account u ON u.id = s.user_id
                        WHERE u.badge = p_badge AND u.active) known ON true
    LEFT JOIN LATERAL (SELECT time_cost, memory_kib FROM sec.user_secret ORDER BY user_id LIMIT 1) usual ON true
$$;

-- A person as whoever signs in is told.
CREATE FUNCTION sec.person(p_user bigint) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT json_build_object('user_id', u.id, 'uid', u.uid, 'badge', u.badge, 'name', u.name, 'role', u.role,
                           'language', u.language,
                           'sites', (SELECT coalesce(json_agg(s.code ORDER BY s.id), '[]') FROM app.user_site m
                                       JOIN app.site s ON s.id = m.site_id WHERE m.user_id = u.id))
    FROM app.user_account u WHERE u.id = p_user
$$;

-- The wrong PINs of the last minute, of a person (at any kiosk) or at a kiosk (p_user NULL; p_kiosk NULL is
-- whoever names none). Those from before a lock that is over, by time or by a manager's word, are forgiven.
CREATE FUNCTION sec.wrong_pins(p_user bigint, p_kiosk bigint, p_now timestamptz) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT count(*) FROM sec.sign_in_attempt t LEFT JOIN sec.user_lock l ON l.user_id = t.user_id
   WHERE NOT t.correct AND t.at > p_now - interval '1 minute'
     AND CASE WHEN p_user IS NULL THEN t.kiosk_id IS NOT DISTINCT FROM p_kiosk ELSE t.user_id = p_user END
     AND NOT coalesce(l.until <= p_now AND t.at <= l.until, false)
$$;

-- Locks a person out for 15 minutes and leaves an event at the kiosk, or where they belong.
CREATE FUNCTION sec.lock_out(p_user bigint, p_kiosk bigint, p_now timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  WITH locked AS (
    INSERT INTO sec.user_lock AS l (user_id, until) VALUES (p_user, p_now + interval '15 minutes')
      ON CONFLICT (user_id) DO UPDATE SET until = excluded.until RETURNING l.until
  ), told AS (
    INSERT INTO app.audit_event (device_at, user_id, role, kiosk_id, site_id, key, command, entity, entity_uid, after)
    SELECT p_now, u.id, u.role, k.id, k.site_id, gen_random_uuid(), 'sign_in', 'user', u.uid,
           jsonb_build_object('user', u.badge, 'locked_until', locked.until)
      FROM locked, app.user_account u, app.kiosk k
     WHERE u.id = p_user AND k.id = coalesce(p_kiosk, (
       SELECT min(x.id) FROM app.kiosk x JOIN app.user_site m ON m.site_id = x.site_id WHERE m.user_id = p_user))
    RETURNING entity_uid, kiosk_id
  )
  INSERT INTO app.change (topics, entity, kiosk_id) SELECT '{people}', entity_uid::text, kiosk_id FROM told
$$;

-- Whether the proof is the person's, whose verifier is its sha256: {status: ok, person}, else sign_failed for a
-- wrong badge or PIN alike, locked_out for whoever gave ten wrong PINs within a minute, rate_limited where the
-- kiosk's wrong PINs of the last minute reach the site's limit. Nothing is compared for the last two.
-- Those who try at once wait for each other, the person first, then the kiosk: none of their PINs is left uncounted.
CREATE FUNCTION api.sign_in(p_badge text, p_proof bytea, p_kiosk bigint) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  most CONSTANT bigint := 10;
  kiosk CONSTANT bigint := (SELECT id FROM app.kiosk WHERE id = p_kiosk);
  who record;
  fits boolean;
  per_minute bigint;
  locked timestamptz;
  moment timestamptz;
BEGIN
  SELECT u.id, s.verifier INTO who FROM app.user_account u JOIN sec.user_secret s ON s.user_id = u.id
   WHERE u.badge = p_badge AND u.active FOR UPDATE OF s;
  PERFORM pg_advisory_xact_lock(hashtextextended('sign_in ' || coalesce(kiosk::text, ''), 0));
  moment := clock_timestamp();
  SELECT until INTO locked FROM sec.user_lock WHERE user_id = who.id AND until > moment;
  IF FOUND THEN
    RETURN json_build_object('status', 'locked_out', 'minutes', ceil(extract(epoch FROM locked - moment) / 60)::bigint);
  END IF;
  per_minute := coalesce((SELECT l.per_minute FROM app.limit_setting l JOIN app.kiosk k ON k.site_id = l.site_id
                           WHERE k.id = kiosk AND l.name = 'sign_in'), 10);
  IF per_minute > 0 AND sec.wrong_pins(NULL, kiosk, moment) >= per_minute THEN
    RETURN json_build_object('status', 'rate_limited', 'per_minute', per_minute);
  END IF;
  fits := coalesce(who.verifier = sha256(p_proof), false);
  INSERT INTO sec.sign_in_attempt (user_id, kiosk_id, correct, at) VALUES (who.id, kiosk, fits, moment);
  IF fits THEN RETURN json_build_object('status', 'ok', 'person', sec.person(who.id)); END IF;
  IF who.id IS NOT NULL AND sec.wrong_pins(who.id, NULL, moment) >= most THEN
    PERFORM sec.lock_out(who.id, kiosk, moment);
  END IF;
  RETURN json_build_object('status', 'sign_failed');
END $$;
