-- One round of a worker: makes timers due, ends jobs, claims others and, when there are fewer than asked for, says when
-- the next are due. Returns three kinds of rows: ended ids, claims, and at most one with due_ms alone. The lanes of due
-- timers and of ended jobs are locked together, in the order of their keys, because two rounds that lock two sets one
-- after the other can wait for each other. Work that is not due when it looks is reported as due in the future, so a due
-- lane in an answer without claims is one that somebody holds.
CREATE OR REPLACE FUNCTION {schema}.inbox_round(_consumer text, _ended jsonb, _limit int, _lease interval)
RETURNS TABLE (ended text, id text, key text, payload jsonb, correlation_id text, cause_id text, attempt int,
  failures int, fence bigint, due_ms float8)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  _found bigint; _timers text[]; _keys text[];
BEGIN
  IF _limit > 0 THEN
    SELECT array_agg(t.id), array_agg(t.key) INTO _timers, _keys FROM (
      SELECT i.id, i.key FROM {schema}.inbox i
      WHERE i.consumer = _consumer AND i.state = 'timer' AND i.run_at <= now() ORDER BY i.run_at, i.seq LIMIT 500
    ) t;
  END IF;
  IF _timers IS NOT NULL THEN
    -- An ended job whose lane is gone makes an empty one; the claim that finds it removes it.
    INSERT INTO {schema}.inbox_lane AS l (consumer, key, run_at)
    SELECT _consumer, u.key, now() FROM (
      SELECT k AS key FROM unnest(_keys) AS k UNION SELECT j.key FROM jsonb_to_recordset(_ended) AS j(key text)
    ) u ORDER BY u.key
    ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;
    UPDATE {schema}.inbox i SET state = 'waiting', seq = d.seq
    FROM (SELECT u.id, nextval(pg_get_serial_sequence('{schema}.inbox', 'seq')) AS seq FROM unnest(_timers) AS u(id)) d
    WHERE i.consumer = _consumer AND i.id = d.id AND i.state = 'timer' AND i.run_at <= now();
  END IF;
  IF jsonb_array_length(_ended) > 0 THEN
    RETURN QUERY SELECT e, NULL, NULL, NULL::jsonb, NULL, NULL, NULL::int, NULL::int, NULL::bigint, NULL::float8
    FROM {schema}.inbox_end(_consumer, _ended, 'done', NULL) AS e;
  END IF;
  IF _limit <= 0 THEN RETURN; END IF;
  RETURN QUERY SELECT NULL, c.*, NULL::float8 FROM {schema}.inbox_claim(_consumer, _limit, _lease) AS c;
  GET DIAGNOSTICS _found = ROW_COUNT;
  IF _found < _limit THEN
    RETURN QUERY SELECT NULL, NULL, NULL, NULL::jsonb, NULL, NULL, NULL::int, NULL::int, NULL::bigint,
      extract(epoch FROM CASE WHEN d.at <= now() THEN d.at - now()
        ELSE greatest(d.at - clock_timestamp(), interval '1 ms') END)::float8 * 1000
    FROM (SELECT least(
        (SELECT min(l.run_at) FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.fence = 0),
        (SELECT min(l.run_at) FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.fence <> 0),
        (SELECT min(i.run_at) FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.state = 'timer')
      ) AS at) d
    WHERE d.at IS NOT NULL;
  END IF;
END
$$;
