-- What people decide about a lot after it is made: release, rejection, void, recall; and what holds a whole lineage.

-- Everything made from some lots, they themselves left out unless one is made of another.
CREATE FUNCTION sec.made_of(p_lots bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH RECURSIVE made(id) AS (
    SELECT child_id FROM app.lot_link WHERE parent_id = ANY (p_lots)
    UNION SELECT k.child_id FROM made JOIN app.lot_link k ON k.parent_id = made.id
  )
  SELECT coalesce(array_agg(id), '{}') FROM made
$$;

-- A lot and everything made from it, each row locked. Whoever registered a lot meanwhile is waited for, and what was
-- made is looked for again until nothing is new: no lot escapes whoever decides on all of them.
CREATE FUNCTION sec.lock_lineage(p_lot bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  locked bigint[] := '{}';
  fresh bigint[] := ARRAY[p_lot] || sec.made_of(ARRAY[p_lot]);
BEGIN
  WHILE cardinality(fresh) > 0 LOOP
    PERFORM FROM app.lot WHERE id = ANY (fresh) ORDER BY id FOR NO KEY UPDATE;
    locked := locked || fresh;
    fresh := ARRAY(SELECT id FROM unnest(sec.made_of(fresh)) AS made(id) EXCEPT SELECT unnest(locked));
  END LOOP;
  RETURN locked;
END $$;

-- Holds every lot made from a lot that is QUARANTINE or RELEASED and not void; tells which. The lot itself keeps its state.
CREATE FUNCTION sec.hold_made_of(p_lot bigint) RETURNS bigint[]
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  lineage bigint[] := sec.lock_lineage(p_lot);
  held bigint[];
BEGIN
  WITH h AS (
    UPDATE app.lot SET status = 'HOLD', version = version + 1
     WHERE id = ANY (lineage) AND id <> p_lot AND status IN ('QUARANTINE', 'RELEASED') AND NOT void RETURNING id
  )
  SELECT coalesce(array_agg(id ORDER BY id), '{}') INTO held FROM h;
  RETURN held;
END $$;
