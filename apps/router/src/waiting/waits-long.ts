/** Minutes after which a lead that waits needs a person, where the rules do not say. */
const usualMinutes = 240;

/** What waits for a moment is judged again then, within this time. */
const dueWithin = '15 minutes';

/**
 * SQL: whether a row of `router.judged_lead judged` that waits has done so for longer than the rules of its account allow.
 * A lead that waits for its branch to open, or to have room again, does not wait for long before that moment.
 */
export const waitsLong = `(judged.since < now() - interval '1 minute' * coalesce((
  SELECT (rules ->> 'waitAlarmMinutes')::int FROM router.routing_rules
  WHERE rules ->> 'hqAccountId' = judged.account_id::text ORDER BY version DESC LIMIT 1), ${usualMinutes})
  AND coalesce((judged.reason ->> 'until')::timestamptz, '-infinity') < now() - interval '${dueWithin}')`;
