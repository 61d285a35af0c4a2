-- Signing in: the database compares, counts wrong PINs, and locks; no hash leaves it. A PIN is tried in two
-- transactions: the first commits a ticket for this very guess, which counts as wrong until the second has found it
-- right. Whoever rolls the second one back has spent the ticket all the same.

-- The salt a PIN is derived with; an unknown badge gets a stable one that means nothing.
CREATE FUNCTION api.sign_in_salt(p_badge text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT json_build_object(
           'salt', encode(coalesce(known.salt, substr(sha256(own.secret || convert_to(p_badge, 'UTF8')), 1, 16)), 'hex'),
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

-- A kiosk (at a site) as it must know itself before anybody has signed in; NULL where there is none.
CREATE FUNCTION api.station(p_code text, p_site text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT json_build_object('kiosk_id', k.id, 'kiosk', k.code, 'site_id', s.id, 'site', s.code, 'time_zone', s.time_zone,
                           'process', s.process)
    FROM app.kiosk k JOIN app.site s ON s.id = k.site_id
   WHERE k.code = p_code AND (p_site IS NULL OR s.code = p_site) ORDER BY k.id LIMIT 1
$$;

-- Tickets of a person (at any kiosk) or of a kiosk (p_user NULL; p_kiosk NULL is whoever names none): those found wrong,
-- or never looked at for 5 seconds, and those under way. Those from before a lock that is over, by time or by a
-- manager's word, are forgiven.
CREATE FUNCTION sec.wrong_pins(p_user bigint, p_kiosk bigint, p_now timestamptz) RETURNS TABLE (at timestamptz, open boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT t.at, t.correct IS NULL AND t.at > p_now - interval '5 seconds'
    FROM sec.sign_in_attempt t LEFT JOIN sec.user_lock l ON l.user_id = t.user_id
   WHERE t.correct IS NOT TRUE AND t.at > p_now - interval '16 minutes'
     AND CASE WHEN p_user IS NULL THEN t.kiosk_id IS NOT DISTINCT FROM p_kiosk ELSE t.user_id = p_user END
     AND NOT coalesce(l.until <= p_now AND t.at <= l.until, false)
$$;

-- Until when a person is locked out: for 15 minutes from the tenth wrong PIN within a minute. Found from the tickets
-- themselves, so that it holds whether or not whoever gave them let anything else be written.
CREATE FUNCTION sec.locked_until(p_user bigint, p_now timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT max(at) + interval '15 minutes'
    FROM (SELECT w.at, lag(w.at, 9) OVER (ORDER BY w.at) AS first FROM sec.wrong_pins(p_user, NULL, p_now) w
           WHERE NOT w.open) t
   WHERE p_user IS NOT NULL AND at - first <= interval '1 minute' AND at + interval '15 minutes' > p_now
$$;

-- Writes the lock down and leaves an event at the kiosk, or where the person belongs; once for each lock.
CREATE FUNCTION sec.lock_out(p_user bigint, p_kiosk bigint, p_until timestamptz, p_now timestamptz) RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  WITH locked AS (
    INSERT INTO sec.user_lock AS l (user_id, until) VALUES (p_user, p_until)
      ON CONFLICT (user_id) DO UPDATE SET until = excluded.until WHERE l.until < excluded.until RETURNING l.until
  ), told AS (
    INSERT INTO app.audit_event (device_at, user_id, role, kiosk_id, site_id, key, command, entity, entity_uid, after)
    SELECT p_now, u.id, u.role, k.id, k.site_id, gen_random_uuid(), 'sign_in', 'user', u.uid,
           jsonb_build_object('user', u.badge, 'locked_until', locked.until)
      FROM locked, app.user_account u, app.kiosk k
     WHERE u.id = p_user AND k.id = coalesce(p_kiosk, (
       SELECT min(x.id) FROM app.kiosk x JOIN app.user_site m ON m.site_id = x.site_id WHERE m.user_id = p_user))
    RETURNING entity_uid, site_id, kiosk_id
  )
  INSERT INTO app.change (site_id, topics, entity, kiosk_id) SELECT site_id, '{people}', entity_uid::text, kiosk_id FROM told
$$;

-- Takes a ticket for one guess of a person's PIN, p_guess = sha256(proof, ticket): {status: ok}, else locked_out for
-- whoever gave ten wrong PINs within a minute, rate_limited where the kiosk's wrong PINs of the last minute reach the
-- site's limit, wait where it would come to that if those under way were all wrong. Refuses `forbidden` to a machine
-- that is not the kiosk it says. The person's tickets of days gone by are forgotten. Those who try at once wait for each other, the person first, then the kiosk.
CREATE FUNCTION api.attempt(p_badge text, p_kiosk bigint, p_device bytea, p_ticket uuid, p_guess bytea) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  most CONSTANT bigint := 10;
  person bigint;
  moment timestamptz;
  locked timestamptz;
  per_minute bigint;
  wrong bigint;
  at_all bigint;
  of_person bigint;
BEGIN
  PERFORM sec.prove(p_kiosk, p_device);
  SELECT u.id INTO person FROM app.user_account u JOIN sec.user_secret s ON s.user_id = u.id
   WHERE u.badge = p_badge AND u.active FOR UPDATE OF s;
  PERFORM pg_advisory_xact_lock(hashtextextended('sign_in ' || coalesce(p_kiosk::text, ''), 0));
  moment := clock_timestamp();
  locked := sec.locked_until(person, moment);
  IF locked IS NOT NULL THEN
    PERFORM sec.lock_out(person, p_kiosk, locked, moment);
    RETURN json_build_object('status', 'locked_out', 'minutes', ceil(extract(epoch FROM locked - moment) / 60)::bigint);
  END IF;
  per_minute := coalesce((SELECT l.per_minute FROM app.limit_setting l JOIN app.kiosk k ON k.site_id = l.site_id
                           WHERE k.id = p_kiosk AND l.name = 'sign_in'), most);
  SELECT count(*) FILTER (WHERE NOT w.open), count(*) INTO wrong, at_all
    FROM sec.wrong_pins(NULL, p_kiosk, moment) w WHERE w.at > moment - interval '1 minute';
  IF per_minute > 0 AND wrong >= per_minute THEN
    RETURN json_build_object('status', 'rate_limited', 'per_minute', per_minute);
  END IF;
  SELECT count(*) INTO of_person FROM sec.wrong_pins(person, NULL, moment) w
   WHERE person IS NOT NULL AND w.at > moment - interval '1 minute';
  IF per_minute > 0 AND at_all >= per_minute OR of_person >= most THEN
    RETURN json_build_object('status', 'wait');
  END IF;
  DELETE FROM sec.sign_in_attempt WHERE user_id = person AND at < moment - interval '1 day';
  INSERT INTO sec.sign_in_attempt (uid, user_id, kiosk_id, guess, at) VALUES (p_ticket, person, p_kiosk, p_guess, moment);
  RETURN json_build_object('status', 'ok');
END $$;

-- Looks at a guess whose ticket another transaction has committed: the person's id where it is right, else NULL and the
-- ticket stays wrong. Refuses `forbidden` without such a ticket, and where another machine was enrolled there since.
CREATE FUNCTION sec.consume_ticket(p_badge text, p_proof bytea, p_ticket uuid, OUT person bigint)
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  t sec.sign_in_attempt;
  moment timestamptz;
  locked timestamptz;
BEGIN
  SELECT a.* INTO t FROM sec.sign_in_attempt a
   WHERE a.uid = p_ticket AND a.correct IS NULL AND a.guess = sha256(p_proof || uuid_send(p_ticket))
     AND a.xid IS DISTINCT FROM pg_current_xact_id() AND a.at > clock_timestamp() - interval '1 minute' FOR UPDATE;
  IF NOT FOUND THEN PERFORM sec.refuse('forbidden', '{"reason": "no_ticket"}'); END IF;
  PERFORM FROM app.kiosk WHERE id = t.kiosk_id FOR KEY SHARE;
  IF EXISTS (SELECT FROM sec.kiosk_secret WHERE kiosk_id = t.kiosk_id AND enrolled_at >= t.at) THEN
    PERFORM sec.refuse('forbidden', '{"reason": "no_ticket"}');
  END IF;
  SELECT u.id INTO person FROM app.user_account u JOIN sec.user_secret s ON s.user_id = u.id
   WHERE u.badge = p_badge AND u.active AND u.id = t.user_id AND s.verifier = sha256(p_proof);
  UPDATE sec.sign_in_attempt SET correct = person IS NOT NULL WHERE id = t.id;
  IF person IS NULL AND t.user_id IS NOT NULL THEN
    moment := clock_timestamp();
    locked := sec.locked_until(t.user_id, moment);
    IF locked IS NOT NULL THEN PERFORM sec.lock_out(t.user_id, t.kiosk_id, locked, moment); END IF;
  END IF;
END $$;

-- Signs in whose proof it is, at the ticket's kiosk or the scripts' own of their first site: {status: ok, person, session},
-- else sign_failed for a wrong badge or PIN alike, elsewhere at a kiosk of a site they do not belong to.
CREATE FUNCTION api.sign_in(p_badge text, p_proof bytea, p_ticket uuid, p_idles boolean) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  person CONSTANT bigint := sec.consume_ticket(p_badge, p_proof, p_ticket);
  kiosk CONSTANT bigint := (SELECT kiosk_id FROM sec.sign_in_attempt WHERE uid = p_ticket);
  place bigint;
BEGIN
  IF person IS NULL THEN RETURN json_build_object('status', 'sign_failed'); END IF;
  SELECT k.id INTO place FROM app.kiosk k JOIN app.user_site m ON m.site_id = k.site_id AND m.user_id = person
   WHERE k.id = kiosk OR kiosk IS NULL AND k.code = 'EXEC' ORDER BY k.site_id LIMIT 1;
  IF place IS NULL THEN
    RETURN json_build_object('status', 'elsewhere', 'site', (
      SELECT s.code FROM app.kiosk k JOIN app.site s ON s.id = k.site_id WHERE k.id = kiosk));
  END IF;
  RETURN json_build_object('status', 'ok', 'person', sec.person(person),
                           'session', sec.open_session(person, place, p_idles));
END $$;

-- Brings an idle session back by its own person's PIN: {status: ok}, else sign_failed. Refuses `forbidden` for one that
-- is over.
CREATE FUNCTION api.resume(p_token bytea, p_proof bytea, p_ticket uuid) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE t record;
BEGIN
  SELECT s.id, u.badge INTO t FROM sec.session s JOIN app.user_account u ON u.id = s.user_id
   WHERE s.token_hash = sha256(p_token) AND s.ended IS NULL AND s.expires > clock_timestamp();
  IF NOT FOUND THEN PERFORM sec.refuse('forbidden', '{"reason": "session_over"}'); END IF;
  IF sec.consume_ticket(t.badge, p_proof, p_ticket) IS NULL THEN
    RETURN json_build_object('status', 'sign_failed');
  END IF;
  UPDATE sec.session SET seen_at = clock_timestamp() WHERE id = t.id;
  RETURN json_build_object('status', 'ok');
END $$;
