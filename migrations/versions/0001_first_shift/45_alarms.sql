-- Alarms: what a manager must answer, raised by whatever finds it.

-- Raises an alarm; p_kind names a text of resources/alarms.toml, p_details its figures, priority 1 is the highest.
CREATE FUNCTION sec.raise_alarm(p_site bigint, p_kind text, p_priority bigint, p_lot bigint, p_buffer bigint,
  p_details jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  INSERT INTO app.alarm (uid, site_id, kind, priority, lot_id, buffer_id, details, state)
    VALUES (gen_random_uuid(), p_site, p_kind, p_priority, p_lot, p_buffer, p_details, 'ACTIVE')
$$;

-- Alarms: the table of states. A shelved one is active again when its time is over, whatever its row still says.
CREATE FUNCTION sec.check_alarm() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  over boolean := coalesce(OLD.shelved_until <= clock_timestamp(), false);
  seen text := CASE WHEN over THEN 'ACTIVE' ELSE OLD.state END;
BEGIN
  IF (seen, NEW.state) NOT IN (('ACTIVE', 'ACKNOWLEDGED'), ('ACTIVE', 'SHELVED'), ('SHELVED', 'ACKNOWLEDGED'))
     AND NOT (over AND NEW.state = 'ACTIVE') THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('alarm', NEW.uid, 'status', seen, 'to', NEW.state));
  END IF;
  IF NEW.shelved_until NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '8 hours' THEN
    PERFORM sec.refuse('invalid', '{"argument": "minutes", "reason": "out_of_range"}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER state AFTER UPDATE OF state, shelved_until ON app.alarm FOR EACH ROW
  WHEN ((OLD.state, OLD.shelved_until) IS DISTINCT FROM (NEW.state, NEW.shelved_until)) EXECUTE FUNCTION sec.check_alarm();
