-- Makes the partition of the history for the month (UTC) in which a moment lies; does nothing where it exists.
CREATE OR REPLACE FUNCTION journal.make_month(_moment bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  _from timestamp := date_trunc('month', to_timestamp(_moment) AT TIME ZONE 'UTC');
  _name text := 'history_' || to_char(_from, 'YYYY_MM');
BEGIN
  IF to_regclass('journal.' || _name) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('journal.' || _name));
  -- to_regclass may remember its answer from before the wait; CREATE looks again.
  EXECUTE format('CREATE TABLE IF NOT EXISTS journal.%I PARTITION OF journal.history
    FOR VALUES FROM (%s) TO (%s)', _name,
    extract(epoch FROM _from)::bigint, extract(epoch FROM _from + interval '1 month')::bigint);
END
$$;
