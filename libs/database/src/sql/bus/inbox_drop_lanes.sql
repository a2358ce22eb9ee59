-- Deletes those of the lanes that nobody works on and that have no row. coalesce() keeps the planner off the index of
-- due lanes.
CREATE OR REPLACE FUNCTION {schema}.inbox_drop_lanes(_consumer text, _keys text[]) RETURNS void
LANGUAGE sql SET enable_seqscan = off AS $$
  DELETE FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.key = ANY (_keys) AND coalesce(l.fence) = 0
  AND NOT EXISTS (
    SELECT FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.key = l.key AND i.state = 'waiting')
$$;
