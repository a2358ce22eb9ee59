-- Whether a dead letter may be tried again by itself. `_meant`: `after`, the moment before which it was given up too long
-- ago; `keep`, what a payload has that is left to a person; `held`, the keys whose work waits for a person's word.
CREATE OR REPLACE FUNCTION {schema}.inbox_may_try(_key text, _payload jsonb, _given_up timestamptz, _meant jsonb)
RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT NOT coalesce(_given_up < (_meant ->> 'after')::timestamptz OR _payload @> (_meant -> 'keep')
    OR _meant -> 'held' ? _key, false)
$$;
