-- Makes due what waits for an account, the oldest first, and returns how many jobs that are. Jobs that run meanwhile
-- find the wake when they fail.
CREATE OR REPLACE FUNCTION {schema}.inbox_wake(_waits_for text) RETURNS int
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  _consumers text[]; _keys text[]; _since timestamptz[];
BEGIN
  INSERT INTO {schema}.woken AS w (waits_for, at) VALUES (_waits_for, clock_timestamp())
  ON CONFLICT (waits_for) DO UPDATE SET at = clock_timestamp();
  SELECT array_agg(h.consumer), array_agg(h.key), array_agg(h.created_at) INTO _consumers, _keys, _since FROM (
    SELECT l.consumer, l.key, i.created_at
    FROM {schema}.inbox i JOIN {schema}.inbox_lane l ON l.consumer = i.consumer AND l.key = i.key
    WHERE i.waits_for = _waits_for AND i.state = 'waiting' AND coalesce(l.fence) = 0 AND l.run_at > now()
    ORDER BY l.consumer, l.key FOR UPDATE OF l
  ) h;
  IF _keys IS NULL THEN RETURN 0; END IF;
  UPDATE {schema}.inbox_lane l SET run_at = least(d.since, now())
  FROM unnest(_consumers, _keys, _since) AS d(consumer, key, since)
  WHERE l.consumer = d.consumer AND l.key = d.key AND coalesce(l.fence) = 0;
  PERFORM pg_notify('{schema}_inbox', c) FROM (SELECT DISTINCT unnest(_consumers) AS c) d;
  RETURN cardinality(_keys);
END
$$;
