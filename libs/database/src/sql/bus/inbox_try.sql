-- Tries dead letters of one consumer and cause again, those tried or given up longest ago first, one of each key; returns
-- how many. The failures of its last attempt count, so that one attempt more shows whether the cause is gone. A key with other
-- work is left out: a good run of that shows the same. `_try`: what inbox_may_try takes; `before`, only what was given up before
-- this moment; `triedBefore`, only what was not tried since.
CREATE OR REPLACE FUNCTION {schema}.inbox_try(_consumer text, _cause text, _limit int, _try jsonb, _now timestamptz)
RETURNS int
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  _before timestamptz := (_try ->> 'before')::timestamptz;
  _tried_before timestamptz := (_try ->> 'triedBefore')::timestamptz;
  _ids text[]; _keys text[]; _failures int[]; _tried int;
BEGIN
  SELECT array_agg(p.id), array_agg(p.key), array_agg(p.failures) INTO _ids, _keys, _failures FROM (
    SELECT o.* FROM (
      SELECT DISTINCT ON (i.key) i.id, i.key, coalesce(i.tried_at, i.finished_at) AS at,
        CASE i.reason ->> 'key' WHEN 'failures.given-up-after' THEN (i.reason #>> '{facts,failures}')::int - 1 ELSE 0 END AS failures
      FROM {schema}.inbox i
      WHERE i.state = 'dead' AND i.consumer = _consumer AND {schema}.inbox_cause(i.payload, i.reason) = _cause
        AND (_before IS NULL OR i.finished_at < _before)
        AND (_tried_before IS NULL OR i.tried_at IS NULL OR i.tried_at < _tried_before)
        AND {schema}.inbox_may_try(i.key, i.payload, i.finished_at, _try)
        AND NOT EXISTS (SELECT FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.key = i.key)
      ORDER BY i.key, coalesce(i.tried_at, i.finished_at)
    ) o ORDER BY o.at LIMIT _limit
  ) p;
  IF _keys IS NULL THEN RETURN 0; END IF;
  INSERT INTO {schema}.inbox_lane AS l (consumer, key, run_at, failures)
  SELECT _consumer, p.key, now(), p.failures FROM unnest(_keys, _failures) AS p(key, failures) ORDER BY p.key
  ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;
  UPDATE {schema}.inbox i
  SET state = 'waiting', waits_for = NULL, retried_since = NULL, tried_at = _now, tried_for = _cause,
    seq = nextval(pg_get_serial_sequence('{schema}.inbox', 'seq'))
  WHERE i.consumer = _consumer AND i.id = ANY (_ids) AND i.state = 'dead';
  GET DIAGNOSTICS _tried = ROW_COUNT;
  PERFORM pg_notify('{schema}_inbox', _consumer);
  RETURN _tried;
END
$$;
