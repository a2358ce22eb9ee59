-- Locks the lanes of a row and of the key it is to have, makes those that are missing and returns their keys. A claim
-- that is not committed yet is waited for, so that what comes next sees what it left.
CREATE OR REPLACE FUNCTION {schema}.inbox_lock_lanes(_consumer text, _id text, _key text) RETURNS text[]
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  _keys text[];
BEGIN
  LOOP
    SELECT array_agg(u.key ORDER BY u.key) INTO _keys FROM (
      SELECT _key AS key WHERE _key IS NOT NULL
      UNION SELECT i.key FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.id = _id
    ) u;
    INSERT INTO {schema}.inbox_lane AS l (consumer, key, run_at)
    SELECT _consumer, k, now() FROM unnest(_keys) AS k ORDER BY k
    ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;
    -- The row may have moved to another key while the lane was waited for.
    EXIT WHEN NOT EXISTS (
      SELECT FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.id = _id AND i.key <> ALL (_keys));
  END LOOP;
  RETURN _keys;
END
$$;
