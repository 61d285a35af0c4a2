-- What cold commands have alone while they decide. Nobody takes locks by their numbers without this: whoever holds the
-- right numbers stops the plant.

-- Has a run, the labels of a lot or a flow of the site alone until the transaction ends; registrations on the run wait.
-- Refuses `forbidden` to whoever is not signed in, `not_found` for what is not of their site.
CREATE FUNCTION api.have_alone(p_what text, p_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE here CONSTANT bigint := (sec.acting('see')).site_id;
BEGIN
  IF p_what = 'run' AND EXISTS (SELECT FROM app.production_run WHERE id = p_id AND site_id = here) THEN
    PERFORM pg_advisory_xact_lock(1, p_id::int);
  ELSIF p_what = 'labels' AND EXISTS (SELECT FROM app.lot WHERE id = p_id AND site_id = here) THEN
    PERFORM pg_advisory_xact_lock(2, p_id::int);
  ELSIF p_what = 'flow' AND EXISTS (SELECT FROM app.flow_definition WHERE id = p_id AND site_id = here) THEN
    PERFORM pg_advisory_xact_lock(3, p_id::int);
  ELSE
    PERFORM sec.refuse('not_found', jsonb_build_object('what', p_what));
  END IF;
END $$;
