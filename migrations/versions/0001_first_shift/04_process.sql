-- What each process says, as its file in resources/processes has it, and how values are held against it. Founding a
-- plant and upgrading its database write these tables; nobody who works at the plant does.

CREATE TABLE app.process (
  process TEXT NOT NULL,
  run_fields JSONB NOT NULL,
  calibration JSONB DEFAULT '{}'::jsonb NOT NULL,
  yield_min NUMERIC NOT NULL,
  yield_max NUMERIC NOT NULL,
  CONSTRAINT pk_process PRIMARY KEY (process)
);

CREATE TABLE app.process_step (
  process TEXT NOT NULL,
  step BIGINT NOT NULL,
  key TEXT NOT NULL,
  name JSONB NOT NULL,
  gate BOOLEAN NOT NULL,
  optional BOOLEAN NOT NULL,
  limits JSONB NOT NULL,
  tolerated NUMERIC,
  core_only BOOLEAN NOT NULL,
  checks JSONB NOT NULL,
  CONSTRAINT pk_process_step PRIMARY KEY (process, step)
);

CREATE TABLE app.lot_type (
  process TEXT NOT NULL,
  type TEXT NOT NULL,
  step BIGINT,
  inputs TEXT[] NOT NULL,
  main_inputs TEXT[] NOT NULL,
  stock BOOLEAN NOT NULL,
  one_input_type BOOLEAN NOT NULL,
  needs_meat BOOLEAN NOT NULL,
  age_days JSONB DEFAULT '{}'::jsonb NOT NULL,
  consigned BOOLEAN DEFAULT false NOT NULL,
  meats TEXT[] DEFAULT '{}'::text[] NOT NULL,
  fields JSONB DEFAULT '[]'::jsonb NOT NULL,
  name JSONB DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT pk_lot_type PRIMARY KEY (process, type)
);

CREATE TABLE app.buffer_type (
  process TEXT NOT NULL,
  type TEXT NOT NULL,
  allowed TEXT[] NOT NULL,
  CONSTRAINT pk_buffer_type PRIMARY KEY (process, type)
);

ALTER TABLE app.site ADD CONSTRAINT fk_site_process FOREIGN KEY (process) REFERENCES app.process (process);

-- Whether a text is a number as people write one: finite, under a million, at most 3 places.
CREATE FUNCTION sec.is_number(p_text text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE number numeric;
BEGIN
  IF p_text !~ '^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*$' THEN RETURN false; END IF;
  number := p_text::numeric;
  RETURN abs(number) < 1000000 AND number = round(number, 3);
END $$;

-- Refuses `invalid` for the first declared field whose value is none of its kind, bounds or choices, or which is missing.
-- p_declared: [{key, kind, required, minimum, maximum, choices, name}].
CREATE FUNCTION sec.check_values(p_declared jsonb, p_given jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE
  field record;
  given text;
  why text;
BEGIN
  FOR field IN SELECT * FROM jsonb_to_recordset(p_declared) AS d(key text, kind text, required boolean, minimum numeric,
                                                                  maximum numeric, choices jsonb, name jsonb) LOOP
    given := p_given ->> field.key;
    why := CASE
      WHEN coalesce(given !~ '\S', true) THEN CASE WHEN field.required THEN 'missing_argument' END
      WHEN length(given) > 500 THEN 'too_long'
      WHEN field.kind = 'number' THEN CASE
        WHEN NOT sec.is_number(given) THEN 'not_a_number'
        WHEN given::numeric < field.minimum OR given::numeric > field.maximum THEN 'out_of_range' END
      WHEN jsonb_typeof(p_given -> field.key) <> 'string' THEN 'wrong_type'
      WHEN field.kind = 'choice' AND NOT field.choices ? btrim(given) THEN 'unknown_value' END;
    IF why IS NOT NULL THEN
      PERFORM sec.refuse('invalid', jsonb_build_object('argument', field.key, 'reason', why, 'name', field.name));
    END IF;
  END LOOP;
END $$;

-- The same, and nothing beside what is declared.
CREATE FUNCTION sec.check_fields(p_declared jsonb, p_given jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE unknown text;
BEGIN
  SELECT key INTO unknown FROM jsonb_object_keys(p_given) AS key
   WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(p_declared) d WHERE d ->> 'key' = key) LIMIT 1;
  IF FOUND THEN
    PERFORM sec.refuse('invalid', jsonb_build_object('argument', unknown, 'reason', 'unknown_argument'));
  END IF;
  PERFORM sec.check_values(p_declared, p_given);
END $$;

-- What a step's gate asks of a lot that is to pass or be decided on: values that are few and short, as declared and, for a
-- PASS, all that are required (`step_not_ready`): nothing passes by a tick.
CREATE FUNCTION sec.check_gate(p_process text, p_step bigint, p_lot text, p_values jsonb, p_passes boolean) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
  asked jsonb := (SELECT checks FROM app.process_step WHERE process = p_process AND step = p_step);
  missing jsonb;
BEGIN
  IF p_values <> '{}' AND (SELECT count(*) > 50 OR bool_or(length(key) > 500 OR length(value) > 500) FROM jsonb_each_text(p_values)) THEN
    PERFORM sec.refuse('invalid', '{"argument": "values", "reason": "out_of_range"}');
  END IF;
  IF coalesce(asked, '[]') = '[]' THEN RETURN; END IF;
  PERFORM sec.check_values((SELECT jsonb_agg(c || '{"required": false}') FROM jsonb_array_elements(asked) c), p_values);
  SELECT c INTO missing FROM jsonb_array_elements(asked) c
   WHERE p_passes AND (c -> 'required')::boolean AND coalesce(p_values ->> (c ->> 'key') !~ '\S', true) LIMIT 1;
  IF FOUND THEN
    PERFORM sec.refuse('step_not_ready', jsonb_build_object('missing', 'check', 'check', missing -> 'key',
      'name', missing -> 'name', 'lots', jsonb_build_array(jsonb_build_object('lot', p_lot, 'why', 'check'))));
  END IF;
END $$;
