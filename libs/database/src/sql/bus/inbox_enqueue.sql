-- Sets a job for now or for _run_at, or moves it there when it is set already. False when it runs or has ended.
CREATE OR REPLACE FUNCTION {schema}.inbox_enqueue(_consumer text, _message jsonb, _run_at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  _key text := _message ->> 'key';
  _is_due boolean := _run_at IS NULL OR _run_at <= now();
  _is_set boolean;
  _lanes text[];
BEGIN
  _lanes := {schema}.inbox_lock_lanes(_consumer, _message ->> 'id', CASE WHEN _is_due THEN _key END);
  INSERT INTO {schema}.inbox AS i (consumer, id, key, payload, correlation_id, cause_id, state, run_at)
  VALUES (_consumer, _message ->> 'id', _key, _message -> 'payload', _message ->> 'correlationId',
    _message ->> 'causeId', CASE WHEN _is_due THEN 'waiting' ELSE 'timer' END, coalesce(_run_at, now()))
  ON CONFLICT (consumer, id) DO UPDATE SET key = EXCLUDED.key, payload = EXCLUDED.payload, state = EXCLUDED.state,
    run_at = EXCLUDED.run_at, seq = EXCLUDED.seq
  WHERE i.state = 'timer' OR (i.state = 'waiting' AND NOT {schema}.inbox_is_running(_consumer, i.key, i.id));
  _is_set := FOUND;
  IF NOT (_is_set AND _is_due) THEN PERFORM {schema}.inbox_drop_lanes(_consumer, _lanes); END IF;
  PERFORM pg_notify('{schema}_inbox', _consumer);
  RETURN _is_set;
END
$$;
