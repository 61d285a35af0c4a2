-- Sessions: what a token opens, for how long, and what ends it.

-- 32 bytes nobody can guess.
CREATE FUNCTION sec.new_secret() RETURNS bytea
LANGUAGE sql VOLATILE SET search_path = pg_catalog AS $$
  SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$$;

-- A person's session at a kiosk of a site they belong to: {token, grant}, neither of which is kept. p_idles: it waits
-- for the PIN after 10 minutes without a touch. The rights are those of the role now. The person's sessions that are too
-- old even for their permits are forgotten.
CREATE FUNCTION sec.open_session(p_user bigint, p_kiosk bigint, p_idles boolean) RETURNS json
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  token CONSTANT bytea := sec.new_secret();
  permit CONSTANT bytea := sec.new_secret();
BEGIN
  DELETE FROM sec.session WHERE user_id = p_user AND began < clock_timestamp() - interval '31 days';
  INSERT INTO sec.session (token_hash, grant_hash, user_id, kiosk_id, site_id, role, permissions, began, seen_at, expires,
                           idle_after, late)
    SELECT sha256(token), sha256(permit), u.id, k.id, k.site_id, u.role,
           ARRAY(SELECT p.permission FROM sec.permission p WHERE p.role = u.role ORDER BY 1),
           clock_timestamp(), clock_timestamp(), clock_timestamp() + interval '12 hours',
           CASE WHEN p_idles THEN interval '10 minutes' END, false
      FROM app.user_account u, app.kiosk k WHERE u.id = p_user AND k.id = p_kiosk;
  RETURN json_build_object('token', encode(token, 'hex'), 'permit', encode(permit, 'hex'));
END $$;

-- Whether a kiosk is who it says: by the secret it was enrolled with. The scripts' own kiosk has none.
CREATE FUNCTION sec.is_proven(p_kiosk bigint, p_device bytea) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT p_kiosk IS NULL OR EXISTS (
    SELECT FROM app.kiosk k LEFT JOIN sec.kiosk_secret s ON s.kiosk_id = k.id
     WHERE k.id = p_kiosk AND CASE WHEN s.kiosk_id IS NULL THEN k.code = 'EXEC' ELSE s.secret_hash = sha256(p_device) END)
$$;

-- The same for a machine that asks before it is anybody's.
CREATE FUNCTION api.is_enrolled(p_kiosk bigint, p_device bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT sec.is_proven(p_kiosk, p_device)
$$;

-- Refuses `forbidden` to a machine that is not the kiosk it says; until the end nobody enrols another one.
CREATE FUNCTION sec.prove(p_kiosk bigint, p_device bytea) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM app.kiosk WHERE id = p_kiosk FOR KEY SHARE;
  IF NOT sec.is_proven(p_kiosk, p_device) THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('reason', 'not_enrolled', 'kiosk', (
      SELECT code FROM app.kiosk WHERE id = p_kiosk)));
  END IF;
END $$;

-- What an accepted command of a kiosk left under its key, or NULL, told to that kiosk whoever is signed in; refuses
-- `forbidden` to a machine that is not the kiosk it says.
CREATE FUNCTION api.fate(p_kiosk bigint, p_device bytea, p_key uuid) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.prove(p_kiosk, p_device);
  RETURN (SELECT result::json FROM app.command_log WHERE key = p_key AND kiosk_id = p_kiosk);
END $$;

-- A session for what waited on a kiosk longer than its person's own: of the same person there, for five minutes, with
-- no more rights than what works offline needs. Refuses `forbidden` for a grant that is unknown or older than 30 days,
-- and to whoever may not work there any more.
CREATE FUNCTION api.late_session(p_grant bytea, p_device bytea) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  token CONSTANT bytea := sec.new_secret();
  t record;
BEGIN
  SELECT s.*, u.role AS role_now INTO t FROM sec.session s
    JOIN app.user_account u ON u.id = s.user_id AND u.active
    JOIN app.user_site m ON m.user_id = s.user_id AND m.site_id = s.site_id
   WHERE s.grant_hash = sha256(p_grant) AND s.began > clock_timestamp() - interval '30 days';
  IF NOT FOUND THEN PERFORM sec.refuse('forbidden', '{"reason": "session_over"}'); END IF;
  PERFORM sec.prove(t.kiosk_id, p_device);
  INSERT INTO sec.session (token_hash, user_id, kiosk_id, site_id, role, permissions, began, seen_at, expires, late)
    VALUES (sha256(token), t.user_id, t.kiosk_id, t.site_id, t.role_now,
            ARRAY(SELECT p.permission FROM sec.permission p JOIN sec.late_permission l USING (permission)
                   WHERE p.role = t.role_now ORDER BY 1),
            clock_timestamp(), clock_timestamp(), clock_timestamp() + interval '5 minutes', true);
  RETURN json_build_object('token', encode(token, 'hex'));
END $$;

-- The person at the screen has touched it; one that is idle already stays so. False where it is idle or over.
CREATE FUNCTION api.touch(p_token bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE sec.session t SET seen_at = clock_timestamp()
   WHERE t.token_hash = sha256(p_token) AND t.ended IS NULL AND t.expires > clock_timestamp() AND NOT sec.is_idle(t);
  RETURN FOUND;
END $$;

-- Nobody acts by this token any more; what waits on the kiosk is still sent by its grant.
CREATE FUNCTION api.sign_out(p_token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE sec.session SET ended = clock_timestamp() WHERE token_hash = sha256(p_token) AND ended IS NULL
$$;

-- Ends a person's sessions (at one site, or NULL: all), but for the one that decides it.
CREATE FUNCTION sec.end_sessions(p_user bigint, p_site bigint, p_but bigint) RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  UPDATE sec.session SET ended = clock_timestamp()
   WHERE user_id = p_user AND ended IS NULL AND id IS DISTINCT FROM p_but AND (p_site IS NULL OR site_id = p_site)
$$;

-- Whoever gets another role, is disabled or leaves a site signs in anew.
CREATE FUNCTION sec.end_outdated() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_TABLE_NAME = 'user_site' THEN
    PERFORM sec.end_sessions(OLD.user_id, OLD.site_id, NULL);
  ELSE
    PERFORM sec.end_sessions(OLD.id, NULL, NULL);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER outdated AFTER UPDATE OF role, active ON app.user_account FOR EACH ROW
  WHEN ((OLD.role, OLD.active) IS DISTINCT FROM (NEW.role, NEW.active)) EXECUTE FUNCTION sec.end_outdated();
CREATE TRIGGER outdated AFTER DELETE ON app.user_site FOR EACH ROW EXECUTE FUNCTION sec.end_outdated();
