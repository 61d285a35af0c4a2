-- Who a transaction speaks for: a setting that only the database can have signed, good for one transaction of one
-- connection. Row policies, column defaults and triggers ask it.

-- HMAC-SHA256 (RFC 2104) under this database's own secret, whose two pads stand ready.
CREATE FUNCTION sec.mac(p_text text) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT sha256(outer_pad || sha256(inner_pad || convert_to(p_text, 'UTF8'))) FROM sec.server_secret
$$;

-- One of the two pads of HMAC-SHA256 under a key of at most 64 bytes.
CREATE FUNCTION sec.pad(p_key bytea, p_byte int) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE padded bytea := p_key || decode(repeat('00', 64 - length(p_key)), 'hex');
BEGIN
  FOR place IN 0..63 LOOP
    padded := set_byte(padded, place, get_byte(padded, place) # p_byte);
  END LOOP;
  RETURN padded;
END $$;

INSERT INTO sec.server_secret (one, secret, inner_pad, outer_pad)
  SELECT true, made.secret, sec.pad(made.secret, 54), sec.pad(made.secret, 92)
    FROM (SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) AS secret) made;

CREATE TYPE sec.said AS (user_id bigint, kiosk_id bigint, site_id bigint, role text, session_id bigint, permissions text[]);

-- What the transaction's context says; NULL where there is none, where it was not signed here, or where it is of
-- another transaction or connection. IS DISTINCT FROM: a transaction that has no number yet must not pass either.
-- Refuses `forbidden` after a quarter of an hour: whoever is signed out would else go on in a transaction left open.
CREATE FUNCTION sec.context() RETURNS sec.said
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE part CONSTANT text[] := string_to_array(current_setting('nyars.context', true), '|');
BEGIN
  IF cardinality(part) IS DISTINCT FROM 9 OR part[6] IS DISTINCT FROM pg_current_xact_id_if_assigned()::text
     OR part[7] IS DISTINCT FROM pg_backend_pid()::text
     OR part[9] IS DISTINCT FROM encode(sec.mac(array_to_string(part[1:8], '|')), 'hex') THEN
    RETURN NULL;
  END IF;
  IF clock_timestamp() > transaction_timestamp() + interval '15 minutes' THEN
    PERFORM sec.refuse('forbidden', '{"reason": "session_over"}');
  END IF;
  RETURN (part[1]::bigint, part[2]::bigint, part[3]::bigint, part[4], part[5]::bigint, string_to_array(part[8], ','))::sec.said;
END $$;

-- Whether whoever the transaction speaks for has a right. In a policy always as (SELECT app.can(...)): once a statement.
CREATE FUNCTION app.can(p_permission text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce(p_permission = ANY ((sec.context()).permissions), false)
$$;

-- The person, the kiosk and the site the transaction speaks for; NULL where it speaks for nobody.
CREATE FUNCTION app.my_user() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT (sec.context()).user_id
$$;

CREATE FUNCTION app.my_kiosk() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT (sec.context()).kiosk_id
$$;

CREATE FUNCTION app.my_site() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT (sec.context()).site_id
$$;

-- The sites that the person belongs to. In plpgsql, which keeps its plans: as SQL both would be planned in every query.
CREATE FUNCTION app.my_sites() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE me CONSTANT bigint := (sec.context()).user_id;
BEGIN
  RETURN QUERY SELECT m.site_id FROM app.user_site m WHERE m.user_id = me;
END $$;

-- Everybody who belongs to one of them or ever did: whoever left still stands in its records.
CREATE FUNCTION app.my_people() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE me CONSTANT bigint := (sec.context()).user_id;
BEGIN
  RETURN QUERY SELECT p.user_id FROM app.user_site m JOIN sec.site_person p ON p.site_id = m.site_id WHERE m.user_id = me;
END $$;

-- The rights again, for triggers, which stand for whoever comes as the kiosk: those who found and mend a plant are not asked.
CREATE FUNCTION sec.may(p_permission text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT session_user <> 'kiosk_app' OR app.can(p_permission)
$$;

-- Whether a session waits for its person's PIN.
CREATE FUNCTION sec.is_idle(p_session sec.session) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(p_session.seen_at + p_session.idle_after <= clock_timestamp(), false)
$$;

-- Opens a transaction for whoever has the token; refuses `forbidden` where the session is over. An idle one reads on,
-- and has no other right.
CREATE FUNCTION api.tx(p_token bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  t sec.session;
  said text;
BEGIN
  SELECT * INTO t FROM sec.session WHERE token_hash = sha256(p_token) AND ended IS NULL AND expires > clock_timestamp();
  IF NOT FOUND THEN PERFORM sec.refuse('forbidden', '{"reason": "session_over"}'); END IF;
  said := concat_ws('|', t.user_id, t.kiosk_id, t.site_id, t.role, t.id, pg_current_xact_id(), pg_backend_pid(),
                    CASE WHEN sec.is_idle(t) THEN 'see' ELSE array_to_string(t.permissions, ',') END);
  PERFORM set_config('nyars.context', said || '|' || encode(sec.mac(said), 'hex'), true);
END $$;
