-- Frees the slots of answered calls, one second after each answer, then serves those who ask, in the given order. An
-- answer may be reported late: its age goes along. A slot whose time-out has passed and that somebody else holds stays
-- as it is. Budgets are locked in the order of their names, so that two of these statements never wait for each other.
CREATE OR REPLACE FUNCTION accounts.use_slots(p_answered jsonb, p_asked jsonb, p_lease_ms float)
RETURNS TABLE (slot int, start_ms float, wait_ms float, stopped text) LANGUAGE plpgsql AS $$
DECLARE
  item record;
BEGIN
  FOR item IN
    SELECT e ->> 'budget' AS budget FROM jsonb_array_elements(p_answered || p_asked) e GROUP BY 1 ORDER BY 1
  LOOP
    PERFORM accounts.open_budget(item.budget);
  END LOOP;
  FOR item IN
    SELECT * FROM jsonb_to_recordset(p_answered) AS a(budget text, slot int, holder uuid, "agoMs" float)
  LOOP
    UPDATE accounts.rate_slot s
      SET holder = NULL, free_at = clock_timestamp() + (1000 - item."agoMs") * interval '1 ms'
      WHERE s.budget = item.budget AND s.slot = item.slot AND s.holder = item.holder;
  END LOOP;
  FOR item IN
    SELECT a.* FROM ROWS FROM (jsonb_to_recordset(p_asked)
      AS (budget text, waiter uuid, holder uuid, priority int, "waitedMs" float)) WITH ORDINALITY
      AS a(budget, waiter, holder, priority, "waitedMs", n) ORDER BY a.n
  LOOP
    RETURN QUERY SELECT t.* FROM accounts.take_slot(
      item.budget, item.waiter, item.holder, item.priority, item."waitedMs", p_lease_ms) t;
  END LOOP;
END
$$;
