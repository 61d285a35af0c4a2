-- What a flow version sets at each step, as runs and gates read it.

-- Replaces a DRAFT's steps; any other version's are fixed.
CREATE FUNCTION sec.write_flow_steps(p_version bigint, p_steps jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM app.flow_step WHERE version_id = p_version;
  INSERT INTO app.flow_step (site_id, version_id, step, key, node_id, gate, optional, limits, tolerated, core_only, yield_min,
      yield_max)
    SELECT (SELECT site_id FROM app.flow_version WHERE id = p_version), p_version, s.step, s.key, s.node_id, s.gate, s.optional, s.limits, s.tolerated, s.core_only, s.yield_min, s.yield_max
      FROM jsonb_to_recordset(p_steps) AS s(step bigint, key text, node_id text, gate boolean, optional boolean,
           limits jsonb, tolerated numeric, core_only boolean, yield_min numeric, yield_max numeric);
END $$;

-- The same for whoever drafts a flow at the site; the version must be the DRAFT that was seen.
CREATE FUNCTION api.write_flow_steps(p_version bigint, p_seen bigint, p_steps jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE a record;
BEGIN
  a := sec.writing('flow.draft', 'write_flow_steps', jsonb_build_object('version_id', p_version));
  PERFORM FROM app.flow_version v
   WHERE v.id = p_version AND v.site_id = a.site_id AND v.status = 'DRAFT' AND v.version = p_seen FOR NO KEY UPDATE;
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  PERFORM sec.write_flow_steps(p_version, p_steps);
END $$;
