-- The audit as chains of hashes, one a kiosk: each event carries the hash of the one before it.

-- The hash of an event: sha256 over the last one's hash and every field, each with its length in front (-1: NULL),
-- times as microseconds since 1970, documents as the exact text that is stored.
CREATE FUNCTION sec.link(p_last bytea, e app.audit_event) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT sha256(p_last || string_agg(
           CASE WHEN part IS NULL THEN int4send(-1)
                ELSE int4send(octet_length(convert_to(part, 'UTF8'))) || convert_to(part, 'UTF8') END, '' ORDER BY place))
    FROM unnest(ARRAY[e.seq::text, (extract(epoch FROM e.at) * 1000000)::bigint::text,
                      (extract(epoch FROM e.device_at) * 1000000)::bigint::text, e.user_id::text, e.role, e.kiosk_id::text,
                      e.site_id::text, e.key::text, e.command, e.entity, e.entity_uid::text, e.before::text, e.after::text,
                      e.signature::text]) WITH ORDINALITY AS parts(part, place)
$$;

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

CREATE TRIGGER chained BEFORE INSERT ON app.audit_event FOR EACH ROW EXECUTE FUNCTION sec.chain();

-- Whether the site's chains are whole: no event changed, none missing in the middle or at the end. `broken` names
-- each kiosk whose chain is not, with the first event that does not fit (NULL where the end is missing).
CREATE FUNCTION api.verify_audit() RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.acting('audit.see');
BEGIN
  RETURN (
    WITH walked AS (
      SELECT e.id, e.kiosk_id, e.seq, e.hash,
             coalesce(e.seq = row_number() OVER w AND e.hash = sec.link(coalesce(lag(e.hash) OVER w, ''), e), false) AS fits
        FROM app.audit_event e WHERE e.site_id = a.site_id WINDOW w AS (PARTITION BY e.kiosk_id ORDER BY e.seq, e.id)
    ), told AS (
      SELECT k.code, min(w.id) FILTER (WHERE NOT w.fits) AS event,
             coalesce(bool_and(w.fits), true)
             AND h.seq IS NOT DISTINCT FROM max(w.seq)
             AND coalesce(bool_or(w.seq = h.seq AND w.hash = h.hash), h.seq IS NULL) AS whole
        FROM app.kiosk k LEFT JOIN sec.audit_head h ON h.kiosk_id = k.id LEFT JOIN walked w ON w.kiosk_id = k.id
       WHERE k.site_id = a.site_id GROUP BY k.id, h.seq, h.hash
    )
    SELECT json_build_object(
      'events', (SELECT count(*) FROM walked), 'intact', bool_and(whole),
      'broken', coalesce(json_agg(json_build_object('kiosk', code, 'event_id', event::text) ORDER BY code)
                         FILTER (WHERE NOT whole), '[]')) FROM told);
END $$;
