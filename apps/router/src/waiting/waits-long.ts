/** Minutes after which a lead that waits needs a person, where the rules do not say. */
const usualMinutes = 240;

/** SQL: whether a row of `router.judged_lead judged` that waits has done so for longer than the rules of its account allow. */
export const waitsLong = `judged.since < now() - interval '1 minute' * coalesce((
  SELECT (rules ->> 'waitAlarmMinutes')::int FROM router.routing_rules
  WHERE rules ->> 'hqAccountId' = judged.account_id::text ORDER BY version DESC LIMIT 1), ${usualMinutes})`;
