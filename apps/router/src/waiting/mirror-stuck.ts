import { custodyConsumer } from '../custody/custody-work.js';
import { behind, isRefused } from '../custody/mirror.repository.js';
import { underWay } from '../custody/re-route.entity.js';

/** A mirror takes a second, and every five minutes one that failed is tried again at once. */
const lateAfter = `interval '5 minutes'`;
const reRoutes = underWay.map((state) => `'${state}'`).join(', ');

/** Legs whose work is tried again and again: few of all legs. */
const failing = `SELECT leg.id, work.retried_since AS since, work.reason AS problem
  FROM router.inbox work JOIN router.transfer leg ON leg.target ->> 'accountId' = split_part(work.key, ':', 1)
    AND leg.branch_lead_id = nullif(split_part(work.key, ':', 3), '')::bigint
  WHERE work.consumer = '${custodyConsumer}' AND work.key LIKE '%:lead:%' AND work.state = 'waiting'
    AND work.waits_for IS NULL AND work.retried_since IS NOT NULL`;

/** Legs that HQ refuses to show: since the first refusal, because a branch may change its lead again and again. */
const refused = `SELECT mirror.leg_id, mirror.refused_since, refusal FROM router.mirror CROSS JOIN jsonb_array_elements(mirror.left_out) AS refusal
  WHERE ${isRefused} AND refusal ->> 'key' = 'custody.refused'`;

/**
 * HQ leads that do not show what has become of the branch lead: the work fails again and again, or HQ refuses it. Not
 * where another row has the cause: an account cannot be called, an escalation is stuck, the lead is to leave or in
 * hand. The columns are those of `waiting.repository.ts`.
 */
export const mirrorStuck = `
  SELECT leg.id::text, 'mirror-stuck', coalesce(late.since, to_timestamp(seen.updated_at)), leg.hq_account_id, NULL::uuid, leg.hq_lead_id,
    jsonb_build_object('value', leg.branch_lead_id::text, 'found', '', 'problem', late.problem), leg.branch_name,
    NULL::int, NULL::int, NULL::jsonb
  FROM (SELECT DISTINCT ON (id) id, since, problem FROM (${failing} UNION ALL ${refused}) AS one ORDER BY id, since) AS late
    JOIN router.transfer leg USING (id) ${behind.join}
  WHERE ${behind.where} AND leg.in_hand_since IS NULL AND coalesce(late.since, to_timestamp(seen.updated_at)) < now() - ${lateAfter}
    AND NOT EXISTS (SELECT FROM router.re_route r WHERE r.leg_id = leg.id AND r.state IN (${reRoutes}))
    AND NOT EXISTS (SELECT FROM router.escalation e WHERE e.branch_account_id = (leg.target ->> 'accountId')::uuid
      AND e.branch_lead_id = leg.branch_lead_id AND e.state <> 'ended' AND e.problem IS NOT NULL)`;
