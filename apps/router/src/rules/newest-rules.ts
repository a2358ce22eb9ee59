/** In SQL: the rules in force of each HQ account, as `account_id` and `rules`. */
export const newestRules = `SELECT DISTINCT ON (rules ->> 'hqAccountId') (rules ->> 'hqAccountId')::uuid AS account_id, rules
  FROM router.routing_rules ORDER BY rules ->> 'hqAccountId', version DESC`;
