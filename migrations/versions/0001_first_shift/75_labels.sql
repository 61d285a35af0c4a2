-- Labels: the table of states; a voided print says why.

CREATE FUNCTION sec.check_label() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF (OLD.state <> NEW.state OR OLD.state = 'voided') AND (OLD.state, NEW.state) NOT IN (
       ('requested', 'sent'), ('requested', 'confirmed'), ('requested', 'failed'), ('requested', 'reprinted'),
       ('requested', 'voided'), ('sent', 'confirmed'), ('sent', 'failed'), ('sent', 'reprinted'), ('sent', 'voided'),
       ('confirmed', 'reprinted'), ('confirmed', 'voided'), ('failed', 'sent'), ('failed', 'confirmed'),
       ('failed', 'reprinted'), ('failed', 'voided'), ('reprinted', 'voided')) THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('label', NEW.uid, 'status', OLD.state, 'to', NEW.state));
  END IF;
  IF NEW.state = 'voided' AND NEW.void_reason_id IS NULL AND sec.letters(NEW.void_reason) < 10 THEN
    PERFORM sec.refuse('notes_required', '{"minimum": 10}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER state AFTER UPDATE ON app.label_print FOR EACH ROW EXECUTE FUNCTION sec.check_label();
