-- What stands for whoever writes past the rules: state tables, gates, what never changes. All of them are
-- AFTER triggers with a WHEN, so that a right write costs nothing.

-- What a run's step still lacks, as [{lot, why}], or NULL: a lot that waits or was not passed at a gate, and
-- a lot at all where the step makes some and may not be left out.
CREATE FUNCTION sec.unready(p_run bigint, p_step bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  is_gate boolean;
  needs_lot boolean;
  waiting jsonb;
  counting bigint;
BEGIN
  SELECT f.gate, NOT f.optional AND EXISTS (SELECT FROM app.lot_type t WHERE t.process = s.process AND t.step = p_step)
    INTO is_gate, needs_lot
    FROM app.production_run r JOIN app.site s ON s.id = r.site_id
    JOIN app.flow_step f ON f.version_id = r.flow_version_id AND f.step = p_step WHERE r.id = p_run;
  SELECT count(*), jsonb_agg(jsonb_build_object('lot', l.code, 'why',
           CASE WHEN l.status IN ('QUARANTINE', 'HOLD') THEN l.status ELSE 'not_passed' END) ORDER BY l.id)
           FILTER (WHERE l.status IN ('QUARANTINE', 'HOLD') OR is_gate AND NOT EXISTS (
             SELECT FROM app.qc_inspection q WHERE q.lot_id = l.id AND q.decision = 'PASS'))
    INTO counting, waiting
    FROM app.lot l WHERE l.run_id = p_run AND l.step = p_step AND NOT l.void AND l.status <> 'REJECTED';
  RETURN coalesce(waiting, CASE WHEN needs_lot AND counting = 0 THEN '[]'::jsonb END);
END $$;

-- Lots: the table of states.
CREATE FUNCTION sec.check_lot_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF (OLD.status, NEW.status) NOT IN (
       ('QUARANTINE', 'RELEASED'), ('QUARANTINE', 'HOLD'), ('QUARANTINE', 'REJECTED'), ('RELEASED', 'HOLD'),
       ('RELEASED', 'CONSUMED'), ('RELEASED', 'FINISHED'), ('HOLD', 'RELEASED'), ('HOLD', 'REJECTED'),
       ('CONSUMED', 'RELEASED')) THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('lot', NEW.code, 'status', OLD.status, 'to', NEW.status));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER state AFTER UPDATE OF status ON app.lot FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION sec.check_lot_state();

-- Records whose identity never changes.
CREATE FUNCTION sec.fix() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.refuse('conflict', jsonb_build_object('table', TG_TABLE_NAME));
  RETURN NULL;
END $$;

CREATE TRIGGER fixed AFTER UPDATE OF uid, site_id, code, compact_code, type, plant_day, run_id, step, registered_kg, source,
    scale, alibi, scale_line ON app.lot FOR EACH ROW
  WHEN ((OLD.uid, OLD.site_id, OLD.code, OLD.compact_code, OLD.type, OLD.plant_day, OLD.run_id, OLD.step, OLD.registered_kg,
         OLD.source, OLD.scale, OLD.alibi, OLD.scale_line)
    IS DISTINCT FROM
    (NEW.uid, NEW.site_id, NEW.code, NEW.compact_code, NEW.type, NEW.plant_day, NEW.run_id, NEW.step, NEW.registered_kg,
     NEW.source, NEW.scale, NEW.alibi, NEW.scale_line))
  EXECUTE FUNCTION sec.fix();
CREATE TRIGGER fixed AFTER UPDATE OF uid, site_id, code, kind, created_by ON app.device FOR EACH ROW
  WHEN ((OLD.uid, OLD.site_id, OLD.code, OLD.kind, OLD.created_by)
    IS DISTINCT FROM (NEW.uid, NEW.site_id, NEW.code, NEW.kind, NEW.created_by))
  EXECUTE FUNCTION sec.fix();
CREATE TRIGGER fixed AFTER UPDATE OF uid, site_id, code, plant_day, created_by ON app.production_run FOR EACH ROW
  WHEN ((OLD.uid, OLD.site_id, OLD.code, OLD.plant_day, OLD.created_by)
    IS DISTINCT FROM (NEW.uid, NEW.site_id, NEW.code, NEW.plant_day, NEW.created_by))
  EXECUTE FUNCTION sec.fix();

-- Runs: made from a PUBLISHED version, at their beginning; the table of states; one ready step at a time.
CREATE FUNCTION sec.check_new_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE version_status text := (SELECT status FROM app.flow_version WHERE id = NEW.flow_version_id);
BEGIN
  IF version_status IS DISTINCT FROM 'PUBLISHED' THEN
    PERFORM sec.refuse('version_not_published', jsonb_build_object('status', version_status));
  END IF;
  IF (NEW.status, NEW.step) IS DISTINCT FROM ('IDLE', 0::bigint) THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('run', NEW.code, 'status', NEW.status));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER begun AFTER INSERT ON app.production_run FOR EACH ROW EXECUTE FUNCTION sec.check_new_run();

CREATE FUNCTION sec.check_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  last bigint := (SELECT max(step) FROM app.flow_step WHERE version_id = OLD.flow_version_id);
  missing jsonb;
BEGIN
  IF NEW.flow_version_id <> OLD.flow_version_id THEN
    PERFORM sec.refuse('version_pinned', jsonb_build_object('run', OLD.code));
  END IF;
  IF NEW.version <> OLD.version + 1 THEN
    PERFORM sec.refuse('conflict', jsonb_build_object('run', OLD.code));
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
       ('IDLE', 'RUNNING'), ('RUNNING', 'HOLD'), ('HOLD', 'RUNNING'), ('RUNNING', 'COMPLETED'), ('RUNNING', 'ABORTED'),
       ('HOLD', 'ABORTED'), ('COMPLETED', 'ARCHIVED'), ('ABORTED', 'ARCHIVED')) THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('run', OLD.code, 'status', OLD.status, 'to', NEW.status));
  END IF;
  IF OLD.status = 'HOLD' AND NEW.status = 'RUNNING' THEN PERFORM sec.use_signature('resume_run', OLD.uid, OLD.version); END IF;
  IF OLD.status <> NEW.status AND NEW.status = 'ABORTED' THEN PERFORM sec.use_signature('abort_run', OLD.uid, OLD.version); END IF;
  IF NEW.step <> OLD.step THEN
    IF OLD.status <> 'RUNNING' OR NEW.status <> 'RUNNING' THEN
      PERFORM sec.refuse('run_not_running', jsonb_build_object('run', OLD.code, 'status', OLD.status));
    END IF;
    IF NEW.step <> OLD.step + 1 OR NEW.step > last THEN
      PERFORM sec.refuse('run_not_ready', jsonb_build_object('run', OLD.code, 'reason', 'last_step'));
    END IF;
    missing := sec.unready(OLD.id, OLD.step);
    IF missing IS NOT NULL THEN
      PERFORM sec.refuse('step_not_ready', jsonb_build_object('step', OLD.step, 'lots', missing));
    END IF;
  END IF;
  IF NEW.status = 'COMPLETED' AND OLD.status = 'RUNNING' THEN
    PERFORM FROM app.lot WHERE run_id = OLD.id ORDER BY id FOR NO KEY UPDATE;  -- whoever voids or holds one is waited for
    IF OLD.step <> last THEN
      PERFORM sec.refuse('run_not_ready', jsonb_build_object('run', OLD.code, 'reason', 'before_last_step'));
    END IF;
    missing := coalesce(sec.unready(OLD.id, OLD.step), (
      SELECT jsonb_agg(jsonb_build_object('lot', l.code, 'why', l.status) ORDER BY l.id) FROM app.lot l
       WHERE l.run_id = OLD.id AND NOT l.void AND l.status IN ('QUARANTINE', 'HOLD')));
    IF missing IS NOT NULL THEN
      PERFORM sec.refuse('run_not_ready', jsonb_build_object('run', OLD.code, 'lots', missing));
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER state AFTER UPDATE OF status, step, version, flow_version_id ON app.production_run FOR EACH ROW
  WHEN ((OLD.status, OLD.step, OLD.flow_version_id) IS DISTINCT FROM (NEW.status, NEW.step, NEW.flow_version_id))
  EXECUTE FUNCTION sec.check_run();

-- A run is deleted only before its start, and then nothing happens to it any more.
CREATE FUNCTION sec.check_deleted_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM sec.refuse('illegal_transition', jsonb_build_object('run', OLD.code, 'status', OLD.status, 'action', 'delete'));
  RETURN NULL;
END $$;

CREATE TRIGGER deleted AFTER UPDATE ON app.production_run FOR EACH ROW
  WHEN (OLD.deleted OR NEW.deleted AND (OLD.status, NEW.status) IS DISTINCT FROM ('IDLE', 'IDLE'))
  EXECUTE FUNCTION sec.check_deleted_run();

CREATE FUNCTION sec.check_part_of_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM app.production_run WHERE id = NEW.run_id AND deleted) THEN
    PERFORM sec.refuse('not_found', jsonb_build_object('what', 'run'));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_run AFTER INSERT OR UPDATE ON app.run_step_execution FOR EACH ROW EXECUTE FUNCTION sec.check_part_of_run();
CREATE TRIGGER of_run AFTER INSERT OR UPDATE ON app.run_item FOR EACH ROW EXECUTE FUNCTION sec.check_part_of_run();
CREATE TRIGGER of_run AFTER INSERT OR UPDATE ON app.run_material FOR EACH ROW EXECUTE FUNCTION sec.check_part_of_run();

-- A run is to use lots of its own site that are not void.
CREATE FUNCTION sec.check_material() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE l record;
BEGIN
  SELECT o.code, o.void, o.site_id = r.site_id AS here INTO l FROM app.lot o, app.production_run r
   WHERE o.id = NEW.lot_id AND r.id = NEW.run_id;
  IF NOT l.here THEN
    PERFORM sec.refuse('not_found', '{"what": "lot"}');
  ELSIF l.void THEN
    PERFORM sec.refuse('genealogy', jsonb_build_object('lot', l.code, 'reason', 'void'));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER of_lot AFTER INSERT OR UPDATE OF lot_id ON app.run_material FOR EACH ROW EXECUTE FUNCTION sec.check_material();

CREATE FUNCTION sec.check_run_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF (OLD.status, NEW.status) NOT IN (
       ('PENDING', 'IN_PROGRESS'), ('IN_PROGRESS', 'COMPLETED'), ('PENDING', 'SKIPPED'), ('IN_PROGRESS', 'SKIPPED')) THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('step', NEW.step, 'status', OLD.status, 'to', NEW.status));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER state AFTER UPDATE OF status ON app.run_step_execution FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION sec.check_run_step();

-- Flow versions: each begins as a DRAFT under the next number; the table of states; the graph changes in a DRAFT only, and nothing of
-- one that was published. Who wrote a version stays its author, and no author publishes it (hard rules 2 and 7).
CREATE FUNCTION sec.check_new_flow_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.status <> 'DRAFT' THEN
    PERFORM sec.refuse('illegal_transition', jsonb_build_object('version', NEW.number, 'status', NEW.status));
  ELSIF NEW.number <> 1 + coalesce((SELECT max(v.number) FROM app.flow_version v WHERE v.flow_id = NEW.flow_id AND v.id <> NEW.id), 0)
     OR NEW.version <> 1 OR num_nonnulls(NEW.saved_by, NEW.saved_at, NEW.submitted_by, NEW.submitted_at, NEW.reviewed_by,
                                         NEW.reviewed_at, NEW.published_at, NEW.comment, NEW.reason_id) > 0 THEN
    PERFORM sec.refuse('conflict', jsonb_build_object('version', NEW.number));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER begun AFTER INSERT ON app.flow_version FOR EACH ROW EXECUTE FUNCTION sec.check_new_flow_version();

CREATE FUNCTION sec.check_flow_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE named jsonb := jsonb_build_object('version', OLD.number, 'status', OLD.status);
BEGIN
  IF TG_OP = 'DELETE' OR (OLD.id, OLD.uid, OLD.flow_id, OLD.number) IS DISTINCT FROM (NEW.id, NEW.uid, NEW.flow_id, NEW.number)
     OR OLD.status <> 'DRAFT' AND NEW.graph <> OLD.graph
     OR NOT NEW.authors @> OLD.authors
     OR OLD.status IN ('PUBLISHED', 'DEPRECATED') AND
        (OLD.saved_by, OLD.saved_at, OLD.submitted_by, OLD.submitted_at, OLD.reviewed_by, OLD.reviewed_at, OLD.published_at,
         OLD.comment, OLD.reason_id, OLD.authors) IS DISTINCT FROM
        (NEW.saved_by, NEW.saved_at, NEW.submitted_by, NEW.submitted_at, NEW.reviewed_by, NEW.reviewed_at, NEW.published_at,
         NEW.comment, NEW.reason_id, NEW.authors) THEN
    PERFORM sec.refuse('version_immutable', named);
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
       ('DRAFT', 'REVIEW'), ('REVIEW', 'DRAFT'), ('REVIEW', 'PUBLISHED'), ('PUBLISHED', 'DEPRECATED')) THEN
    PERFORM sec.refuse('illegal_transition', named || jsonb_build_object('to', NEW.status));
  END IF;
  IF OLD.status = 'REVIEW' AND NEW.status = 'PUBLISHED'
     AND coalesce(NEW.reviewed_by = ANY (NEW.authors), true) THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('reason', 'own_version', 'version', OLD.number));
  END IF;
  IF OLD.status = 'REVIEW' AND NEW.status = 'PUBLISHED' THEN
    PERFORM sec.use_signature('approve_flow_version', OLD.uid, OLD.version);
  END IF;
  IF OLD.status = 'REVIEW' AND NEW.status = 'DRAFT'
     AND NEW.reason_id IS NULL AND sec.letters(NEW.comment) < 10 THEN
    PERFORM sec.refuse('notes_required', jsonb_build_object('minimum', 10));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER state AFTER UPDATE ON app.flow_version FOR EACH ROW EXECUTE FUNCTION sec.check_flow_version();
CREATE TRIGGER kept BEFORE DELETE ON app.flow_version FOR EACH ROW EXECUTE FUNCTION sec.check_flow_version();

-- Whoever changes a version leaves it under the next count: what was decided on an earlier one is not written.
CREATE FUNCTION sec.count_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;

CREATE TRIGGER counted BEFORE UPDATE ON app.flow_version FOR EACH ROW
  WHEN (NEW.version <> OLD.version + 1) EXECUTE FUNCTION sec.count_version();

CREATE FUNCTION sec.check_flow_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE version record;
BEGIN
  SELECT v.number, v.status INTO version FROM app.flow_version v
   WHERE v.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END)
     AND v.status <> 'DRAFT' LIMIT 1;
  IF FOUND THEN
    PERFORM sec.refuse('version_immutable', jsonb_build_object('version', version.number, 'status', version.status));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER fixed AFTER INSERT OR UPDATE OR DELETE ON app.flow_step FOR EACH ROW EXECUTE FUNCTION sec.check_flow_step();

-- Records that are written once, for everyone.
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.audit_event FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.audit_event FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON app.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.temperature_log FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.temperature_log FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.qc_inspection FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.qc_inspection FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.stock_move FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.stock_move FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON app.lot_link FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.lot_link FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept BEFORE DELETE ON app.lot FOR EACH ROW EXECUTE FUNCTION sec.keep();
CREATE TRIGGER kept_whole BEFORE TRUNCATE ON app.lot FOR EACH STATEMENT EXECUTE FUNCTION sec.keep();
