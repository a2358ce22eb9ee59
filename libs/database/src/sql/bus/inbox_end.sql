-- Ends jobs as done or dead while their fence holds, gives each lane to its next row and deletes empty lanes. Returns
-- the ended ids. A dead letter that was tried again by itself keeps the moment at which it was given up first. A fence is
-- given once, so among several claims of one key it names the one that holds. coalesce() and the subquery with a LIMIT keep
-- the planner on the right index, whatever a fresh backlog makes it believe.
CREATE OR REPLACE FUNCTION {schema}.inbox_end(_consumer text, _jobs jsonb, _state text, _reason jsonb)
RETURNS SETOF text
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  _ids text[]; _keys text[]; _fences bigint[]; _next text[];
BEGIN
  SELECT array_agg(j.key), array_agg(j.fence) INTO _keys, _fences
  FROM jsonb_to_recordset(_jobs) AS j(key text, fence bigint);
  SELECT array_agg(h.key), array_agg(h.fence) INTO _keys, _fences FROM (
    SELECT l.key, l.fence FROM {schema}.inbox_lane l
    WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND coalesce(l.fence) = ANY (_fences)
    ORDER BY l.key FOR UPDATE
  ) h;
  IF _keys IS NULL THEN RETURN; END IF;
  SELECT array_agg(j.id) INTO _ids FROM jsonb_to_recordset(_jobs) AS j(id text, fence bigint)
  WHERE j.fence = ANY (_fences);

  RETURN QUERY
  UPDATE {schema}.inbox i SET state = _state, reason = _reason,
    finished_at = CASE _state WHEN 'dead' THEN coalesce(i.finished_at, now()) ELSE now() END
  WHERE i.consumer = _consumer AND i.id = ANY (_ids) AND coalesce(i.state) = 'waiting' RETURNING i.id;

  SELECT array_agg(k) INTO _next FROM unnest(_keys) AS k
  WHERE (SELECT true FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.key = k AND i.state = 'waiting'
         ORDER BY i.seq LIMIT 1);
  UPDATE {schema}.inbox_lane l SET run_at = now(), fence = 0, attempt = 0, failures = 0
  WHERE l.consumer = _consumer AND l.key = ANY (_next);
  DELETE FROM {schema}.inbox_lane l
  WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND l.key <> ALL (coalesce(_next, '{}'));
END
$$;
