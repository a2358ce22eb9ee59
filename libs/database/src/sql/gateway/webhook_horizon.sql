-- The number up to which every webhook is committed or never will be. Numbers are given out before their rows are
-- committed, so a cursor alone would skip a late one: writers hold a shared lock from before their numbers to their
-- commit, and this takes it exclusively for a moment.
CREATE OR REPLACE FUNCTION gateway.webhook_horizon() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('gateway.webhook', 0));
  RETURN (SELECT coalesce(max(id), 0) FROM gateway.webhook);
END
$$;
