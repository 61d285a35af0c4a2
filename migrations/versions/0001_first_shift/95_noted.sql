-- Every table that the kiosk's own login may write is noted, row by row. (In a function of the database the owner writes:
-- what that is about, sec.writing notes.)

DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT c.oid, c.relname, string_agg(quote_literal(a.attname), ', ' ORDER BY a.attnum) AS key
             FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
             JOIN pg_attribute a ON a.attrelid = c.oid
              AND (a.attname = 'uid' OR a.attnum = ANY (i.indkey) AND NOT EXISTS (
                   SELECT FROM pg_attribute u WHERE u.attrelid = c.oid AND u.attname = 'uid'))
            WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r'
              AND (has_any_column_privilege('kiosk_app', c.oid, 'INSERT') OR has_any_column_privilege('kiosk_app', c.oid, 'UPDATE'))
            GROUP BY c.oid, c.relname ORDER BY c.relname LOOP
    EXECUTE format('CREATE TRIGGER noted AFTER INSERT OR UPDATE ON app.%I FOR EACH ROW'
                   ' WHEN (current_user = ''kiosk_app'') EXECUTE FUNCTION sec.note_row(%s)', t.relname, t.key);
  END LOOP;
END $$;
