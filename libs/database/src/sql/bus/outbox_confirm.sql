-- Notes that consumers have stored messages, and deletes the messages that nobody waits for any more. Does not wait for
-- the disk: a lost confirmation means that the message is sent again.
CREATE OR REPLACE FUNCTION {schema}.outbox_confirm(_ids uuid[], _consumers text[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  DELETE FROM {schema}.outbox o
  USING (SELECT id, array_agg(consumer) AS names FROM unnest(_ids, _consumers) AS u(id, consumer) GROUP BY id) c
  WHERE o.id = ANY (_ids) AND o.id = c.id AND o.waiting <@ c.names;
  UPDATE {schema}.outbox o
  SET waiting = ARRAY(SELECT unnest(o.waiting) EXCEPT SELECT unnest(c.names))
  FROM (SELECT id, array_agg(consumer) AS names FROM unnest(_ids, _consumers) AS u(id, consumer) GROUP BY id) c
  WHERE o.id = ANY (_ids) AND o.id = c.id;
  -- Two confirmations at once: the later one may find that nobody is left.
  IF FOUND THEN DELETE FROM {schema}.outbox WHERE id = ANY (_ids) AND waiting = '{}'; END IF;
END
$$;
