-- What a row must be like in the tables that every registration writes. Functions, because PostgreSQL reads the text of a
-- CHECK anew at every statement: written out, these took a fifth of a registration. For the same reason the bounds of
-- the other CHECKs on these tables stand in quotes: a numeric that has to be made of an integer is made every time.

-- Whether something says why: an entry of the catalogue, or a text of 10 letters.
CREATE FUNCTION sec.is_explained(p_notes text, p_reason bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN p_reason IS NOT NULL OR length(regexp_replace(coalesce(p_notes, ''), '\s', '', 'g')) >= 10;
END $$;

-- A lot: its states, its weights, and a word on what is entered late.
CREATE FUNCTION sec.is_lot(p_status text, p_registered numeric, p_remaining numeric, p_adjusted numeric, p_late boolean,
  p_notes text, p_reason bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN p_status = ANY ('{QUARANTINE,RELEASED,HOLD,REJECTED,CONSUMED,FINISHED}')
     AND p_registered > 0 AND p_registered < 1000000 AND p_remaining BETWEEN 0 AND p_registered + p_adjusted
     AND (NOT p_late OR sec.is_explained(p_notes, p_reason));
END $$;

-- A reading: of one subject, a temperature there can be, judged by its limit, and a word on what is entered late.
CREATE FUNCTION sec.is_reading(p_lot bigint, p_buffer bigint, p_celsius numeric, p_kind text, p_source text,
  p_limit numeric, p_tolerated numeric, p_violation boolean, p_late boolean, p_notes text, p_reason bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN (p_lot IS NULL) <> (p_buffer IS NULL) AND p_celsius > -300 AND p_celsius < 1000
     AND p_kind = ANY ('{SURFACE,CORE,AMBIENT}') AND p_source = ANY ('{device,typed}')
     AND p_violation = coalesce(p_celsius > coalesce(p_tolerated, p_limit), false)
     AND (NOT p_late OR sec.is_explained(p_notes, p_reason));
END $$;

-- A move: what it changes of the lot is its kilograms by its kind, and only a reversal reverses.
CREATE FUNCTION sec.is_move(p_kind text, p_kg numeric, p_change numeric, p_reverses bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN p_kg > 0 AND p_kg < 1000000 AND (p_kind = 'REVERSE') = (p_reverses IS NOT NULL)
     AND CASE p_kind WHEN 'RECEIVE' THEN p_change = p_kg WHEN 'TRANSFER' THEN p_change = 0 WHEN 'CONSUME' THEN p_change = -p_kg
                     WHEN 'SHIP' THEN p_change = -p_kg WHEN 'ADJUST' THEN abs(p_change) = p_kg
                     WHEN 'REVERSE' THEN abs(p_change) IN (0, p_kg) ELSE false END;
END $$;
