-- Labels: the table of states; a voided print says why, and so does a second one.

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

-- What the symbol of a lot says: GTIN with the net weight where there is one, day, use-by, and last the compact code.
CREATE FUNCTION sec.says_lot(payload text, lot app.lot) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce(found IS NOT NULL AND (found[1] IS NULL OR EXISTS (
           SELECT FROM app.product p WHERE p.site_id = lot.site_id AND lpad(p.gtin, 14, '0') = found[1]))
         AND (found[2] IS NULL OR found[3]::numeric = lot.registered_kg * 10 ^ found[2]::int), false)
    FROM (SELECT regexp_match(payload, '^(?:01([0-9]{14})(?:310([0-3])([0-9]{6}))?)?11' || to_char(lot.plant_day, 'YYMMDD')
            || coalesce('15' || to_char(lot.use_by, 'YYMMDD'), '') || '10' || lot.compact_code || '$') AS found) symbol
$$;

-- What the symbol of a logistic unit says: its SSCC, and where both are known the GTIN and the number of the items on it.
CREATE FUNCTION sec.says_unit(payload text, sscc text, lot app.lot) RETURNS boolean
LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce(found IS NOT NULL AND (found[1] IS NULL OR found[2]::bigint = lot.pieces AND EXISTS (
           SELECT FROM app.product p WHERE p.site_id = lot.site_id AND lpad(p.gtin, 14, '0') = found[1])), false)
    FROM (SELECT regexp_match(payload, '^00' || sscc || '(?:02([0-9]{14})37([0-9]{2,8}))?$') AS found) symbol
$$;

-- By hand a print is asked for as print_label does: of a lot of the site, a second one with a reason; an SSCC is the
-- lot's own or one that the site's counter gave out, and no other lot's; and the symbol names the lot. Prints of one lot wait for each other.
CREATE FUNCTION sec.check_print() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  first text;
  company text;
  lot app.lot;
BEGIN
  PERFORM pg_advisory_xact_lock(2, NEW.lot_id::int);
  SELECT s.gs1_prefix INTO company FROM app.lot l JOIN app.site s ON s.id = l.site_id
   WHERE l.id = NEW.lot_id AND l.site_id = app.my_site() AND NOT l.void;
  IF NOT FOUND THEN PERFORM sec.refuse('not_found', '{"what": "lot"}'); END IF;
  IF NEW.state <> 'requested' OR num_nonnulls(NEW.void_reason, NEW.void_reason_id) > 0 THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('label', NEW.uid, 'status', NEW.state));
  END IF;
  IF EXISTS (SELECT FROM app.label_print WHERE lot_id = NEW.lot_id AND id <> NEW.id) THEN
    PERFORM sec.explained(app.my_site(), NEW.reason, NEW.reason_id);
  END IF;
  PERFORM sec.check_length('reason', NEW.reason);
  SELECT min(sscc) INTO first FROM app.label_print WHERE lot_id = NEW.lot_id AND id <> NEW.id AND sscc IS NOT NULL;
  IF first IS NOT NULL AND NEW.sscc IS DISTINCT FROM first OR first IS NULL AND NEW.sscc IS NOT NULL AND (
       NEW.sscc !~ '^[0-9]{18}$' OR coalesce(NEW.sscc NOT LIKE '_' || company || '%', true)
       OR substr(NEW.sscc, length(company) + 2, 16 - length(company))::bigint NOT BETWEEN 1 AND coalesce((
         SELECT last FROM app.code_counter WHERE site_id = app.my_site() AND prefix = 'SSCC' AND day = '-infinity'), 0)
       OR EXISTS (SELECT FROM app.label_print WHERE sscc = NEW.sscc AND lot_id <> NEW.lot_id)) THEN
    PERFORM sec.refuse('invalid', '{"argument": "sscc", "reason": "unknown_value"}');
  END IF;
  SELECT * INTO lot FROM app.lot WHERE id = NEW.lot_id;
  IF NOT coalesce(sec.says_unit(NEW.payload, NEW.sscc, lot), sec.says_lot(NEW.payload, lot)) THEN
    PERFORM sec.refuse('invalid', '{"argument": "payload", "reason": "unknown_value"}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER asked_for AFTER INSERT ON app.label_print FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_print();

-- What a void says is said once, with it, and an entry named is the site's.
CREATE FUNCTION sec.check_void_of_label() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.state = 'voided' OR NEW.state <> 'voided' AND num_nonnulls(NEW.void_reason, NEW.void_reason_id) > 0 THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('label', NEW.uid, 'status', OLD.state, 'to', NEW.state));
  ELSIF NEW.state = 'voided' THEN
    PERFORM sec.explained(app.my_site(), NEW.void_reason, NEW.void_reason_id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER voided AFTER UPDATE ON app.label_print FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_void_of_label();
