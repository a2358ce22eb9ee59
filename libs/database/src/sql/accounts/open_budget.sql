-- Locks a budget until the transaction ends; makes it with its seven slots when it is new. The slots of a PostgreSQL
-- that has just started are free after a second: calls from before a crash may still be within theirs.
CREATE OR REPLACE FUNCTION accounts.open_budget(p_budget text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM accounts.rate_budget b WHERE b.budget = p_budget FOR UPDATE;
  IF FOUND THEN RETURN; END IF;
  INSERT INTO accounts.rate_budget (budget) VALUES (p_budget) ON CONFLICT DO NOTHING;
  PERFORM FROM accounts.rate_budget b WHERE b.budget = p_budget FOR UPDATE;
  INSERT INTO accounts.rate_slot (budget, slot, free_at)
    SELECT p_budget, n, greatest(clock_timestamp(), pg_postmaster_start_time() + interval '1 second')
    FROM generate_series(1, 7) n ON CONFLICT DO NOTHING;
END
$$;
