-- Runs: how one begins, how its steps move with it, what its end does to its lots, and what each turn of it asks of
-- whoever writes it by hand.

-- A new run has a row for each step of its version, and the fields its process declares, whoever makes it.
CREATE FUNCTION sec.begin_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.check_fields(p.run_fields, NEW.fields) FROM app.site s JOIN app.process p USING (process) WHERE s.id = NEW.site_id;
  INSERT INTO app.run_step_execution (site_id, run_id, step, node_id, status)
    SELECT NEW.site_id, NEW.id, f.step, f.node_id, 'PENDING' FROM app.flow_step f WHERE f.version_id = NEW.flow_version_id;
  RETURN NULL;
END $$;

CREATE TRIGGER begun_whole AFTER INSERT ON app.production_run FOR EACH ROW EXECUTE FUNCTION sec.begin_run();

-- Whether a code is one that the site's counter has given out for runs of a day.
CREATE FUNCTION sec.is_run_code(p_site bigint, p_code text, p_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (
    SELECT FROM app.site s JOIN app.code_counter c ON c.site_id = s.id AND c.prefix = 'RUN' AND c.day = p_day,
      regexp_match(p_code, '^(.*-)([0-9]{3,5})$') m
     WHERE s.id = p_site AND p_day = (now() AT TIME ZONE s.time_zone)::date
       AND m[1] IN ('RUN-' || to_char(p_day, 'YYYYMMDD') || '-' || s.code || '-', s.code || '-' || to_char(p_day, 'YYYYMMDD') || '-')
       AND m[2]::bigint BETWEEN 1 AND c.last)
$$;

-- By hand a run begins as create_run makes one: by oneself, at one's site, with nothing of its later life in it.
CREATE FUNCTION sec.check_made_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF (NEW.created_by, NEW.site_id) IS DISTINCT FROM (app.my_user(), app.my_site()) OR NEW.version <> 1 OR NEW.deleted
     OR num_nonnulls(NEW.rating, NEW.quality_notes, NEW.notes, NEW.started_at, NEW.completed_at, NEW.aborted_at,
                     NEW.archived_at, NEW.outcome, NEW.reason, NEW.reason_id) > 0 THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('table', TG_TABLE_NAME, 'by_hand', 'name'));
  END IF;
  IF NOT EXISTS (SELECT FROM app.flow_version v WHERE v.id = NEW.flow_version_id AND v.site_id = NEW.site_id) THEN
    PERFORM sec.refuse('not_found', '{"what": "flow_version"}');
  END IF;
  IF NEW.original_run_id IS NOT NULL AND NOT EXISTS (SELECT FROM app.production_run r
       WHERE r.id = NEW.original_run_id AND r.site_id = NEW.site_id AND NOT r.deleted) THEN
    PERFORM sec.refuse('not_found', '{"what": "run"}');
  END IF;
  IF NOT sec.is_run_code(NEW.site_id, NEW.code, NEW.plant_day) THEN
    PERFORM sec.refuse('invalid', '{"argument": "code", "reason": "unknown_value"}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER made AFTER INSERT ON app.production_run FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_made_run();

-- Finishes the RELEASED lots of a run's last step and writes their SHIP moves.
CREATE FUNCTION sec.ship_run(p_run bigint, p_user bigint, p_kiosk bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE l record;
BEGIN
  FOR l IN SELECT o.id, o.site_id, o.remaining_kg FROM app.lot o JOIN app.production_run r ON r.id = o.run_id
            WHERE o.run_id = p_run AND o.step = r.step AND o.status = 'RELEASED' AND NOT o.void
            ORDER BY o.id FOR NO KEY UPDATE OF o LOOP
    UPDATE app.lot SET status = 'FINISHED', version = version + 1 WHERE id = l.id;
    PERFORM sec.take(l.site_id, l.id, l.remaining_kg, l.remaining_kg, 'SHIP', p_run, NULL, p_user, p_kiosk);
  END LOOP;
END $$;

-- The steps move with their run and not by themselves: what is left is COMPLETED, or SKIPPED where it may be left out and
-- has no lot; what is come to is IN_PROGRESS. A run that completes ships its last lots. It stands after the trigger
-- `state`, which says whether any of this may be.
CREATE FUNCTION sec.move_steps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.step <> OLD.step OR NEW.status = 'COMPLETED' THEN
    UPDATE app.run_step_execution e SET completed_at = now(), operator_id = app.my_user(),
        status = CASE WHEN f.optional AND NOT EXISTS (
          SELECT FROM app.lot l WHERE l.run_id = NEW.id AND l.step = OLD.step AND NOT l.void AND l.status <> 'REJECTED')
          THEN 'SKIPPED' ELSE 'COMPLETED' END
      FROM app.flow_step f
     WHERE e.run_id = NEW.id AND e.step = OLD.step AND e.status = 'IN_PROGRESS'
       AND f.version_id = NEW.flow_version_id AND f.step = OLD.step;
  END IF;
  IF NEW.step <> OLD.step OR OLD.status = 'IDLE' THEN
    UPDATE app.run_step_execution SET status = 'IN_PROGRESS', started_at = now(), operator_id = app.my_user()
     WHERE run_id = NEW.id AND step = NEW.step AND status = 'PENDING';
  END IF;
  IF NEW.status = 'COMPLETED' THEN
    INSERT INTO sec.written (what, row) SELECT 'ship_run', jsonb_build_object('run_id', NEW.id) WHERE session_user = 'kiosk_app';
    PERFORM sec.ship_run(NEW.id, app.my_user(), app.my_kiosk());
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER stepped AFTER UPDATE OF status, step ON app.production_run FOR EACH ROW
  WHEN (OLD.step <> NEW.step OR (OLD.status, NEW.status) IN (('IDLE', 'RUNNING'), ('RUNNING', 'COMPLETED')))
  EXECUTE FUNCTION sec.move_steps();

CREATE TRIGGER noted_move AFTER UPDATE OF status ON app.run_step_execution FOR EACH ROW
  WHEN (session_user = 'kiosk_app') EXECUTE FUNCTION sec.note_row('run_id', 'step');

-- What a turn by hand is: the right that it takes beside run.operate, the columns it writes, and whether it says why.
CREATE FUNCTION sec.run_turn(p_old app.production_run, p_new app.production_run,
  OUT permission text, OUT writes text[], OUT says_why boolean)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT t.permission, t.writes, t.writes @> '{reason}' FROM (VALUES
    ('start', 'run.operate', '{started_at}'::text[]),
    ('advance', 'run.operate', '{step}'),
    ('hold', 'run.operate', '{reason,reason_id}'),
    ('resume', 'run.decide', '{reason,reason_id}'),
    ('complete', 'run.operate', '{completed_at,rating,quality_notes,notes}'),
    ('abort', 'run.decide', '{aborted_at,outcome,reason,reason_id}'),
    ('archive', 'run.decide', '{archived_at}'),
    ('delete', 'run.delete', '{deleted,reason,reason_id}')
  ) t(turn, permission, writes)
   WHERE t.turn = CASE
     WHEN p_new.deleted AND NOT p_old.deleted THEN 'delete'
     WHEN p_new.step <> p_old.step THEN 'advance'
     WHEN p_new.status = p_old.status THEN NULL
     WHEN p_old.status = 'HOLD' AND p_new.status = 'RUNNING' THEN 'resume'
     ELSE '{"RUNNING": "start", "HOLD": "hold", "COMPLETED": "complete", "ABORTED": "abort", "ARCHIVED": "archive"}'::jsonb
          ->> p_new.status END
$$;

-- A turn by hand asks for its right, waits for the registrations of the run, as commands do, and its times are the
-- database's.
CREATE FUNCTION sec.stamp_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.ask((sec.run_turn(OLD, NEW)).permission);
  PERFORM pg_advisory_xact_lock(1, OLD.id::int);
  CASE
    WHEN NEW.status = OLD.status THEN NULL;
    WHEN (OLD.status, NEW.status) = ('IDLE', 'RUNNING') THEN NEW.started_at := now();
    WHEN NEW.status = 'COMPLETED' THEN NEW.completed_at := now();
    WHEN NEW.status = 'ABORTED' THEN NEW.aborted_at := now();
    WHEN NEW.status = 'ARCHIVED' THEN NEW.archived_at := now();
    ELSE NULL;
  END CASE;
  RETURN NEW;
END $$;

CREATE TRIGGER stamped BEFORE UPDATE OF status, step, deleted ON app.production_run FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.stamp_run();
CREATE TRIGGER heard BEFORE UPDATE OF reason, reason_id ON app.production_run FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.hear();

CREATE FUNCTION sec.check_run_command() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  turn record;
  beyond text;
BEGIN
  SELECT * INTO turn FROM sec.run_turn(OLD, NEW);
  IF turn.permission IS NULL THEN  -- a plan is not written over by hand
    PERFORM sec.refuse('plan_locked', jsonb_build_object('run', OLD.code, 'status', OLD.status));
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    PERFORM sec.refuse('conflict', jsonb_build_object('run', OLD.code));
  END IF;
  SELECT n.key INTO beyond FROM jsonb_each(to_jsonb(NEW)) n JOIN jsonb_each(to_jsonb(OLD)) o USING (key)
   WHERE n.value <> o.value AND n.key NOT IN ('status', 'version') AND n.key <> ALL (turn.writes) LIMIT 1;
  IF FOUND THEN
    PERFORM sec.refuse('plan_locked', jsonb_build_object('run', OLD.code, 'status', OLD.status, 'argument', beyond));
  END IF;
  IF turn.says_why THEN
    PERFORM sec.check_text(TG_TABLE_NAME, to_jsonb(NEW), NEW.reason, NEW.reason_id);
  END IF;
  IF NOT coalesce(NEW.outcome IN ('failed', 'cancelled'), true) THEN
    PERFORM sec.refuse('invalid', '{"argument": "category", "reason": "unknown_value"}');
  END IF;
  PERFORM sec.check_length('notes', NEW.notes), sec.check_length('quality_notes', NEW.quality_notes);
  RETURN NULL;
END $$;

-- After the tables of states, so that a turn that cannot be is told as that.
CREATE TRIGGER turned AFTER UPDATE ON app.production_run FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND NOT OLD.deleted) EXECUTE FUNCTION sec.check_run_command();

-- What is planned for a run comes with it; notes on a step come as it is left.
CREATE FUNCTION sec.check_plan() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE r app.production_run;
BEGIN
  SELECT * INTO r FROM app.production_run WHERE id = NEW.run_id AND site_id = app.my_site();
  IF NOT FOUND OR r.deleted THEN PERFORM sec.refuse('not_found', '{"what": "run"}'); END IF;
  IF r.created_by <> app.my_user() OR r.created_at < now() THEN
    PERFORM sec.refuse('plan_locked', jsonb_build_object('run', r.code, 'status', r.status));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER planned AFTER INSERT ON app.run_material FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_plan();
CREATE TRIGGER planned AFTER INSERT ON app.run_item FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_plan();

CREATE FUNCTION sec.check_item() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF num_nonnulls(NEW.good, NEW.scrapped) > 0 THEN
    PERFORM sec.refuse('invalid', '{"argument": "items", "reason": "out_of_range"}');
  ELSIF NOT EXISTS (SELECT FROM app.product WHERE id = NEW.product_id AND site_id = app.my_site()) THEN
    PERFORM sec.refuse('not_found', '{"what": "product"}');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_product AFTER INSERT ON app.run_item FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_item();

CREATE FUNCTION sec.check_step_notes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.completed_at IS DISTINCT FROM now() OR NEW.operator_id IS DISTINCT FROM app.my_user() THEN
    PERFORM sec.refuse('plan_locked', jsonb_build_object('step', NEW.step, 'status', NEW.status));
  END IF;
  PERFORM sec.check_length('notes', NEW.notes);
  RETURN NULL;
END $$;

CREATE TRIGGER remarked AFTER UPDATE ON app.run_step_execution FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_step_notes();
