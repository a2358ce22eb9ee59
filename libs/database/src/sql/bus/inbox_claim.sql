-- Leases up to _limit due lanes and returns the oldest row of each. Lanes of dead workers come first: they were begun
-- before a backlog that is older than their lease. Takes only lanes that nobody holds, so it never waits; inbox_round
-- makes timers due before it.
CREATE OR REPLACE FUNCTION {schema}.inbox_claim(_consumer text, _limit int, _lease interval)
RETURNS TABLE (id text, key text, payload jsonb, correlation_id text, cause_id text, attempt int, failures int,
  fence bigint)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  _keys text[]; _fences bigint[]; _attempts int[]; _failures int[]; _found bigint;
BEGIN
  WITH orphaned AS (
    SELECT l.key FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.fence <> 0 AND l.run_at <= now()
    ORDER BY l.run_at LIMIT _limit FOR UPDATE SKIP LOCKED
  ), due AS (
    SELECT l.key FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.fence = 0 AND l.run_at <= now()
    ORDER BY l.run_at LIMIT _limit - (SELECT count(*) FROM orphaned) FOR UPDATE SKIP LOCKED
  ), picked AS (
    SELECT o.key FROM orphaned o UNION ALL SELECT d.key FROM due d
  ), claimed AS (
    UPDATE {schema}.inbox_lane l
    SET run_at = now() + _lease, fence = nextval('{schema}.inbox_fence'), attempt = l.attempt + 1
    WHERE l.consumer = _consumer AND l.key = ANY (ARRAY(SELECT picked.key FROM picked))
    RETURNING l.key, l.fence, l.attempt, l.failures
  )
  SELECT array_agg(c.key), array_agg(c.fence), array_agg(c.attempt), array_agg(c.failures)
  INTO _keys, _fences, _attempts, _failures FROM claimed c;
  IF _keys IS NULL THEN RETURN; END IF;

  -- A statement of its own: the oldest row must be read after the lane is locked.
  RETURN QUERY
  SELECT h.id, c.key, h.payload, h.correlation_id, h.cause_id, c.attempt, c.failures, c.fence
  FROM unnest(_keys, _fences, _attempts, _failures) AS c(key, fence, attempt, failures)
  CROSS JOIN LATERAL (
    SELECT i.* FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.key = c.key AND i.state = 'waiting'
    ORDER BY i.seq LIMIT 1
  ) h;
  GET DIAGNOSTICS _found = ROW_COUNT;
  IF _found < cardinality(_keys) THEN
    DELETE FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND NOT EXISTS (
      SELECT FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.key = l.key AND i.state = 'waiting');
  END IF;
END
$$;
