-- Deletes a job that waits; false when there is none, or it runs.
CREATE OR REPLACE FUNCTION {schema}.inbox_cancel(_consumer text, _id text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  _is_gone boolean;
  _lanes text[];
BEGIN
  _lanes := {schema}.inbox_lock_lanes(_consumer, _id, NULL);
  DELETE FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.id = _id AND (i.state = 'timer'
    OR (i.state = 'waiting' AND NOT {schema}.inbox_is_running(_consumer, i.key, i.id)));
  _is_gone := FOUND;
  PERFORM {schema}.inbox_drop_lanes(_consumer, _lanes);
  RETURN _is_gone;
END
$$;
