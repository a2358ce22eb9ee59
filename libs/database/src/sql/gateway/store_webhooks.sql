-- Stores bodies of webhooks, under the lock that webhook_horizon waits for.
CREATE OR REPLACE FUNCTION gateway.store_webhooks(accounts uuid[], bodies text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('gateway.webhook', 0));
  INSERT INTO gateway.webhook (account_id, body) SELECT * FROM unnest(accounts, bodies);
END
$$;
