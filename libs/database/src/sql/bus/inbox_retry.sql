-- Gives a lane back for a later try while the claim holds; false when it does not. A wake that came during the attempt
-- must not be lost: the row of woken is locked first, here shared and by a wake exclusively, so each sees what the other
-- has committed.
CREATE OR REPLACE FUNCTION {schema}.inbox_retry(_consumer text, _job jsonb, _retry jsonb) RETURNS boolean
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  _waits_for text := _retry ->> 'waitsFor';
  _run_at timestamptz := now() + (_retry ->> 'afterMs')::float8 * interval '1 ms';
  _woken timestamptz;
BEGIN
  IF _waits_for IS NOT NULL THEN
    INSERT INTO {schema}.woken (waits_for, at) VALUES (_waits_for, '-infinity') ON CONFLICT DO NOTHING;
    SELECT w.at INTO _woken FROM {schema}.woken w WHERE w.waits_for = _waits_for FOR SHARE;
    IF _woken >= clock_timestamp() - (_retry ->> 'ranMs')::float8 * interval '1 ms' THEN _run_at := now(); END IF;
  END IF;
  UPDATE {schema}.inbox_lane l
  SET run_at = _run_at, fence = 0, failures = l.failures + (_retry ->> 'failures')::int
  WHERE l.consumer = _consumer AND l.key = _job ->> 'key' AND coalesce(l.fence) = (_job ->> 'fence')::bigint;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE {schema}.inbox i
  SET reason = _retry -> 'reason', waits_for = _waits_for,
    retried_since = coalesce(i.retried_since, now())
  WHERE i.consumer = _consumer AND i.id = _job ->> 'id' AND coalesce(i.state) = 'waiting';
  RETURN true;
END
$$;
