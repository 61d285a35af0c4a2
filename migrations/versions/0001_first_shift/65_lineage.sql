-- The family of a lot in one read.

-- A lot with its ancestors (p_back) or with all that was made of it, each at its shortest distance; p_depth NULL: all.
-- Level by level over whole arrays: it beats a recursive query for a few lots and for tens of thousands. ROWS 100: few
-- are expected, so that lots are joined by their key.
-- No link leaves a site: the first lot's alone is asked, nothing where it is not that of whoever asks.
CREATE FUNCTION api.lineage(p_lot bigint, p_back boolean, p_depth int) RETURNS TABLE (lot_id bigint, depth int)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog AS $$
DECLARE
  level bigint[] := ARRAY[p_lot];
  found bigint[] := level;
  distance int := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM app.lot WHERE id = p_lot AND site_id = app.my_site()) THEN RETURN; END IF;
  LOOP
    RETURN QUERY SELECT lot, distance FROM unnest(level) lot;
    EXIT WHEN distance >= p_depth;
    IF p_back THEN
      level := ARRAY(SELECT k.parent_id FROM app.lot_link k WHERE k.child_id = ANY (level) EXCEPT SELECT unnest(found));
    ELSE
      level := ARRAY(SELECT k.child_id FROM app.lot_link k WHERE k.parent_id = ANY (level) EXCEPT SELECT unnest(found));
    END IF;
    EXIT WHEN level = '{}';
    found := found || level;
    distance := distance + 1;
  END LOOP;
END $$;
