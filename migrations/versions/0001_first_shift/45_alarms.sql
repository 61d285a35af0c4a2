-- Alarms: what a manager must answer, raised by whatever finds it.

-- Raises an alarm; p_kind names a text of resources/alarms.toml, p_details its figures, priority 1 is the highest.
CREATE FUNCTION sec.raise_alarm(p_site bigint, p_kind text, p_priority bigint, p_lot bigint, p_buffer bigint,
  p_details jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  INSERT INTO app.alarm (uid, site_id, kind, priority, lot_id, buffer_id, details, state)
    VALUES (gen_random_uuid(), p_site, p_kind, p_priority, p_lot, p_buffer, p_details, 'ACTIVE')
$$;
