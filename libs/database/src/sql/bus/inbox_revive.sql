-- Makes work of these keys due at once, also what was given up, whose attempts are counted anew. Returns two kinds of rows:
-- each key that has work, and each payload that was given up until now.
CREATE OR REPLACE FUNCTION {schema}.inbox_revive(_consumer text, _keys text[])
RETURNS TABLE (key text, revived jsonb)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  _found text[];
BEGIN
  INSERT INTO {schema}.inbox_lane AS l (consumer, key, run_at)
  SELECT DISTINCT i.consumer, i.key, now() FROM {schema}.inbox i
  WHERE i.state = 'dead' AND i.consumer = _consumer AND i.key = ANY (_keys) ORDER BY i.key
  ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;
  SELECT array_agg(h.key) INTO _found FROM (
    SELECT l.key FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.key = ANY (_keys)
    ORDER BY l.key FOR UPDATE
  ) h;
  RETURN QUERY SELECT k, NULL::jsonb FROM unnest(_found) AS k;
  RETURN QUERY UPDATE {schema}.inbox i
  SET state = 'waiting', finished_at = NULL, waits_for = NULL, retried_since = NULL,
    tried_at = NULL, tried_for = NULL,
    seq = nextval(pg_get_serial_sequence('{schema}.inbox', 'seq'))
  WHERE i.state = 'dead' AND i.consumer = _consumer AND i.key = ANY (_found) RETURNING NULL::text, i.payload;
  UPDATE {schema}.inbox_lane l SET run_at = now()
  WHERE l.consumer = _consumer AND l.key = ANY (_found) AND coalesce(l.fence) = 0 AND l.run_at > now();
  PERFORM pg_notify('{schema}_inbox', _consumer);
END
$$;
