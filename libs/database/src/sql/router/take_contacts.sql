-- Records that a transfer makes a contact under these terms, which come in one order everywhere, so that two transactions
-- never wait for each other. The intent of another transfer is taken over when it began at _over or before; while a younger
-- one is there this fails with SQLSTATE RT001, so that nothing is written. Returns how many terms that are.
CREATE OR REPLACE FUNCTION router.take_contacts(
  _transfer uuid, _account uuid, _terms text[], _begun timestamptz, _over timestamptz
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  _taken integer;
BEGIN
  INSERT INTO router.contact_intent AS other (account_id, term, transfer_id, begun_at)
    SELECT _account, own.term, _transfer, _begun FROM unnest(_terms) WITH ORDINALITY AS own(term, n) ORDER BY own.n
    ON CONFLICT (account_id, term) DO UPDATE
      SET transfer_id = excluded.transfer_id, begun_at = excluded.begun_at, contact_id = NULL
      WHERE other.transfer_id = excluded.transfer_id OR other.begun_at <= _over;
  GET DIAGNOSTICS _taken = ROW_COUNT;
  IF _taken < cardinality(_terms) THEN
    RAISE EXCEPTION 'another transfer makes the contact' USING ERRCODE = 'RT001';
  END IF;
  RETURN _taken;
END
$$;
