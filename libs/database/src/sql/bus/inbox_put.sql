-- Stores messages of a consumer, each once, and a lane for each of their keys. What is present when it looks is left out
-- for good: a finished row may be cleared before the others are written, and no row may be written without a lane.
-- _notifies_others notifies the other copies of the service.
CREATE OR REPLACE FUNCTION {schema}.inbox_put(_consumer text, _messages jsonb, _notifies_others boolean) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  _new jsonb[]; _keys text[];
BEGIN
  SELECT array_agg(e.m ORDER BY e.n), array_agg(DISTINCT e.m ->> 'key') INTO _new, _keys
  FROM jsonb_array_elements(_messages) WITH ORDINALITY AS e(m, n)
  WHERE (SELECT true FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.id = e.m ->> 'id' LIMIT 1) IS NULL;
  IF _new IS NULL THEN RETURN; END IF;

  INSERT INTO {schema}.inbox_lane AS l (consumer, key, run_at) SELECT _consumer, k, now() FROM unnest(_keys) AS k
  ORDER BY k
  ON CONFLICT (consumer, key) DO UPDATE SET key = EXCLUDED.key WHERE false;

  INSERT INTO {schema}.inbox (consumer, id, key, payload, correlation_id, cause_id)
  SELECT _consumer, e.m ->> 'id', e.m ->> 'key', e.m -> 'payload', e.m ->> 'correlationId', e.m ->> 'causeId'
  FROM unnest(_new) WITH ORDINALITY AS e(m, n) ORDER BY e.n
  ON CONFLICT (consumer, id) DO NOTHING;
  IF _notifies_others THEN PERFORM pg_notify('{schema}_inbox', _consumer); END IF;
END
$$;
