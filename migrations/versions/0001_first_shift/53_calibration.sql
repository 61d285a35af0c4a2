-- Instruments: their checks, and what no CCP is measured with.

-- What stands for an instrument of a site among locks: whoever measures with it shares it, whoever checks it has it alone.
-- So a check waits for each reading that did not know of it, and names its lot; a reading waits for a check, and heeds it.
CREATE FUNCTION sec.instrument_lock(p_site bigint, p_code text) RETURNS int
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT hashtext(p_site || '/' || p_code)
$$;

-- Has an instrument alone, known or not, until the transaction ends. Refuses `forbidden` to whoever is not signed in.
CREATE FUNCTION api.have_instrument_alone(p_code text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.acting('quality.calibrate');
  PERFORM pg_advisory_xact_lock(4, sec.instrument_lock(a.site_id, p_code));
END $$;

-- What a reading's instrument was found to be; NULL where it was never checked here.
CREATE FUNCTION sec.instrument_fact(p_site bigint, p_kind text, p_code text) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT json_build_object('code', code, 'failed_at', failed_at, 'due_at', due_at, 'past', past)
    FROM app.device WHERE site_id = p_site AND code = p_code AND kind = p_kind
$$;

-- Stale where the instrument had failed its check when the reading was taken, or was overdue, whatever a good check made
-- of it since. Asked at a CCP, and only where an instrument is named. One of a name that nobody ever checked is no more
-- than a name.
CREATE FUNCTION sec.check_instrument(p_site bigint, p_kind text, p_code text, p_taken timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(4, sec.instrument_lock(p_site, p_code));
  PERFORM FROM app.device WHERE site_id = p_site AND code = p_code AND kind = p_kind
                            AND (failed_at <= p_taken OR due_at < p_taken OR EXISTS (
      SELECT FROM jsonb_to_recordset(past) AS was(failed_at timestamptz, due_at timestamptz, until timestamptz)
       WHERE p_taken < was.until AND (was.failed_at <= p_taken OR was.due_at < p_taken)));
  IF FOUND THEN PERFORM sec.stale(); END IF;
END $$;

-- What is kept of the times in which an instrument was not trusted, when it is found good: those of a year, and the one
-- that ends now.
CREATE FUNCTION sec.past_distrust(d app.device, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(jsonb_agg(spell ORDER BY (spell ->> 'until')::timestamptz), '[]') FROM (
    SELECT value AS spell FROM jsonb_array_elements(d.past)
     WHERE (value ->> 'until')::timestamptz > p_now - interval '1 year'
     UNION ALL
    SELECT jsonb_build_object('failed_at', d.failed_at, 'due_at', d.due_at, 'until', p_now)
     WHERE d.failed_at IS NOT NULL OR d.due_at < p_now) each
$$;

-- The ids of the lots that an instrument has measured or weighed, as recorded after a time.
CREATE FUNCTION sec.lots_by(p_site bigint, p_kind text, p_code text, p_since timestamptz) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE since CONSTANT timestamptz := coalesce(p_since, '-infinity');
BEGIN
  IF p_kind = 'scale' THEN
    RETURN QUERY SELECT l.id FROM app.lot l
      WHERE l.site_id = p_site AND l.scale = p_code AND l.created_at > since AND NOT l.void;
  ELSE
    RETURN QUERY SELECT l.id FROM app.lot l JOIN (
        SELECT DISTINCT t.lot_id FROM app.temperature_log t WHERE t.site_id = p_site AND t.probe = p_code AND t.at > since
      ) m ON m.lot_id = l.id WHERE NOT l.void;
  END IF;
END $$;

-- Those of an instrument of the site since its last good check, the newest first, below one of them.
CREATE FUNCTION api.lots_since_check(p_device text, p_below bigint, p_limit bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  d app.device;
BEGIN
  a := sec.acting('see');
  SELECT * INTO d FROM app.device WHERE site_id = a.site_id AND code = p_device;
  RETURN QUERY SELECT id FROM sec.lots_by(a.site_id, d.kind, d.code, d.good_at) AS id
    WHERE p_below IS NULL OR id < p_below ORDER BY id DESC LIMIT least(p_limit, 201);
END $$;

-- Refuses a check that can be none.
CREATE FUNCTION sec.check_check(p_code text, p_kind text, p_reference numeric, p_reading numeric, p_passed boolean,
  p_days bigint, p_notes text) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  IF sec.letters(p_code) = 0 OR length(p_code) > 40 THEN
    PERFORM sec.refuse('invalid', '{"argument": "device"}');
  END IF;
  IF NOT coalesce(CASE p_kind
       WHEN 'scale' THEN p_reference > 0 AND p_reference < 1000000 AND abs(p_reading) < 1000000
       WHEN 'thermometer' THEN p_reference > -300 AND p_reference < 1000 AND p_reading > -300 AND p_reading < 1000 END
     AND p_passed IS NOT NULL, false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "reading"}');
  END IF;
  IF p_days NOT BETWEEN 1 AND 3660 THEN
    PERFORM sec.refuse('invalid', '{"argument": "valid_days"}');
  END IF;
  PERFORM sec.check_length('notes', p_notes);
END $$;

-- Keeps a check, and where it leaves the instrument; the first one of a name makes it known. Nothing passes by a tick:
-- a good check is within what the process allows. A failed one raises an alarm that counts the lots it is about.
CREATE FUNCTION api.record_calibration(p_key uuid, p_code text, p_kind text, p_reference numeric, p_reading numeric,
  p_passed boolean, p_days bigint, p_notes text, p_reason_id bigint) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  plan jsonb;
  d app.device;
  allowed numeric;
  unit CONSTANT text := CASE p_kind WHEN 'scale' THEN 'kg' ELSE 'C' END;
  now timestamptz;
BEGIN
  a := sec.writing('quality.calibrate', 'record_calibration', jsonb_build_object('device', p_code, 'passed', p_passed));
  PERFORM sec.check_check(p_code, p_kind, p_reference, p_reading, p_passed, p_days, p_notes);
  PERFORM pg_advisory_xact_lock(4, sec.instrument_lock(a.site_id, p_code));
  plan := (SELECT calibration -> p_kind FROM app.process WHERE process = a.process);
  allowed := greatest((plan ->> 'tolerance')::numeric, p_reference * (plan ->> 'tolerance_pct')::numeric / 100);
  IF p_passed AND NOT coalesce(abs(p_reading - p_reference) <= allowed, false) THEN
    PERFORM sec.refuse('invalid', jsonb_build_object('argument', 'passed', 'reason', 'out_of_tolerance', 'device', p_code,
      'deviation', trim_scale(p_reading - p_reference)::text, 'tolerance', trim_scale(allowed)::text));
  END IF;
  now := clock_timestamp();
  INSERT INTO app.device (uid, site_id, code, kind, checked_at, created_by, kiosk_id)
    VALUES (gen_random_uuid(), a.site_id, p_code, p_kind, now, a.user_id, a.kiosk_id) ON CONFLICT (site_id, code) DO NOTHING;
  SELECT * INTO d FROM app.device WHERE site_id = a.site_id AND code = p_code;
  IF d.kind <> p_kind THEN PERFORM sec.stale(); END IF;
  IF p_passed THEN
    p_days := coalesce(p_days, d.interval_days, (plan ->> 'days')::bigint);
    UPDATE app.device SET checked_at = now, good_at = now, due_at = now + p_days * interval '24 hours', failed_at = NULL,
      past = sec.past_distrust(d, now), interval_days = p_days WHERE id = d.id RETURNING * INTO d;
  ELSE
    UPDATE app.device SET checked_at = now, failed_at = coalesce(failed_at, now) WHERE id = d.id RETURNING * INTO d;
    PERFORM sec.raise_alarm(a.site_id, 'instrument_failed', 2, NULL, NULL, jsonb_build_object('device', d.code,
      'deviation', trim_scale(p_reading - p_reference)::text, 'unit', CASE unit WHEN 'C' THEN '°C' ELSE unit END,
      'count', (SELECT count(*) FROM sec.lots_by(a.site_id, d.kind, d.code, d.good_at))));
  END IF;
  INSERT INTO app.calibration (uid, site_id, device_id, reference, reading, unit, tolerance, passed, due_at, notes, reason_id,
      user_id, kiosk_id, at)
    VALUES (p_key, a.site_id, d.id, p_reference, p_reading, unit, allowed, p_passed, CASE WHEN p_passed THEN d.due_at END, p_notes,
      sec.reason_of(a.site_id, p_reason_id), a.user_id, a.kiosk_id, now);
  RETURN json_build_object('calibration_id', p_key, 'device', d.code, 'device_id', d.uid, 'kind', d.kind, 'passed', p_passed,
    'deviation', trim_scale(p_reading - p_reference)::text, 'tolerance', trim_scale(allowed)::text, 'unit', unit,
    'due_at', CASE WHEN p_passed THEN d.due_at END);
END $$;

CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.calibration FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.calibration FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
