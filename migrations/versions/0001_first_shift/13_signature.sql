-- E-signatures: the signed-in person's own PIN once more, for one command on one record as it stands. The write itself
-- uses a signature up, within two minutes; the event of the audit takes its words from there and from nowhere else.

-- Refuses `invalid` for what cannot be signed: no command that asks for it, no record, or a meaning that nobody could
-- read in the audit (1 to 500 characters, not all of them blank, no control character but line breaks).
CREATE FUNCTION sec.check_signable(p_command text, p_record uuid, p_version bigint, p_meaning text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE why text;
BEGIN
  IF p_record IS NULL OR p_version IS NULL OR NOT EXISTS (SELECT FROM sec.signed_command WHERE command = p_command) THEN
    PERFORM sec.refuse('invalid', '{"argument": "command", "reason": "unknown_value"}');
  END IF;
  why := CASE WHEN sec.letters(p_meaning) = 0 THEN 'empty' WHEN length(p_meaning) > 500 THEN 'too_long'
              WHEN p_meaning ~ '[\u0001-\u0009\u000B-\u001F\u007F-\u009F]' THEN 'unreadable' END;
  IF why IS NOT NULL THEN
    PERFORM sec.refuse('invalid', jsonb_strip_nulls(jsonb_build_object('argument', 'meaning', 'reason', why, 'maximum',
                                                                       CASE why WHEN 'too_long' THEN 500 END)));
  END IF;
END $$;

-- Signs with the acting person's own PIN, given again: {status: ok}, else sign_failed. Refuses `forbidden` without a
-- ticket that another transaction has committed for this very PIN.
CREATE FUNCTION api.sign(p_token bytea, p_proof bytea, p_ticket uuid, p_command text, p_record uuid, p_version bigint,
  p_meaning text) RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  a record := sec.actor(p_token, NULL);
  own CONSTANT text := (SELECT badge FROM app.user_account WHERE id = a.user_id);
BEGIN
  PERFORM sec.check_signable(p_command, p_record, p_version, p_meaning);
  IF sec.consume_ticket(own, p_proof, p_ticket) IS NULL THEN
    RETURN json_build_object('status', 'sign_failed');
  END IF;
  INSERT INTO sec.signature (session_id, user_id, kiosk_id, command, record, version, badge, meaning)
    VALUES (a.session_id, a.user_id, a.kiosk_id, p_command, p_record, p_version, own, p_meaning);
  RETURN json_build_object('status', 'ok');
END $$;

-- Uses up the newest signature that the acting session has for this command on this record at this version, given
-- within the last two minutes and not used before. Refuses `sign_required` where there is none; whoever does not come
-- as the kiosk is not refused. To be called by whatever writes, in its own transaction.
CREATE FUNCTION sec.use_signature(p_command text, p_record uuid, p_version bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE acting CONSTANT bigint := (sec.context()).session_id;
BEGIN
  UPDATE sec.signature SET used_xid = pg_current_xact_id()
   WHERE id = (SELECT s.id FROM sec.signature s
                WHERE s.record = p_record AND s.command = p_command AND s.version = p_version AND s.session_id = acting
                  AND s.used_xid IS NULL AND s.at > clock_timestamp() - interval '2 minutes'
                ORDER BY s.id DESC LIMIT 1 FOR UPDATE);
  IF NOT FOUND AND session_user = 'kiosk_app' THEN
    PERFORM sec.refuse('sign_required', jsonb_build_object('command', p_command));
  END IF;
END $$;

-- What the audit keeps of the signature that this transaction used up for a command: {badge, meaning, at}, now booked
-- under the command's key; NULL for a command that asks for none. Refuses `sign_required` for one that does and used
-- up none.
CREATE FUNCTION sec.book_signature(p_command text, p_record uuid, p_key uuid) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE told jsonb;
BEGIN
  UPDATE sec.signature SET key = p_key
   WHERE id = (SELECT s.id FROM sec.signature s
                WHERE s.used_xid = pg_current_xact_id() AND s.session_id = (sec.context()).session_id
                  AND s.command = p_command AND s.record = p_record AND s.key IS NULL ORDER BY s.id LIMIT 1)
   RETURNING jsonb_build_object('badge', badge, 'meaning', meaning, 'at', sec.instant(at)) INTO told;
  IF told IS NULL AND session_user = 'kiosk_app' AND EXISTS (SELECT FROM sec.signed_command WHERE command = p_command) THEN
    PERFORM sec.refuse('sign_required', jsonb_build_object('command', p_command));
  END IF;
  RETURN told;
END $$;

-- Refuses a transaction that ends with something signed of which no event of just that command speaks.
CREATE FUNCTION sec.check_signed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM sec.signature WHERE id = NEW.id AND key IS NULL) AND session_user = 'kiosk_app' THEN
    PERFORM sec.refuse('forbidden', jsonb_build_object('reason', 'not_booked', 'what', NEW.command));
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER booked AFTER UPDATE OF used_xid ON sec.signature DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION sec.check_signed();
