-- What a run's end does to its lots.

-- Finishes the RELEASED lots of a run's last step and writes their SHIP moves; the run must be RUNNING there.
CREATE FUNCTION api.ship_run(p_run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record;
  l record;
BEGIN
  a := sec.writing('run.operate', 'ship_run', jsonb_build_object('run_id', p_run));
  PERFORM FROM app.production_run r
   WHERE r.id = p_run AND r.site_id = a.site_id AND r.status = 'RUNNING'
     AND r.step = (SELECT max(f.step) FROM app.flow_step f WHERE f.version_id = r.flow_version_id);
  IF NOT FOUND THEN PERFORM sec.stale(); END IF;
  FOR l IN SELECT o.id, o.remaining_kg FROM app.lot o JOIN app.production_run r ON r.id = o.run_id
            WHERE o.run_id = p_run AND o.step = r.step AND o.status = 'RELEASED' AND NOT o.void
            ORDER BY o.id FOR NO KEY UPDATE OF o LOOP
    UPDATE app.lot SET status = 'FINISHED', version = version + 1 WHERE id = l.id;
    PERFORM sec.take(a.site_id, l.id, l.remaining_kg, l.remaining_kg, 'SHIP', p_run, NULL, a.user_id, a.kiosk_id);
  END LOOP;
END $$;
