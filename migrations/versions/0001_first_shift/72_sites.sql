-- A row belongs to the site of whatever it names: lot, run, product, reason and so on.

-- Refuses `not_found` for a row that names something of another site; the arguments are column and table by turns.
CREATE FUNCTION sec.check_site() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE there bigint;
BEGIN
  FOR place IN 0 .. TG_NARGS / 2 - 1 LOOP
    EXECUTE format('SELECT r.site_id FROM app.%I r WHERE r.id = ($1).%I', TG_ARGV[2 * place + 1], TG_ARGV[2 * place])
      INTO there USING NEW;
    IF there <> NEW.site_id THEN
      PERFORM sec.refuse('not_found', jsonb_build_object('table', TG_TABLE_NAME, 'column', TG_ARGV[2 * place]));
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- Every foreign key from site to site is such a name. The tables left out are written by nothing but the functions of
-- those commands that somebody waits for, which read each thing they name at the acting person's site.
DO $$
DECLARE k record;
BEGIN
  FOR k IN
    SELECT c.conrelid::regclass AS of, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) AS columns,
           string_agg(format('%L, %L', a.attname, t.relname), ', ' ORDER BY a.attnum) AS arguments
      FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.confrelid
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.connamespace = 'app'::regnamespace
       AND c.conrelid NOT IN ('app.lot'::regclass, 'app.lot_link'::regclass, 'app.temperature_log'::regclass,
         'app.stock_move'::regclass, 'app.inventory_item'::regclass, 'app.qc_inspection'::regclass, 'app.code_lease'::regclass)
       AND NOT EXISTS (SELECT FROM unnest(ARRAY[c.conrelid, c.confrelid]) side(id) WHERE NOT EXISTS (
         SELECT FROM pg_attribute s WHERE s.attrelid = side.id AND s.attname = 'site_id'))
     GROUP BY c.conrelid
  LOOP
    EXECUTE format('CREATE TRIGGER at_site AFTER INSERT OR UPDATE OF site_id, %s ON %s'
                   ' FOR EACH ROW EXECUTE FUNCTION sec.check_site(%s)', k.columns, k.of, k.arguments);
  END LOOP;
END $$;
