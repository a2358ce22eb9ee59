-- Whether a worker has claimed this row: its lane is leased and it is the oldest of its key.
CREATE OR REPLACE FUNCTION {schema}.inbox_is_running(_consumer text, _key text, _id text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.key = _key AND l.fence <> 0
    AND _id = (SELECT i.id FROM {schema}.inbox i WHERE i.consumer = _consumer AND i.key = _key AND i.state = 'waiting'
               ORDER BY i.seq LIMIT 1))
$$;
