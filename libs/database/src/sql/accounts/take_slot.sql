-- Takes a slot of an opened budget for p_holder, or registers a waiter and says after how many milliseconds to ask again.
-- With a slot, start_ms says when its call may leave and wait_ms when to ask for a next one at the earliest.
--
-- Waiters go by priority (0 claim, 1 routing, 2 bulk), then by age. Nobody starves: routing that has waited one second and
-- bulk that has waited two go first when their class was not served for so long. Bulk is paced, 144 ms apart, because
-- seven calls sent at once would leave a claim waiting for a whole second; 144 ms is a little less than a seventh of a
-- second, and a call that came late (by 40 ms at most) does not delay the next, so that the time a wake-up takes costs no
-- throughput.
--
-- A slot is given up to 15 ms before it is free, with the wait that is left, and who waits is told to ask 12 ms early:
-- a slot would be idle while its next holder wakes up and asks.
CREATE OR REPLACE FUNCTION accounts.take_slot(
  p_budget text, p_waiter uuid, p_holder uuid, p_priority int, p_waited_ms float, p_lease_ms float,
  OUT slot int, OUT start_ms float, OUT wait_ms float, OUT stopped text
) LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := clock_timestamp();
  soon timestamptz := at + interval '15 ms';
  early interval := interval '12 ms';
  book accounts.rate_budget;
  halt accounts.rate_stop;
  free int;
  ahead int;
  start timestamptz;
  wake timestamptz;
BEGIN
  SELECT * INTO halt FROM accounts.rate_stop s WHERE s.budget = p_budget AND s.until > at;
  IF FOUND THEN
    -- Without a wait the stop has no end.
    wait_ms := CASE WHEN halt.until < 'infinity' THEN extract(epoch FROM halt.until - at)::float * 1000 END;
    stopped := halt.reason;
    RETURN;
  END IF;

  SELECT * INTO book FROM accounts.rate_budget b WHERE b.budget = p_budget;
  SELECT count(*) INTO free FROM accounts.rate_slot s WHERE s.budget = p_budget AND s.free_at <= soon;
  SELECT count(*) INTO ahead FROM accounts.rate_waiter w
    WHERE w.budget = p_budget AND w.waiter <> p_waiter AND w.expires_at > at
      AND (accounts.rate_rank(w.priority, at - w.since, at, book), w.since, w.waiter)
        < (accounts.rate_rank(p_priority, p_waited_ms * interval '1 ms', at, book),
           at - p_waited_ms * interval '1 ms', p_waiter);

  IF ahead < free AND (p_priority < 2 OR book.bulk_next_at <= soon) THEN
    SELECT s.slot, greatest(at, s.free_at) INTO slot, start FROM accounts.rate_slot s
      WHERE s.budget = p_budget ORDER BY s.free_at LIMIT 1;
    IF p_priority = 2 THEN start := greatest(start, book.bulk_next_at); END IF;
    UPDATE accounts.rate_slot s SET holder = p_holder, free_at = start + p_lease_ms * interval '1 ms'
      WHERE s.budget = p_budget AND s.slot = take_slot.slot;
    wake := at;
    IF p_priority = 1 THEN
      UPDATE accounts.rate_budget b SET routing_served_at = start WHERE b.budget = p_budget;
    ELSIF p_priority = 2 THEN
      wake := greatest(book.bulk_next_at, start - interval '40 ms') + interval '144 ms';
      UPDATE accounts.rate_budget b SET bulk_served_at = start, bulk_next_at = wake WHERE b.budget = p_budget;
    END IF;
    DELETE FROM accounts.rate_waiter w
      WHERE w.budget = p_budget AND (w.waiter = p_waiter OR w.expires_at < at);
    SELECT greatest(wake, min(s.free_at)) INTO wake FROM accounts.rate_slot s
      WHERE s.budget = p_budget AND s.holder IS NULL;
    start_ms := extract(epoch FROM start - at)::float * 1000;
    wait_ms := greatest(0, extract(epoch FROM wake - early - at)::float * 1000);
    RETURN;
  END IF;

  -- A held slot cannot be free within the second after now, unless its answer is on its way to us already.
  SELECT t.earliest INTO wake FROM (
    SELECT CASE WHEN s.holder IS NULL THEN s.free_at ELSE least(s.free_at, at + interval '1 second') END AS earliest
    FROM accounts.rate_slot s WHERE s.budget = p_budget
  ) t ORDER BY t.earliest OFFSET least(ahead, 6) LIMIT 1;
  IF p_priority = 2 THEN wake := greatest(wake, book.bulk_next_at); END IF;
  wake := greatest(wake - early, at + interval '1 ms');
  INSERT INTO accounts.rate_waiter AS w (waiter, budget, priority, since, expires_at)
    VALUES (p_waiter, p_budget, p_priority, at - p_waited_ms * interval '1 ms', wake + interval '500 ms')
    ON CONFLICT (waiter) DO UPDATE SET since = EXCLUDED.since, expires_at = EXCLUDED.expires_at;
  wait_ms := extract(epoch FROM wake - at)::float * 1000;
END
$$;
