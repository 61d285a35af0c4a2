-- Who writes what by hand: a table's right in one line, whose name stands in its rows, and what master data may say.

CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.production_run FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('run.operate');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.run_step_execution FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('run.operate');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.run_item FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('run.operate');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.run_material FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('run.operate');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.flow_definition FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('flow.draft');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.flow_version FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('flow.draft');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.label_print FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('label.print');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.alarm FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('alarm.answer');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.corrective_action FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('quality.inspect');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.ccp_review FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('quality.review');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.buffer FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('plant.master_data');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.supplier FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('plant.master_data');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.customer FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('plant.master_data');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.product FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('plant.master_data');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.container FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('plant.master_data');
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON app.reason FOR EACH STATEMENT
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.ask_right('plant.master_data');

-- Nobody writes in another's name, from another kiosk.
CREATE TRIGGER own AFTER INSERT ON app.flow_definition FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND NEW.created_by IS DISTINCT FROM app.my_user()) EXECUTE FUNCTION sec.refuse_other();
CREATE TRIGGER own AFTER INSERT ON app.flow_version FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND NEW.created_by IS DISTINCT FROM app.my_user()) EXECUTE FUNCTION sec.refuse_other();
CREATE TRIGGER own AFTER INSERT ON app.label_print FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND (NEW.created_by, NEW.kiosk_id) IS DISTINCT FROM (app.my_user(), app.my_kiosk()))
  EXECUTE FUNCTION sec.refuse_other();
CREATE TRIGGER own AFTER INSERT ON app.corrective_action FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND (NEW.user_id, NEW.kiosk_id) IS DISTINCT FROM (app.my_user(), app.my_kiosk()))
  EXECUTE FUNCTION sec.refuse_other();
CREATE TRIGGER own AFTER INSERT ON app.ccp_review FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND (NEW.user_id, NEW.kiosk_id) IS DISTINCT FROM (app.my_user(), app.my_kiosk()))
  EXECUTE FUNCTION sec.refuse_other();

-- Records about a lot: the lot is the site's, and what was done says what.
CREATE FUNCTION sec.check_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM app.lot WHERE id = NEW.lot_id AND site_id = app.my_site() AND NOT void) THEN
    PERFORM sec.refuse('not_found', '{"what": "lot"}');
  END IF;
  IF TG_TABLE_NAME = 'corrective_action' THEN
    PERFORM sec.explained(app.my_site(), NEW.notes, NEW.reason_id);
  END IF;
  PERFORM sec.check_length('notes', NEW.notes);
  RETURN NULL;
END $$;

CREATE TRIGGER recorded AFTER INSERT ON app.corrective_action FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_record();
CREATE TRIGGER recorded AFTER INSERT ON app.ccp_review FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_record();

-- Alarms: who answered one, and when, is what the database saw; one that is put aside says why, each time.
CREATE FUNCTION sec.stamp_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  NEW.answered_by := app.my_user();
  NEW.answered_at := now();
  RETURN NEW;
END $$;

CREATE TRIGGER stamped BEFORE UPDATE ON app.alarm FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.stamp_answer();
CREATE TRIGGER heard BEFORE UPDATE OF notes, reason_id ON app.alarm FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.hear();

CREATE FUNCTION sec.check_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.state = 'SHELVED' THEN
    PERFORM sec.check_text(TG_TABLE_NAME, to_jsonb(NEW), NEW.notes, NEW.reason_id);
  ELSIF (OLD.notes, OLD.reason_id) IS DISTINCT FROM (NEW.notes, NEW.reason_id) THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('alarm', NEW.uid, 'status', OLD.state, 'to', NEW.state));
  END IF;
  IF NEW.state NOT IN ('SHELVED', 'ACKNOWLEDGED') OR (OLD.state, OLD.shelved_until) IS NOT DISTINCT FROM (NEW.state, NEW.shelved_until)
     OR NEW.shelved_until <= now() THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('alarm', NEW.uid, 'status', OLD.state, 'to', NEW.state));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER stated AFTER UPDATE ON app.alarm FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_answer();

-- A buffer allows lot types that its own type may, whoever says so.
CREATE FUNCTION sec.check_buffer_type() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  most text[] := (SELECT t.allowed FROM app.site s JOIN app.buffer_type t USING (process)
                   WHERE s.id = NEW.site_id AND t.type = NEW.type);
BEGIN
  IF most IS NULL THEN
    PERFORM sec.refuse('invalid', '{"argument": "type", "reason": "unknown_value"}');
  ELSIF NOT NEW.allowed <@ most OR NEW.allowed = '{}' THEN
    PERFORM sec.refuse('invalid', jsonb_build_object('argument', 'allowed', 'reason', 'beyond_type',
      'types', ARRAY(SELECT unnest(NEW.allowed) EXCEPT SELECT unnest(most)), 'allowed', most));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_type AFTER INSERT OR UPDATE OF type, allowed ON app.buffer FOR EACH ROW
  EXECUTE FUNCTION sec.check_buffer_type();

-- What master data is called can be read; what its figures may be, others say.
CREATE FUNCTION sec.is_code(p_text text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$ SELECT p_text ~ '^[A-Z0-9][A-Z0-9._/-]{0,19}$' $$;

-- A text in each of some languages, of letters within bounds.
CREATE FUNCTION sec.is_named(p_name jsonb, p_least int, p_most int) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(jsonb_typeof(p_name) = 'object', false) AND p_name <> '{}' AND NOT EXISTS (
    SELECT FROM jsonb_each(CASE WHEN jsonb_typeof(p_name) = 'object' THEN p_name END) t
     WHERE t.key !~ '^[a-z]{2,3}(_[A-Z]{2})?$' OR jsonb_typeof(t.value) <> 'string'
        OR sec.letters(t.value #>> '{}') < p_least OR length(t.value #>> '{}') > p_most)
$$;

CREATE FUNCTION sec.check_master_data() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  told jsonb := to_jsonb(NEW);
  wrong text;
BEGIN
  IF NEW.site_id IS DISTINCT FROM app.my_site() THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('table', TG_TABLE_NAME, 'by_hand', 'name'));
  END IF;
  wrong := CASE TG_TABLE_NAME
    WHEN 'buffer' THEN CASE
      WHEN told ->> 'code' !~ '^[A-Z0-9]+(-[A-Z0-9]+)*$' OR length(told ->> 'code') > 12 THEN 'code'
      WHEN told -> 'name' <> 'null' AND NOT sec.is_named(told -> 'name', 1, 100) THEN 'name' END
    WHEN 'product' THEN CASE
      WHEN NOT sec.is_code(told ->> 'sku') THEN 'sku'
      WHEN NOT sec.is_named(told -> 'name', 1, 100) THEN 'name'
      WHEN told ->> 'gtin' !~ '^[0-9]{14}$' THEN 'gtin' END
    WHEN 'container' THEN CASE
      WHEN NOT sec.is_code(told ->> 'type') THEN 'type'
      WHEN NOT sec.is_named(told -> 'name', 1, 100) THEN 'name' END
    WHEN 'flow_definition' THEN CASE
      WHEN NOT sec.is_named(told -> 'name', 1, 100) THEN 'name'
      WHEN length(told ->> 'description') > 500 THEN 'description' END
    WHEN 'reason' THEN CASE
      WHEN NOT sec.is_code(told ->> 'code') THEN 'code'
      WHEN NOT sec.is_named(told -> 'text', 1, 500) THEN 'text' END
    ELSE CASE
      WHEN NOT sec.is_code(told ->> 'code') THEN 'code'
      WHEN told ->> 'name' !~ '\S' OR length(told ->> 'name') > 100 THEN 'name'
      WHEN length(told ->> 'address') > 200 THEN 'address'
      WHEN length(told ->> 'approval') > 100 THEN 'approval' END
    END;
  IF wrong IS NOT NULL THEN
    PERFORM sec.refuse('invalid', jsonb_build_object('argument', wrong, 'reason', 'out_of_range', 'table', TG_TABLE_NAME));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER meant AFTER INSERT OR UPDATE ON app.buffer FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_master_data();
CREATE TRIGGER meant AFTER INSERT ON app.flow_definition FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_master_data();
CREATE TRIGGER meant AFTER INSERT OR UPDATE ON app.product FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_master_data();
CREATE TRIGGER meant AFTER INSERT OR UPDATE ON app.container FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_master_data();
CREATE TRIGGER meant AFTER INSERT OR UPDATE ON app.reason FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_master_data();
CREATE TRIGGER meant AFTER INSERT OR UPDATE ON app.supplier FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_master_data();
CREATE TRIGGER meant AFTER INSERT OR UPDATE ON app.customer FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_master_data();

-- A new buffer is open.
CREATE FUNCTION sec.check_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.refuse('conflict', jsonb_build_object('buffer', NEW.code, 'reason', 'closed_already'));
  RETURN NULL;
END $$;

CREATE TRIGGER begins_open AFTER INSERT ON app.buffer FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND NOT NEW.open) EXECUTE FUNCTION sec.check_closed();
