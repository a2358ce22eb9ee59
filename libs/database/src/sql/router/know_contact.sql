-- Records the contact that a transfer has made, or found, under the terms that it has taken. Returns how many those are.
CREATE OR REPLACE FUNCTION router.know_contact(_transfer uuid, _contact bigint) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  _known integer;
BEGIN
  UPDATE router.contact_intent SET contact_id = _contact WHERE transfer_id = _transfer;
  GET DIAGNOSTICS _known = ROW_COUNT;
  RETURN _known;
END
$$;
