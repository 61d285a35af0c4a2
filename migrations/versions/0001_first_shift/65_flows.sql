-- Flow versions: what a graph sets at each step, what it may set, and how a version is published.

-- The boxes of a graph in their order.
CREATE FUNCTION sec.nodes_of(p_graph jsonb)
RETURNS TABLE (place bigint, id text, type text, step bigint, key text, label jsonb, gate boolean, optional boolean,
  yield_min numeric, yield_max numeric, limits jsonb)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT n.place, n.node ->> 'id', n.node ->> 'type', (n.node #>> '{data,step_index}')::bigint,
         n.node #>> '{data,nodeType}', n.node #> '{data,label}', (c.config ->> 'gate')::boolean,
         (c.config ->> 'optional')::boolean, (c.config ->> 'yield_min')::numeric, (c.config ->> 'yield_max')::numeric,
         coalesce(c.config -> 'limits', '{}')
    FROM jsonb_array_elements(p_graph -> 'nodes') WITH ORDINALITY n(node, place), LATERAL (SELECT n.node #> '{data,config}') c(config)
$$;

-- What a graph sets at each step of a process; of an unfinished draft what it has.
CREATE FUNCTION sec.steps_of(p_graph jsonb, p_process text)
RETURNS TABLE (step bigint, key text, node_id text, gate boolean, optional boolean, limits jsonb, tolerated numeric,
  core_only boolean, yield_min numeric, yield_max numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT DISTINCT ON (p.step) p.step, p.key, n.id, n.gate, n.optional,
         (SELECT coalesce(jsonb_object_agg(l.key, l.value), '{}') FROM jsonb_each_text(n.limits) l WHERE l.key <> 'tolerated'),
         (n.limits ->> 'tolerated')::numeric, p.core_only, n.yield_min, n.yield_max
    FROM sec.nodes_of(p_graph) n JOIN app.process_step p ON p.process = p_process AND (p.step, p.key) = (n.step, n.key)
   ORDER BY p.step, n.place
$$;

-- What no graph may be, whatever the process (the twin of core.domain.graph_checks.malformed).
CREATE FUNCTION sec.drawing_faults(p_graph jsonb) RETURNS SETOF jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH n AS (SELECT * FROM sec.nodes_of(p_graph)),
       e AS (SELECT j.id, j.source, j.target FROM jsonb_to_recordset(p_graph -> 'edges') AS j(id text, source text, target text)),
       named AS (SELECT true AS box, id FROM n UNION ALL SELECT false, id FROM e)
  SELECT '{"argument": "graph", "reason": "too_many_nodes"}'::jsonb
   WHERE (SELECT count(*) FROM n) > 50 OR (SELECT count(*) FROM e) > 200
  UNION ALL SELECT '{"argument": "graph", "reason": "empty"}' FROM named
   WHERE NOT coalesce(id ~ '\S' AND length(id) <= 64, false)
  UNION ALL (SELECT jsonb_build_object('argument', 'graph', 'reason', 'same_id', 'id', id) FROM named
              GROUP BY box, id HAVING count(*) > 1)
  UNION ALL SELECT jsonb_build_object('argument', 'graph', 'reason', 'loose_edge', 'id', id) FROM e
   WHERE NOT EXISTS (SELECT FROM n WHERE n.id = e.source) OR NOT EXISTS (SELECT FROM n WHERE n.id = e.target)
  UNION ALL SELECT jsonb_build_object('argument', 'graph', 'reason', 'unknown_value', 'id', id) FROM n
   WHERE type IS DISTINCT FROM 'step' OR num_nulls(step, key, gate, optional) > 0
      OR coalesce(jsonb_typeof(label) <> 'object', true)
  UNION ALL SELECT '{"argument": "name", "reason": "empty"}' FROM n
   WHERE label = '{}' OR EXISTS (SELECT FROM jsonb_each(label) t WHERE jsonb_typeof(t.value) <> 'string'
                                    OR t.value #>> '{}' !~ '\S' OR length(t.value #>> '{}') > 100)
  UNION ALL SELECT jsonb_build_object('argument', 'yield_min', 'reason', 'yield_band', 'step', step, 'name', label) FROM n
   WHERE NOT coalesce(yield_min > 0 AND yield_min <= yield_max AND yield_max < 1000000, false)
  UNION ALL SELECT jsonb_build_object('argument', 'limits', 'reason', 'out_of_range', 'step', step, 'name', label)
    FROM n, jsonb_each_text(n.limits) l WHERE NOT coalesce(abs(l.value::numeric) < 1000, false)
  UNION ALL SELECT jsonb_build_object('argument', 'limits', 'reason', 'limit_places', 'limit', l.key, 'step', step, 'name', label)
    FROM n, jsonb_each_text(n.limits) l WHERE abs(l.value::numeric) < 1000 AND l.value::numeric <> round(l.value::numeric, 2)
$$;

-- The law's bounds of a process, by step and limit.
CREATE FUNCTION sec.law_of(p_process text) RETURNS TABLE (step bigint, key text, celsius numeric)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT p.step, l.key, l.value::numeric FROM app.process_step p, jsonb_each_text(p.limits) l WHERE p.process = p_process
  UNION ALL SELECT p.step, 'tolerated', p.tolerated FROM app.process_step p
   WHERE p.process = p_process AND p.tolerated IS NOT NULL
$$;

-- Boxes that are no step of the process, and limits looser than the law's (the twin of graph_checks.out_of_bounds).
CREATE FUNCTION sec.bound_faults(p_graph jsonb, p_process text) RETURNS SETOF jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH n AS (SELECT s.step AS known, s.name, g.step, g.key, g.limits FROM sec.nodes_of(p_graph) g
               LEFT JOIN app.process_step s ON s.process = p_process AND (s.step, s.key) = (g.step, g.key)),
       l AS (SELECT n.step, n.name, t.key, t.value::numeric AS celsius, b.celsius AS bound, (n.limits ->> 'tolerated')::numeric AS most
               FROM n CROSS JOIN LATERAL jsonb_each_text(n.limits) t
               LEFT JOIN sec.law_of(p_process) b ON (b.step, b.key) = (n.step, t.key) WHERE n.known IS NOT NULL)
  SELECT jsonb_build_object('argument', 'graph', 'reason', 'unknown_step', 'step', step, 'key', key) FROM n WHERE known IS NULL
  UNION ALL SELECT jsonb_build_object('argument', 'limits', 'reason', 'unknown_limit', 'limit', key, 'step', step, 'name', name)
    FROM l WHERE bound IS NULL
  UNION ALL SELECT jsonb_build_object('argument', 'limits', 'reason', 'looser_than_law', 'limit', key, 'bound_c', bound::text,
                                      'given_c', celsius::text, 'step', step, 'name', name) FROM l WHERE celsius > bound
  UNION ALL SELECT jsonb_build_object('argument', 'limits', 'reason', 'tolerated_below_limit', 'step', step, 'name', name)
    FROM l WHERE celsius > most
$$;

-- What keeps a graph within bounds from being the process whole (the twin of graph_checks.incomplete).
CREATE FUNCTION sec.missing_in(p_graph jsonb, p_process text) RETURNS SETOF jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  WITH s AS (SELECT * FROM app.process_step WHERE process = p_process),
       n AS (SELECT * FROM sec.nodes_of(p_graph)),
       f AS (SELECT s.*, n.id, n.gate AS set_gate, n.optional AS set_optional, n.limits AS set_limits
               FROM s LEFT JOIN n ON (n.step, n.key) = (s.step, s.key)),
       j AS (SELECT a.step AS here, b.step AS there, count(*) AS ways
               FROM jsonb_to_recordset(p_graph -> 'edges') AS e(source text, target text)
               JOIN n a ON a.id = e.source JOIN n b ON b.id = e.target GROUP BY 1, 2)
  SELECT jsonb_build_object('argument', 'graph', 'reason', t.reason, 'step', t.step, 'name', t.name) FROM (
    SELECT 'step_twice', step, name FROM f GROUP BY step, name HAVING count(*) > 1
    UNION ALL SELECT 'missing_step', step, name FROM f WHERE id IS NULL
    UNION ALL SELECT 'gate_removed', step, name FROM f WHERE gate AND NOT set_gate
    UNION ALL SELECT 'not_optional', step, name FROM f WHERE set_optional AND NOT optional
    UNION ALL SELECT 'goes_back', s.step, s.name FROM j JOIN s ON s.step = j.here WHERE j.there <= j.here
    UNION ALL SELECT 'second_way', s.step, s.name FROM j JOIN s ON s.step = j.here WHERE j.there > j.here + 1 OR j.ways > 1 AND j.there > j.here
  ) t(reason, step, name)
  UNION ALL SELECT jsonb_build_object('argument', 'limits', 'reason', 'limit_removed', 'limit', b.key, 'step', f.step, 'name', f.name)
    FROM f JOIN sec.law_of(p_process) b ON b.step = f.step WHERE b.key <> 'tolerated' AND NOT f.set_limits ? b.key
  UNION ALL SELECT jsonb_build_object('argument', 'graph', 'reason', 'not_joined', 'step', s.step, 'name', s.name, 'next', x.name)
    FROM s JOIN s x ON x.step = s.step + 1 WHERE NOT EXISTS (SELECT FROM j WHERE (j.here, j.there) = (s.step, x.step))
$$;

-- Refuses `invalid` for a graph that is none, is looser than the law or, where it is to be the `p_whole` process, less.
CREATE FUNCTION sec.check_graph(p_graph jsonb, p_process text, p_whole boolean) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE fault jsonb;
BEGIN
  BEGIN
    IF coalesce(jsonb_typeof(p_graph -> 'nodes') <> 'array' OR jsonb_typeof(p_graph -> 'edges') <> 'array', true) THEN
      fault := '{"argument": "graph", "reason": "wrong_type"}';
    END IF;
    fault := coalesce(fault, (SELECT d FROM sec.drawing_faults(p_graph) d LIMIT 1));
    fault := coalesce(fault, (SELECT b FROM sec.bound_faults(p_graph, p_process) b LIMIT 1));
    IF p_whole THEN
      fault := coalesce(fault, (SELECT m FROM sec.missing_in(p_graph, p_process) m LIMIT 1));
    END IF;
  EXCEPTION WHEN data_exception THEN  -- a text where a number is to be, an object that is none
    fault := '{"argument": "graph", "reason": "wrong_type"}';
  END;
  IF fault IS NOT NULL THEN PERFORM sec.refuse('invalid', fault); END IF;
END $$;

CREATE FUNCTION sec.process_of_flow(p_flow bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT s.process FROM app.flow_definition f JOIN app.site s ON s.id = f.site_id WHERE f.id = p_flow
$$;

-- A graph sets what the law lets it, whoever draws it, and its steps are what it says; in REVIEW and PUBLISHED it is the
-- process whole. A version that copies the one before may be drawn under an older law: it goes nowhere until it is mended.
CREATE FUNCTION sec.check_drawing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  plant text := sec.process_of_flow(NEW.flow_id);
  copied boolean := TG_OP = 'INSERT' AND EXISTS (SELECT FROM app.flow_version v
    WHERE v.flow_id = NEW.flow_id AND v.number = NEW.number - 1 AND v.graph = NEW.graph);
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status AND NEW.status IN ('REVIEW', 'PUBLISHED') THEN
    PERFORM sec.check_graph(NEW.graph, plant, true);
    IF EXISTS (SELECT s.* FROM sec.steps_of(NEW.graph, plant) s
               EXCEPT SELECT f.step, f.key, f.node_id, f.gate, f.optional, f.limits, f.tolerated, f.core_only, f.yield_min,
                             f.yield_max FROM app.flow_step f WHERE f.version_id = NEW.id) THEN
      PERFORM sec.refuse('invalid', '{"argument": "graph", "reason": "old_steps"}');
    END IF;
  ELSIF TG_OP = 'INSERT' OR OLD.status = 'DRAFT' AND NEW.graph <> OLD.graph THEN
    IF NOT copied THEN PERFORM sec.check_graph(NEW.graph, plant, false); END IF;
    DELETE FROM app.flow_step WHERE version_id = NEW.id;
    INSERT INTO app.flow_step (site_id, version_id, step, key, node_id, gate, optional, limits, tolerated, core_only, yield_min,
        yield_max)
      SELECT NEW.site_id, NEW.id, s.* FROM sec.steps_of(NEW.graph, plant) s;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER drawn AFTER INSERT OR UPDATE OF graph, status ON app.flow_version FOR EACH ROW
  EXECUTE FUNCTION sec.check_drawing();

-- Whether a graph sets nothing but what the process says itself.
CREATE FUNCTION sec.is_the_process(p_graph jsonb, p_process text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(bool_and(n.gate = s.gate AND NOT n.optional AND n.limits = s.limits AND (n.yield_min, n.yield_max) = (p.yield_min, p.yield_max)
                           AND n.tolerated IS NOT DISTINCT FROM s.tolerated), false)
         AND count(n.step) = count(*) AND count(*) = jsonb_array_length(p_graph -> 'nodes')
    FROM app.process p JOIN app.process_step s USING (process)
    LEFT JOIN sec.steps_of(p_graph, p_process) n ON n.step = s.step WHERE p.process = p_process
$$;

-- Who drew a new version: nobody where it is the process itself or copies what was reviewed, else whoever drew it.
CREATE FUNCTION sec.author_new_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE before app.flow_version;
BEGIN
  SELECT * INTO before FROM app.flow_version WHERE flow_id = NEW.flow_id ORDER BY number DESC LIMIT 1;
  NEW.authors := CASE
    WHEN before.graph = NEW.graph THEN CASE WHEN before.status IN ('DRAFT', 'REVIEW') THEN before.authors ELSE '{}' END
    WHEN sec.is_the_process(NEW.graph, sec.process_of_flow(NEW.flow_id)) THEN '{}'
    ELSE ARRAY[app.my_user()] END;
  RETURN NEW;
END $$;

CREATE TRIGGER authored BEFORE INSERT ON app.flow_version FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.author_new_version();

-- Who saved, submitted or returned it, and when, is what the database itself saw.
CREATE FUNCTION sec.stamp_flow_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_ARGV[0] = 'graph' THEN
    NEW.saved_by := app.my_user();
    NEW.saved_at := now();
  ELSIF (OLD.status, NEW.status) = ('DRAFT', 'REVIEW') THEN
    NEW.submitted_by := app.my_user();
    NEW.submitted_at := now();
  ELSE
    NEW.reviewed_by := app.my_user();
    NEW.reviewed_at := now();
    RETURN NEW;
  END IF;
  NEW.authors := ARRAY(SELECT unnest(NEW.authors) UNION SELECT app.my_user() ORDER BY 1);
  RETURN NEW;
END $$;

CREATE TRIGGER stamped BEFORE UPDATE OF graph ON app.flow_version FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.stamp_flow_version('graph');
CREATE TRIGGER stamped_state BEFORE UPDATE OF status ON app.flow_version FOR EACH ROW
  WHEN (current_user = 'kiosk_app' AND (OLD.status, NEW.status) IN (('DRAFT', 'REVIEW'), ('REVIEW', 'DRAFT')))
  EXECUTE FUNCTION sec.stamp_flow_version('status');
CREATE TRIGGER heard BEFORE UPDATE OF comment, reason_id ON app.flow_version FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.hear();

-- By hand a draft is saved and submitted, a version returned with a comment or ended; none is published.
CREATE FUNCTION sec.check_flow_command() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.status = 'PUBLISHED' AND OLD.status <> 'PUBLISHED' THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('version', OLD.number, 'by_hand', 'publish'));
  ELSIF (OLD.status, NEW.status) IN (('REVIEW', 'DRAFT'), ('PUBLISHED', 'DEPRECATED')) THEN
    PERFORM sec.ask('flow.approve');
  END IF;
  IF (OLD.status, NEW.status) = ('REVIEW', 'DRAFT') THEN
    PERFORM sec.check_text(TG_TABLE_NAME, to_jsonb(NEW), NEW.comment, NEW.reason_id);
  ELSIF (OLD.comment, OLD.reason_id) IS DISTINCT FROM (NEW.comment, NEW.reason_id) THEN
    PERFORM sec.refuse('version_immutable', jsonb_build_object('version', OLD.number, 'status', OLD.status));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER commanded AFTER UPDATE ON app.flow_version FOR EACH ROW
  WHEN (current_user = 'kiosk_app') EXECUTE FUNCTION sec.check_flow_command();

-- Publishes a version in REVIEW, as it was seen, and ends the one of its flow that was PUBLISHED before (p_before; one
-- that was ended meanwhile is left as it is, another one stands in the way of the index).
CREATE FUNCTION api.publish_flow_version(p_version bigint, p_seen bigint, p_before uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record := sec.writing('flow.approve', 'publish_flow_version', jsonb_build_object('version_id', p_version));
  v app.flow_version;
BEGIN
  SELECT * INTO v FROM app.flow_version
   WHERE id = p_version AND site_id = a.site_id AND status = 'REVIEW' AND version = p_seen FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  IF a.user_id = ANY (v.authors) THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('reason', 'own_version', 'version', v.number));
  END IF;
  UPDATE app.flow_version SET status = 'DEPRECATED', version = version + 1 
   WHERE flow_id = v.flow_id AND uid = p_before AND status = 'PUBLISHED';
  UPDATE app.flow_version SET status = 'PUBLISHED', version = version + 1, reviewed_by = a.user_id, reviewed_at = now(),
      published_at = now(), comment = NULL, reason_id = NULL WHERE id = v.id;
END $$;
