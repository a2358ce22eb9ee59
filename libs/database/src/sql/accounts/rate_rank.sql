-- The rank of a waiter, smaller first: its priority, or -1 for a class that has waited and gone unserved too long.
CREATE OR REPLACE FUNCTION accounts.rate_rank(
  p_priority int, p_waited interval, p_at timestamptz, p_book accounts.rate_budget
) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_priority = 1 AND p_waited >= interval '1 second'
      AND p_book.routing_served_at <= p_at - interval '1 second' THEN -1
    WHEN p_priority = 2 AND p_waited >= interval '2 seconds'
      AND p_book.bulk_served_at <= p_at - interval '2 seconds' THEN -1
    ELSE p_priority
  END
$$;
