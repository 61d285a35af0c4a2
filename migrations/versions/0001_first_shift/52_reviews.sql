-- Corrective actions and reviews of CCP records: written once, and never by whoever measured.

-- A review is of a reading at the lot's CCP, by another person than those who took its readings there.
CREATE FUNCTION sec.check_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM app.temperature_log t WHERE t.lot_id = NEW.lot_id AND t.limit_c IS NOT NULL
              AND t.user_id = NEW.user_id) THEN
    PERFORM sec.refuse('forbidden', '{"reason": "own_reading"}');
  END IF;
  IF NOT EXISTS (SELECT FROM app.temperature_log t WHERE t.id = NEW.reading_id AND t.lot_id = NEW.lot_id
                  AND t.limit_c IS NOT NULL) THEN
    PERFORM sec.refuse('step_not_ready', '{"missing": "reading"}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER reviewed AFTER INSERT ON app.ccp_review FOR EACH ROW EXECUTE FUNCTION sec.check_review();

CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.ccp_review FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.ccp_review FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.corrective_action FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.corrective_action FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
