-- People, sites, kiosks, limits and bills: written by these functions alone, each for whoever has the right.

-- Whether a person belongs to a site that the other one belongs to.
CREATE FUNCTION sec.reaches(p_user bigint, p_target bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM app.user_site mine JOIN app.user_site theirs ON theirs.site_id = mine.site_id
                  WHERE mine.user_id = p_user AND theirs.user_id = p_target)
$$;

-- Refuses `not_found` for a person beyond one's sites.
CREATE FUNCTION sec.reach(p_user bigint, p_target bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF NOT sec.reaches(p_user, p_target) THEN PERFORM sec.refuse('not_found', '{"what": "user"}'); END IF;
END $$;

-- What of a person's sites only the database sees whole: {shortest_pin: the longest that one of them asks for, elsewhere:
-- whether they belong to one that the acting person does not}. Refuses `not_found` for a person beyond one's sites.
CREATE FUNCTION api.sites_of(p_target bigint) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.acting(NULL);
BEGIN
  PERFORM sec.reach(a.user_id, p_target);
  RETURN (SELECT json_build_object('shortest_pin', max(s.shortest_pin),
                   'elsewhere', bool_or(m.site_id NOT IN (SELECT app.my_sites())))
            FROM app.user_site m JOIN app.site s ON s.id = m.site_id WHERE m.user_id = p_target);
END $$;

-- Whether a person's badge, or the code of a site or kiosk, is taken at whatever site. Whoever may make none is not told.
CREATE FUNCTION api.is_taken(p_what text, p_code text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.acting('see');
  RETURN app.can('plant.administer') AND CASE p_what
    WHEN 'user' THEN EXISTS (SELECT FROM app.user_account WHERE badge = p_code)
    WHEN 'site' THEN EXISTS (SELECT FROM app.site WHERE code = p_code)
    WHEN 'kiosk' THEN EXISTS (SELECT FROM app.kiosk WHERE code = p_code) END;
END $$;

-- Remembers who has belonged to a site.
CREATE FUNCTION sec.remember_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO sec.site_person (site_id, user_id) VALUES (NEW.site_id, NEW.user_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER remembered AFTER INSERT OR UPDATE ON app.user_site FOR EACH ROW EXECUTE FUNCTION sec.remember_person();

-- Adds a person to sites, all of which whoever adds them must belong to.
CREATE FUNCTION sec.join_sites(p_user bigint, p_target bigint, p_sites bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(p_sites) s WHERE s NOT IN (SELECT m.site_id FROM app.user_site m WHERE m.user_id = p_user)) THEN
    PERFORM sec.refuse('not_found', '{"what": "site"}');
  END IF;
  INSERT INTO app.user_site (user_id, site_id) SELECT p_target, s FROM unnest(p_sites) s ON CONFLICT DO NOTHING;
END $$;

-- Refuses `invalid` for what is to be read as a name and is blank, or longer than fits.
CREATE FUNCTION sec.check_name(p_text text, p_argument text, p_most int) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  IF NOT coalesce(p_text ~ '\S' AND length(p_text) <= p_most, false) THEN
    PERFORM sec.refuse('invalid', jsonb_build_object('argument', p_argument, 'reason', 'too_long', 'maximum', p_most));
  END IF;
END $$;

CREATE FUNCTION api.create_user(p_uid uuid, p_badge text, p_name text, p_role text,
  p_language text, p_sites bigint[], p_salt bytea, p_verifier bytea, p_time_cost bigint, p_memory_kib bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record := sec.writing('plant.administer', 'create_user',
                          jsonb_build_object('uid', p_uid, 'badge', p_badge, 'role', p_role, 'sites', p_sites));
  made bigint;
BEGIN
  PERFORM sec.check_name(p_name, 'name', 100);
  IF p_badge !~ '^\S{1,40}$' THEN PERFORM sec.refuse('invalid', '{"argument": "badge", "reason": "not_a_badge"}'); END IF;
  IF coalesce(cardinality(p_sites), 0) = 0 OR p_role NOT IN (SELECT role FROM sec.permission) THEN
    PERFORM sec.refuse('invalid');
  END IF;
  INSERT INTO app.user_account (uid, badge, name, role, language, active)
    VALUES (p_uid, p_badge, p_name, p_role, p_language, true) RETURNING id INTO made;
  PERFORM sec.join_sites(a.user_id, made, p_sites);
  INSERT INTO sec.user_secret (user_id, salt, verifier, time_cost, memory_kib)
    VALUES (made, p_salt, p_verifier, p_time_cost, p_memory_kib);
END $$;

-- The person belongs to these of the acting one's sites; to others they go on belonging, and to one at least.
CREATE FUNCTION api.set_user_sites(p_target bigint, p_sites bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.writing('plant.administer', 'set_user_sites',
                                jsonb_build_object('user_id', p_target, 'sites', p_sites));
BEGIN
  PERFORM FROM app.user_account WHERE id = p_target FOR NO KEY UPDATE;
  PERFORM sec.reach(a.user_id, p_target);
  IF p_target = a.user_id AND a.site_id <> ALL (p_sites) THEN PERFORM sec.refuse('conflict', '{"reason": "oneself"}'); END IF;
  PERFORM sec.join_sites(a.user_id, p_target, p_sites);
  DELETE FROM app.user_site t WHERE t.user_id = p_target AND t.site_id <> ALL (p_sites)
     AND t.site_id IN (SELECT m.site_id FROM app.user_site m WHERE m.user_id = a.user_id);
  IF NOT EXISTS (SELECT FROM app.user_site WHERE user_id = p_target) THEN PERFORM sec.stale(); END IF;
END $$;

-- A new verifier; whoever knows only the old one is signed out everywhere.
CREATE FUNCTION api.set_pin(p_target bigint, p_salt bytea, p_verifier bytea,
  p_time_cost bigint, p_memory_kib bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.writing(CASE WHEN p_target = app.my_user() THEN 'own' ELSE 'plant.administer' END, 'set_pin',
                                jsonb_build_object('user_id', p_target));
BEGIN
  PERFORM sec.reach(a.user_id, p_target);
  UPDATE sec.user_secret SET salt = p_salt, verifier = p_verifier, time_cost = p_time_cost, memory_kib = p_memory_kib
   WHERE user_id = p_target;
  PERFORM sec.end_sessions(p_target, NULL, a.session_id);
END $$;

-- Nobody acts in that name any more: sessions that are open end with it.
CREATE FUNCTION api.disable_user(p_target bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.writing('plant.administer', 'disable_user', jsonb_build_object('user_id', p_target));
BEGIN
  PERFORM sec.reach(a.user_id, p_target);
  IF p_target = a.user_id THEN PERFORM sec.refuse('conflict', '{"reason": "oneself"}'); END IF;
  UPDATE app.user_account SET active = false WHERE id = p_target;
END $$;

-- A lock that is over forgives the wrong PINs from before it.
CREATE FUNCTION api.unlock_user(p_target bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.writing('user.unlock', 'unlock_user', jsonb_build_object('user_id', p_target));
BEGIN
  PERFORM sec.reach(a.user_id, p_target);
  PERFORM FROM sec.user_secret WHERE user_id = p_target FOR UPDATE;
  INSERT INTO sec.user_lock (user_id, until) VALUES (p_target, clock_timestamp())
    ON CONFLICT (user_id) DO UPDATE SET until = excluded.until;
END $$;

CREATE FUNCTION api.set_language(p_language text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.writing('own', 'set_language', jsonb_build_object('language', p_language));
BEGIN
  UPDATE app.user_account SET language = p_language WHERE id = a.user_id;
END $$;

-- Until when the people of the site are locked out: {id: time}.
CREATE FUNCTION api.locks() RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.acting('user.unlock');
BEGIN
  RETURN (SELECT coalesce(json_object_agg(l.user_id, l.until), '{}') FROM sec.user_lock l
            JOIN app.user_site m ON m.user_id = l.user_id AND m.site_id = a.site_id
           WHERE l.until > clock_timestamp());
END $$;

-- A site with its scripts' kiosk, running a process the database knows; whoever makes it belongs to it.
CREATE FUNCTION api.create_site(p_uid uuid, p_code text, p_name text, p_time_zone text,
  p_process text, p_gs1_prefix text, p_shortest_pin bigint, p_limits jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record := sec.writing('plant.administer', 'create_site', jsonb_build_object('uid', p_uid, 'code', p_code));
  made bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM app.process WHERE process = p_process) THEN
    PERFORM sec.refuse('invalid', '{"argument": "process", "reason": "unknown_value"}');
  ELSIF NOT EXISTS (SELECT FROM pg_timezone_names WHERE name = p_time_zone) THEN
    PERFORM sec.refuse('invalid', '{"argument": "time_zone", "reason": "unknown_value"}');
  ELSIF NOT coalesce(p_shortest_pin >= 6, false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "pin", "reason": "weak_pin", "minimum": 6}');
  END IF;
  PERFORM sec.check_name(p_name, 'name', 100);
  INSERT INTO app.site (uid, code, name, time_zone, process, gs1_prefix, shortest_pin, receipt_needs_supplier,
                        shipment_needs_customer)
    VALUES (p_uid, p_code, p_name, p_time_zone, p_process, p_gs1_prefix, p_shortest_pin, true, true) RETURNING id INTO made;
  INSERT INTO app.kiosk (uid, code, site_id, station) VALUES (gen_random_uuid(), 'EXEC', made, '');
  INSERT INTO app.user_site (user_id, site_id) VALUES (a.user_id, made);
  INSERT INTO app.limit_setting (site_id, name, per_minute) SELECT made, key, value::bigint FROM jsonb_each_text(p_limits);
END $$;

CREATE FUNCTION api.register_kiosk(p_uid uuid, p_code text, p_station text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT coalesce(sec.is_code(p_code), false) THEN
    PERFORM sec.refuse('invalid', '{"argument": "code", "reason": "not_a_code"}');
  END IF;
  PERFORM sec.check_name(p_station, 'station', 40);
  INSERT INTO app.kiosk (uid, code, site_id, station)
    VALUES (p_uid, p_code, (sec.writing('plant.administer', 'register_kiosk',
                                        jsonb_build_object('uid', p_uid, 'code', p_code))).site_id, p_station);
END $$;

-- What a kiosk of the site proves itself by from now on: sha256 of its secret. All sessions there are over; gives whether
-- it had another before. Refuses `not_found` for a kiosk of another site, `conflict` for the scripts' own, which anyone
-- works from, `invalid` for what is no hash.
CREATE FUNCTION api.enroll_kiosk(p_kiosk bigint, p_secret_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record := sec.writing('plant.administer', 'enroll_kiosk', jsonb_build_object('kiosk_id', p_kiosk));
  named text;
  replaced boolean;
BEGIN
  -- Whoever proves the former secret at this moment is through before, or fails after.
  SELECT code INTO named FROM app.kiosk WHERE id = p_kiosk AND site_id = a.site_id FOR UPDATE;
  IF named IS NULL THEN PERFORM sec.refuse('not_found', '{"what": "kiosk"}'); END IF;
  IF named = 'EXEC' THEN
    PERFORM sec.refuse('conflict', jsonb_build_object('reason', 'kiosk_of_scripts', 'kiosk', named));
  END IF;
  IF octet_length(p_secret_hash) IS DISTINCT FROM 32 THEN PERFORM sec.refuse('invalid'); END IF;
  replaced := EXISTS (SELECT FROM sec.kiosk_secret WHERE kiosk_id = p_kiosk);
  INSERT INTO sec.kiosk_secret (kiosk_id, secret_hash) VALUES (p_kiosk, p_secret_hash)
    ON CONFLICT (kiosk_id) DO UPDATE SET secret_hash = excluded.secret_hash, enrolled_at = clock_timestamp();
  UPDATE sec.session SET ended = clock_timestamp() WHERE kiosk_id = p_kiosk AND ended IS NULL;
  RETURN replaced;
END $$;

-- Sets a limit; gives what it was, NULL where it had never been set.
CREATE FUNCTION api.set_limit(p_name text, p_per_minute bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record := sec.writing('plant.administer', 'set_limit', jsonb_build_object('name', p_name, 'per_minute', p_per_minute));
  was bigint := (SELECT per_minute FROM app.limit_setting WHERE site_id = a.site_id AND name = p_name FOR UPDATE);
BEGIN
  INSERT INTO app.limit_setting (site_id, name, per_minute) VALUES (a.site_id, p_name, p_per_minute)
    ON CONFLICT (site_id, name) DO UPDATE SET per_minute = excluded.per_minute;
  RETURN was;
END $$;

-- A product's bill of material, whole: [{material, kg, waste_kg}].
CREATE FUNCTION api.set_bill(p_product bigint, p_lines jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record := sec.writing('plant.master_data', 'set_bill',
                                jsonb_build_object('product_id', p_product, 'lines', p_lines));
BEGIN
  PERFORM FROM app.product WHERE id = p_product AND site_id = a.site_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM sec.refuse('not_found', '{"what": "product"}'); END IF;
  IF EXISTS (SELECT FROM jsonb_to_recordset(p_lines) AS l(material text)
              WHERE l.material NOT IN (SELECT t.type FROM app.lot_type t WHERE t.process = a.process)) THEN
    PERFORM sec.refuse('invalid', '{"argument": "material", "reason": "unknown_value"}');
  END IF;
  DELETE FROM app.bill_of_material WHERE product_id = p_product;
  INSERT INTO app.bill_of_material (site_id, product_id, material, kg, waste_kg)
    SELECT a.site_id, p_product, l.material, l.kg, l.waste_kg
      FROM jsonb_to_recordset(p_lines) AS l(material text, kg numeric, waste_kg numeric);
END $$;

-- A product is made as a lot type that its site's process knows, if as one at all.
CREATE FUNCTION sec.check_product() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM app.lot_type t JOIN app.site s ON s.process = t.process
                  WHERE s.id = NEW.site_id AND t.type = NEW.lot_type) THEN
    PERFORM sec.refuse('invalid', '{"argument": "lot_type", "reason": "unknown_value"}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_type AFTER INSERT OR UPDATE OF lot_type ON app.product FOR EACH ROW
  WHEN (NEW.lot_type IS NOT NULL) EXECUTE FUNCTION sec.check_product();

-- An entry of the catalogue says as much, in each language, as the text it stands for.
CREATE FUNCTION sec.check_reason() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.text = '{}' OR EXISTS (SELECT FROM jsonb_each_text(NEW.text) t WHERE sec.letters(t.value) < 10) THEN
    PERFORM sec.refuse('notes_required', '{"minimum": 10}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER begun AFTER INSERT OR UPDATE OF text ON app.reason FOR EACH ROW EXECUTE FUNCTION sec.check_reason();
