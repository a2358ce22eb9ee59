import { noLaterLeg, otherCards } from '../custody/other-cards.js';

/**
 * HQ has two leads of one deal of a branch, which is won by one of them only. They are listed while both are open, one row for
 * the later one; behind a deal that is won, the one that is not closed with it. While head office has the deal from its branch
 * (an escalation that lives), closing its card closes the deal, so the row is of the other lead. The columns are those of
 * `waiting.repository.ts`; one of the legs of such a deal was joined to it.
 */
export const oneDeal = `
  SELECT id::text, 'lead-in-two', since, hq_account_id, NULL::uuid, hq_lead_id, reason, branch_name, NULL::int, NULL::int, NULL::jsonb
  FROM (SELECT DISTINCT ON (leg.id) leg.id, greatest(leg.started_at, other.since, leg.ended_at) AS since, leg.hq_account_id,
    CASE WHEN given.hq_lead_id = leg.hq_lead_id THEN other.hq_lead_id ELSE leg.hq_lead_id END AS hq_lead_id,
    jsonb_build_object('value', leg.branch_lead_id::text, 'found', CASE WHEN given.id IS NULL THEN 'one-deal' ELSE 'one-deal-given' END,
      'other', jsonb_build_object('dealId', coalesce(given.hq_lead_id, other.hq_lead_id)::text, 'branch', '')) AS reason,
    leg.branch_name
  FROM (SELECT DISTINCT target ->> 'accountId' AS account_id, branch_lead_id FROM router.transfer WHERE is_joined) AS joined
    JOIN router.transfer leg ON leg.branch_lead_id = joined.branch_lead_id AND leg.target ->> 'accountId' = joined.account_id
    JOIN journal.lead own ON own.account_id = leg.hq_account_id AND own.lead_id = leg.hq_lead_id AND own.gone_at IS NULL
      AND own.status_id NOT IN (142, 143)
    CROSS JOIN LATERAL (${otherCards}) AS other
    LEFT JOIN router.escalation given ON given.branch_account_id = (leg.target ->> 'accountId')::uuid AND given.branch_lead_id = leg.branch_lead_id
      AND given.state <> 'ended' AND given.hq_account_id = leg.hq_account_id AND given.hq_lead_id IN (leg.hq_lead_id, other.hq_lead_id)
  WHERE leg.state = 'done' AND (leg.ended_at IS NULL OR leg.ended_as = 'won') AND ${noLaterLeg('leg')}
    AND (other.counts OR leg.ended_at IS NULL AND other.lives AND other.since < leg.started_at)
  ORDER BY leg.id, other.counts DESC, other.since) AS shared`;
