-- What a dead letter was given up for: the host that answered the call, else the account that the work is about; ''
-- when neither is known. Dead letters of one consumer and one cause are tried again together.
CREATE OR REPLACE FUNCTION {schema}.inbox_cause(_payload jsonb, _reason jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(_reason #>> '{facts,last,facts,host}', _reason #>> '{facts,host}', _payload ->> 'accountId', '')
$$;
