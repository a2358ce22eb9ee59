-- Renews leases, locking the lanes in the order of their keys, and returns the fences that still hold.
CREATE OR REPLACE FUNCTION {schema}.inbox_renew(_consumer text, _keys text[], _fences bigint[], _lease interval)
RETURNS SETOF bigint
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  PERFORM FROM {schema}.inbox_lane l
  WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND coalesce(l.fence) = ANY (_fences)
  ORDER BY l.key FOR UPDATE;
  RETURN QUERY
  UPDATE {schema}.inbox_lane l SET run_at = now() + _lease
  WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND coalesce(l.fence) = ANY (_fences) RETURNING l.fence;
END
$$;
