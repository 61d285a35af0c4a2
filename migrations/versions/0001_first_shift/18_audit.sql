-- The audit as chains of hashes, one a kiosk: each event carries the hash of the one before it. Seals put the ends
-- of a site's chains under one root, which is kept outside the database too. core/domain/chain.py verifies both.

-- Texts one after the other, each with its length in bytes in front (-1: NULL): no two lists give the same. It and
-- what calls it are plpgsql, for every event waits for them: as SQL functions they would be planned at each call.
CREATE FUNCTION sec.encode(p_parts text[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
  part text;
  told bytea;
  encoded bytea := '';
BEGIN
  FOREACH part IN ARRAY p_parts LOOP
    told := convert_to(part, 'UTF8');
    encoded := encoded || coalesce(int4send(octet_length(told)) || told, int4send(-1));
  END LOOP;
  RETURN encoded;
END $$;

-- A time as it is hashed.
CREATE FUNCTION sec.instant(p_at timestamptz) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
END $$;

-- The hash of an event: over the last one's hash and every field, documents as the exact text that is stored.
CREATE FUNCTION sec.link(p_last bytea, e app.audit_event) RETURNS bytea
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN sha256(p_last || sec.encode(ARRAY[e.id::text, e.seq::text, sec.instant(e.at), sec.instant(e.device_at),
    e.user_id::text, e.role, e.kiosk_id::text, e.site_id::text, e.key::text, e.command, e.entity, e.entity_uid::text,
    e.before::text, e.after::text, e.signature::text]));
END $$;

-- Hangs a new event on its kiosk's chain. The head is locked until the end: whoever writes an event has locked
-- lots and buffers before.
CREATE FUNCTION sec.chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE head sec.audit_head;
BEGIN
  INSERT INTO sec.audit_head (kiosk_id, seq, hash)
    SELECT NEW.kiosk_id, 0, '' WHERE NOT EXISTS (SELECT FROM sec.audit_head WHERE kiosk_id = NEW.kiosk_id)
    ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM sec.audit_head WHERE kiosk_id = NEW.kiosk_id FOR NO KEY UPDATE;
  NEW.seq := head.seq + 1;
  NEW.hash := sec.link(head.hash, NEW);
  UPDATE sec.audit_head SET seq = NEW.seq, hash = NEW.hash WHERE kiosk_id = NEW.kiosk_id;
  RETURN NEW;
END $$;

-- A registration has hung its event on already.
CREATE TRIGGER chained BEFORE INSERT ON app.audit_event FOR EACH ROW WHEN (NEW.hash IS NULL) EXECUTE FUNCTION sec.chain();

-- The Merkle tree hash of RFC 6962, 2.1. Pairing from the left gives its tree, for the odd one goes up alone.
CREATE FUNCTION sec.merkle_root(p_leaves bytea[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE level bytea[] := (SELECT array_agg(sha256('\x00'::bytea || leaf) ORDER BY place)
                            FROM unnest(p_leaves) WITH ORDINALITY AS leaves(leaf, place));
BEGIN
  WHILE cardinality(level) > 1 LOOP
    level := (SELECT array_agg(coalesce(sha256('\x01'::bytea || level[at] || level[at + 1]), level[at]) ORDER BY at)
                FROM generate_series(1, cardinality(level), 2) at);
  END LOOP;
  RETURN coalesce(level[1], sha256(''));
END $$;

-- The hash of a seal.
CREATE FUNCTION sec.hash_of(s app.audit_seal) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT sha256('\x02'::bytea || sec.encode(ARRAY[s.site, s.number::text, sec.instant(s.at), s.events::text,
    encode(s.root, 'hex'), encode(s.previous, 'hex'), s.user_id::text, s.kiosk_id::text]))
$$;

-- Seals a site: all ends of its chains as they stand. Where none has moved since the last seal, or that one is
-- younger than p_serves, it is given back.
CREATE FUNCTION sec.seal(p_site bigint, p_user bigint, p_kiosk bigint, p_serves interval DEFAULT '0') RETURNS app.audit_seal
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  last app.audit_seal;
  new app.audit_seal;
  leaves bytea[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit_seal', p_site));
  SELECT * INTO last FROM app.audit_seal WHERE site_id = p_site ORDER BY number DESC LIMIT 1;
  SELECT coalesce(sum(h.seq), 0),
         coalesce(jsonb_agg(jsonb_build_object('kiosk_id', h.kiosk_id, 'seq', h.seq, 'hash', encode(h.hash, 'hex'))
                            ORDER BY h.kiosk_id), '[]'),
         array_agg(sec.encode(ARRAY[h.kiosk_id::text, h.seq::text, encode(h.hash, 'hex')]) ORDER BY h.kiosk_id)
    INTO new.events, new.heads, leaves
    FROM sec.audit_head h JOIN app.kiosk k ON k.id = h.kiosk_id WHERE k.site_id = p_site;
  IF last.heads = new.heads OR last.at > clock_timestamp() - p_serves THEN
    RETURN last;
  END IF;
  new.site_id := p_site;
  new.site := (SELECT code FROM app.site WHERE id = p_site);
  new.number := coalesce(last.number, 0) + 1;
  new.at := clock_timestamp();
  new.root := sec.merkle_root(leaves);
  new.previous := last.hash;
  new.user_id := p_user;
  new.kiosk_id := p_kiosk;
  new.hash := sec.hash_of(new);
  INSERT INTO app.audit_seal SELECT new.*;
  RETURN new;
END $$;

-- A seal as it is kept outside the database.
CREATE FUNCTION sec.shown(s app.audit_seal) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT json_build_object('site', s.site, 'number', s.number, 'at', sec.instant(s.at), 'events', s.events,
    'root', encode(s.root, 'hex'), 'previous', encode(s.previous, 'hex'), 'user_id', s.user_id,
    'kiosk_id', s.kiosk_id, 'hash', encode(s.hash, 'hex'), 'heads', s.heads)
$$;

-- Seals the site of whoever asks.
CREATE FUNCTION api.seal(p_token bytea) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.actor(p_token, 'audit.see');
BEGIN
  RETURN sec.shown(sec.seal(a.site_id, a.user_id, a.kiosk_id));
END $$;

-- The same for a kiosk by itself, which proves that it is the one. Refuses `forbidden` to every other machine, and to the
-- scripts' own, for that anyone is.
CREATE FUNCTION api.seal_by_kiosk(p_kiosk bigint, p_device bytea) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  site CONSTANT bigint := (SELECT k.site_id FROM app.kiosk k JOIN sec.kiosk_secret s ON s.kiosk_id = k.id
                            WHERE k.id = p_kiosk AND s.secret_hash = sha256(p_device));
BEGIN
  IF site IS NULL THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('reason', 'not_enrolled', 'kiosk', (
      SELECT code FROM app.kiosk WHERE id = p_kiosk)));
  END IF;
  -- Of several kiosks that seal every five minutes, one does the work.
  RETURN sec.shown(sec.seal(site, NULL, p_kiosk, interval '4 minutes'));
END $$;

-- The ends of the site's chains on record, and the greatest number each chain has; those of no kiosk at all too.
CREATE FUNCTION api.audit_ends()
RETURNS TABLE (kiosk_id bigint, kiosk text, site text, seq bigint, hash bytea, last bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.acting('audit.see');
BEGIN
  RETURN QUERY
    WITH RECURSIVE chain AS (
      SELECT min(e.kiosk_id) AS id FROM app.audit_event e
      UNION ALL SELECT (SELECT min(e.kiosk_id) FROM app.audit_event e WHERE e.kiosk_id > chain.id)
                  FROM chain WHERE chain.id IS NOT NULL
    ), known AS (SELECT id FROM chain WHERE id IS NOT NULL UNION SELECT h.kiosk_id FROM sec.audit_head h)
    SELECT known.id, coalesce(k.code, known.id::text), a.site, h.seq, h.hash,
           (SELECT max(e.seq) FROM app.audit_event e WHERE e.kiosk_id = known.id)
      FROM known LEFT JOIN app.kiosk k ON k.id = known.id LEFT JOIN sec.audit_head h ON h.kiosk_id = known.id
     WHERE coalesce(k.site_id = a.site_id, true) ORDER BY known.id;
END $$;
