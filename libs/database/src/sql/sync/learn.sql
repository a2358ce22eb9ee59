-- Enters objects of an account in the ledger and takes others out of it. Safe to repeat.
CREATE OR REPLACE FUNCTION sync.learn(_account uuid, _entries jsonb, _forgotten jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF jsonb_array_length(_forgotten) > 0 THEN
    DELETE FROM sync.managed_object m USING jsonb_to_recordset(_forgotten) AS f(kind text, ref text)
    WHERE m.account_id = _account AND m.kind = f.kind AND m.ref = f.ref;
  END IF;
  IF jsonb_array_length(_entries) > 0 THEN
    INSERT INTO sync.managed_object (account_id, kind, ref, branch_id, origin)
    SELECT _account, e.kind, e.ref, e."branchId", e.origin
    FROM jsonb_to_recordset(_entries) AS e(kind text, ref text, "branchId" text, origin text)
    ON CONFLICT (account_id, kind, ref)
    DO UPDATE SET branch_id = EXCLUDED.branch_id, origin = EXCLUDED.origin, unseen_since = NULL, beside = NULL;
  END IF;
END
$$;
