-- Where a new lot comes from and where it goes: how old its meat is, whether the laboratory has answered, what the
-- law asks of a consignment.

-- Refuses a word on the scale that can be none: without its name, too long, or beside a weight that was typed.
CREATE FUNCTION sec.check_weighing(m sec.told, p_typed boolean) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  IF p_typed OR length(m.scale) > 40 OR coalesce(sec.letters(m.scale), 0) = 0 THEN
    PERFORM sec.refuse('invalid', '{"argument": "scale"}');
  END IF;
  IF length(m.alibi) > 40 OR length(m.scale_line) > 200 THEN
    PERFORM sec.refuse('invalid', '{"argument": "scale_line", "reason": "too_long"}');
  END IF;
END $$;

-- Minced meat that lots are made from, themselves among it, the oldest first. What has no day of slaughter is left out.
CREATE FUNCTION sec.minced_in(p_lots bigint[]) RETURNS TABLE (code text, slaughter_date date, species text)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH RECURSIVE made_from(id) AS (
    SELECT unnest(p_lots) UNION SELECT k.parent_id FROM made_from m JOIN app.lot_link k ON k.child_id = m.id
  )
  SELECT l.code, l.slaughter_date, coalesce(l.species, 'other') FROM made_from m JOIN app.lot l ON l.id = m.id
   WHERE l.meat = 'minced' AND l.slaughter_date IS NOT NULL ORDER BY l.slaughter_date, l.id
$$;

-- The same by what people call the lots, for those who register.
CREATE FUNCTION sec.minced_facts(p_site bigint, p_refs text[]) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT json_agg(m) FROM sec.minced_in(ARRAY(SELECT api.find_lot(p_site, ref) FROM unnest(p_refs) AS p(ref))) m
$$;

-- How many days after slaughter minced meat may be: the strictest of its own species and the one it is declared as.
CREATE FUNCTION sec.most_days(p_days jsonb, p_own text, p_declared text) RETURNS int
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(least((p_days ->> p_own)::int, (p_days ->> p_declared)::int),
                  (SELECT min(value::int) FROM jsonb_each_text(p_days)))
$$;

-- What to warn of in a new lot's meat: as old as it may be, or a day before. Stale where it is older than that.
CREATE FUNCTION sec.warn_of_age(p_parents bigint[], p_days jsonb, p_species text, p_day date) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  too_old boolean;
  warnings jsonb;
BEGIN
  SELECT bool_or(days > most), jsonb_agg(jsonb_build_object('reason', 'age', 'lot', code, 'days', days, 'limit', most))
                                 FILTER (WHERE days >= most - 1) INTO too_old, warnings
    FROM (SELECT m.code, p_day - m.slaughter_date AS days, sec.most_days(p_days, m.species, p_species) AS most
            FROM sec.minced_in(p_parents) m) aged;
  IF too_old THEN PERFORM sec.stale(); END IF;
  RETURN coalesce(warnings, '[]');
END $$;

-- The lot whose laboratory result is awaited: this one or the nearest it is made from; NULL where there is none.
CREATE FUNCTION sec.awaited_in(p_lot bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH RECURSIVE made_from(id) AS (
    SELECT p_lot UNION SELECT k.parent_id FROM made_from m JOIN app.lot_link k ON k.child_id = m.id
  )
  SELECT l.code FROM made_from m
    JOIN app.lab_result r ON r.lot_id = m.id AND r.result IS DISTINCT FROM 'negative'
     AND NOT EXISTS (SELECT FROM app.lab_result n
                      WHERE n.lot_id = r.lot_id AND n.test = r.test AND n.id > r.id AND n.result = 'negative')
    JOIN app.lot l ON l.id = m.id ORDER BY l.id DESC LIMIT 1
$$;

-- The same for several, by what people call them and in their order, for those who register.
CREATE FUNCTION sec.awaited_facts(p_site bigint, p_refs text[]) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT json_agg(sec.awaited_in(api.find_lot(p_site, p.ref)) ORDER BY p.place) FROM unnest(p_refs) WITH ORDINALITY p(ref, place)
$$;

-- Whether the result of any of several lots is awaited.
CREATE FUNCTION sec.is_any_awaited(p_lots bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM unnest(p_lots) p(id) WHERE sec.awaited_in(p.id) IS NOT NULL)
$$;

-- What of the master data, and which earlier reading, a registration names.
CREATE FUNCTION sec.named_facts(p_site bigint, p_product text, p_containers text[], p_remeasures uuid) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT json_build_object(
    'product', (SELECT json_build_object('id', id, 'type', lot_type) FROM app.product
                 WHERE site_id = p_site AND (upper(sku) = upper(p_product) OR uid::text = lower(p_product))),
    'containers', (SELECT coalesce(json_agg(json_build_object('type', c.type, 'tare_kg', c.tare_kg) ORDER BY p.place), '[]')
                     FROM unnest(p_containers) WITH ORDINALITY p(ref, place)
                     LEFT JOIN app.container c ON c.site_id = p_site AND upper(c.type) = upper(p.ref)),
    'remeasures_id', (SELECT id FROM app.temperature_log WHERE uid = p_remeasures AND site_id = p_site))
$$;

-- Whether all that a registration names by id belongs to the site, the product to the lot's type too.
CREATE FUNCTION sec.names_its_own(p_site bigint, p_type text, p_supplier bigint, p_customer bigint, p_product bigint,
  p_reason bigint, p_remeasures bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT (p_supplier IS NULL OR EXISTS (SELECT FROM app.supplier WHERE id = p_supplier AND site_id = p_site))
     AND (p_customer IS NULL OR EXISTS (SELECT FROM app.customer WHERE id = p_customer AND site_id = p_site))
     AND (p_product IS NULL OR EXISTS (SELECT FROM app.product WHERE id = p_product AND site_id = p_site
                                          AND coalesce(lot_type, p_type) = p_type))
     AND (p_reason IS NULL OR EXISTS (SELECT FROM app.reason WHERE id = p_reason AND site_id = p_site))
     AND (p_remeasures IS NULL OR EXISTS (SELECT FROM app.temperature_log WHERE id = p_remeasures AND site_id = p_site))
$$;

-- Writes the 8 data items of Regulation (EU) 931/2011 as they stand now; p_more: what the person says of them.
CREATE FUNCTION sec.consign(p_site bigint, p_lot bigint, p_code text, p_kg numeric, p_customer bigint, p_product bigint,
  p_day date, p_more jsonb) RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  INSERT INTO app.consignment (uid, site_id, lot_id, description, quantity_kg, sender, sender_address, consignor, receiver,
      receiver_address, consignee, reference, dispatch_date, vehicle)
    SELECT gen_random_uuid(), p_site, p_lot, coalesce(p.name, t.name), p_kg, s.name, s.address,
      p_more ->> 'consignor', c.name, c.address, p_more ->> 'consignee', p_code,
      coalesce((p_more ->> 'dispatch_date')::date, p_day), p_more ->> 'vehicle'
      FROM app.site s JOIN app.lot l ON l.id = p_lot JOIN app.lot_type t ON (t.process, t.type) = (s.process, l.type)
      LEFT JOIN app.customer c ON c.id = p_customer LEFT JOIN app.product p ON p.id = p_product
     WHERE s.id = p_site
$$;
