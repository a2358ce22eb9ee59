-- Closes the open alarms of these kinds and subjects. Returns how many that are.
CREATE OR REPLACE FUNCTION accounts.clear_alarms(_kinds text[], _subjects text[], _at timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  _cleared integer;
BEGIN
  UPDATE accounts.alarm SET cleared_at = _at WHERE kind = ANY (_kinds) AND subject = ANY (_subjects) AND cleared_at IS NULL;
  GET DIAGNOSTICS _cleared = ROW_COUNT;
  RETURN _cleared;
END
$$;
