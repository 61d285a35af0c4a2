-- Things by the names people and scanners give them: code, compact code, id, SSCC.

-- A lot of the site by code, compact code, id or the SSCC on its pallet label; NULL where there is none.
CREATE FUNCTION api.find_lot(p_site bigint, p_ref text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF p_ref ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN
    RETURN (SELECT id FROM app.lot WHERE uid = p_ref::uuid AND site_id = p_site);
  ELSIF p_ref ~ '^[0-9]{18}$' THEN
    RETURN (SELECT l.id FROM app.label_print p JOIN app.lot l ON l.id = p.lot_id
             WHERE p.sscc = p_ref AND l.site_id = p_site ORDER BY p.id DESC LIMIT 1);
  ELSIF p_ref LIKE '%-%' THEN
    RETURN (SELECT id FROM app.lot WHERE code = upper(p_ref) AND site_id = p_site);
  END IF;
  RETURN (SELECT id FROM app.lot WHERE compact_code = upper(p_ref) AND site_id = p_site);
END $$;

-- A run of the site by code or id; NULL where there is none, or only a deleted one.
CREATE FUNCTION api.find_run(p_site bigint, p_ref text) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  IF p_ref ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' THEN
    RETURN (SELECT id FROM app.production_run WHERE uid = p_ref::uuid AND site_id = p_site AND NOT deleted);
  END IF;
  RETURN (SELECT id FROM app.production_run WHERE code = upper(p_ref) AND site_id = p_site AND NOT deleted);
END $$;

-- A buffer of the site by code or id; NULL where there is none.
CREATE FUNCTION api.find_buffer(p_site bigint, p_ref text) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT id FROM app.buffer WHERE site_id = p_site AND (code = upper(p_ref) OR uid::text = lower(p_ref))
$$;

-- The last AMBIENT reading of a buffer, or NULL.
CREATE FUNCTION sec.air_of(p_buffer bigint) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT celsius FROM app.temperature_log WHERE buffer_id = p_buffer AND kind = 'AMBIENT' ORDER BY id DESC LIMIT 1
$$;

-- A buffer as the rules see it, with its own last AMBIENT reading.
CREATE FUNCTION sec.buffer_fact(p_buffer bigint) RETURNS json
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT json_build_object('buffer_id', b.id, 'code', b.code, 'allowed', b.allowed, 'capacity_kg', b.capacity_kg,
                           'used_kg', b.used_kg, 'min_c', b.min_c, 'max_c', b.max_c, 'open', b.open,
                           'celsius', sec.air_of(b.id))
    FROM app.buffer b WHERE b.id = p_buffer
$$;

-- The last reading of a lot (SURFACE or CORE), or NULL.
CREATE FUNCTION sec.celsius_of(p_lot bigint) RETURNS numeric
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT celsius FROM app.temperature_log WHERE lot_id = p_lot AND kind <> 'AMBIENT' ORDER BY id DESC LIMIT 1
$$;

-- A lot named as a parent as the rules see it: of what lies in p_buffer (here_kg) and what is taken before that (first_kg).
CREATE FUNCTION sec.parent_fact(p_site bigint, p_ref text, p_buffer bigint) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN (
    SELECT json_build_object('ref', p_ref, 'lot_id', l.id, 'code', l.code, 'type', l.type, 'status', l.status, 'void', l.void,
             'remaining_kg', l.remaining_kg, 'use_by', l.use_by, 'slaughter_date', l.slaughter_date, 'here_kg', i.kg,
             'first_kg', CASE WHEN i.kg IS NOT NULL THEN l.remaining_kg - (
               SELECT sum(o.kg) FROM app.inventory_item o
                WHERE o.lot_id = l.id AND (o.entered_at, o.buffer_id) >= (i.entered_at, i.buffer_id)) END)
      FROM (VALUES (1)) one
      LEFT JOIN app.lot l ON l.id = coalesce((
        SELECT id FROM app.lot WHERE site_id = p_site AND code = p_ref), api.find_lot(p_site, p_ref))
      LEFT JOIN app.inventory_item i ON i.lot_id = l.id AND i.buffer_id = p_buffer);
END $$;

-- A supplier and a customer of the site by code or id; NULL where there is none.
CREATE FUNCTION sec.find_supplier(p_site bigint, p_ref text) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT id FROM app.supplier WHERE site_id = p_site AND (upper(code) = upper(p_ref) OR uid::text = lower(p_ref))
$$;

CREATE FUNCTION sec.find_customer(p_site bigint, p_ref text) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT id FROM app.customer WHERE site_id = p_site AND (upper(code) = upper(p_ref) OR uid::text = lower(p_ref))
$$;
