-- Takes messages that are due for sending and puts each back for a later try, until it is confirmed. Each row names its
-- predecessor of the same key and subject, with the consumers that have not confirmed it. Does not wait for the disk:
-- after a power cut the message is sent again, and its receiver knows it. Plans of functions are kept while tables grow
-- from nothing to a backlog, so ids are looked up by arrays, never joined.
CREATE OR REPLACE FUNCTION {schema}.outbox_take(_limit int)
RETURNS TABLE (id uuid, subject text, version int, key text, payload jsonb, correlation_id text, cause_id text,
  waiting text[], sends int, after uuid, after_for text[])
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY
  WITH due AS (
    SELECT o.id FROM {schema}.outbox o WHERE o.send_at <= now() ORDER BY o.send_at, o.seq LIMIT _limit
    FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE {schema}.outbox o
    SET sends = o.sends + 1, send_at = now() + least(interval '5 min', interval '5 s' * 2 ^ least(o.sends, 10))
    WHERE o.id = ANY (ARRAY(SELECT due.id FROM due)) RETURNING o.*
  )
  SELECT t.id, t.subject, t.version, t.key, t.payload, t.correlation_id, t.cause_id, t.waiting, t.sends - 1,
    before.id, coalesce(before.waiting, '{}')
  FROM taken t LEFT JOIN LATERAL (
    SELECT p.id, p.waiting FROM {schema}.outbox p
    WHERE p.key = t.key AND p.subject = t.subject AND p.seq < t.seq ORDER BY p.seq DESC LIMIT 1
  ) before ON true
  ORDER BY t.seq;
END
$$;
