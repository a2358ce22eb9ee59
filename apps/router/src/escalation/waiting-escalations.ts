/*
 * Escalations that only a person can bring on, as parts of the query of all that waits. The columns are those of
 * `waiting.repository.ts`.
 */

const about = (found: string) =>
  `jsonb_build_object('value', e.branch_lead_id::text, 'found', ${found}, 'problem', e.problem)`;
const rest = `e.branch_name, NULL, NULL, NULL FROM router.escalation e`;

/** Nobody at HQ has accepted it in the agreed time; `watch-acceptance.ts` says so. */
export const lateEscalations = `
  SELECT e.id::text, 'escalation-late', e.late_since, e.hq_account_id, NULL, e.hq_lead_id, ${about(`''`)}, ${rest}
  WHERE e.state = 'delivered' AND e.late_since IS NOT NULL`;

/** When either lead last changed in the journal without a judgement since; null: all changes were judged. */
const unjudgedSince = `(SELECT to_timestamp(max(lead.updated_at)) FROM journal.lead lead
  WHERE lead.account_id = e.branch_account_id AND lead.lead_id = e.branch_lead_id AND lead.version > e.seen_branch
    OR lead.account_id = e.hq_account_id AND lead.lead_id = e.hq_lead_id AND lead.version > e.seen_card)`;

/**
 * Since when an escalation makes no progress, null: it does. What should take seconds takes minutes: an account does
 * not answer, amoCRM refuses, or a person has to move the HQ card or to mend the rules. One that is `delivered` or
 * `accepted` has nothing to do unless one of its leads has changed.
 */
export const stuckSince = `CASE WHEN e.state IN ('asked', 'ending') OR e.state IN ('delivered', 'accepted')
  AND (e.todo <> '[]' OR e.problem ->> 'key' = 'failures.escalation-no-pipeline') THEN e.changed_at
  WHEN e.state IN ('delivered', 'accepted') AND e.problem IS NOT NULL THEN ${unjudgedSince} END`;
export const stuckEscalations = `
  SELECT e.id::text, 'escalation-stuck', ${stuckSince}, e.hq_account_id, NULL, e.hq_lead_id, ${about(`''`)}, ${rest}
  WHERE e.state <> 'ended' AND ${stuckSince} < now() - interval '5 minutes'`;

const open = `gone_at IS NULL AND status_id NOT IN (142, 143)`;
const branchLead = `SELECT FROM journal.lead WHERE account_id = e.branch_account_id AND lead_id = e.branch_lead_id AND ${open}`;
const card = `SELECT FROM journal.lead WHERE account_id = e.hq_account_id AND lead_id = e.hq_lead_id AND ${open}`;

/** One of the two leads is gone, and the other one is where it was then. */
export const goneEscalations = `
  SELECT e.id::text, 'escalation-gone', e.ended_at, e.hq_account_id, NULL, e.hq_lead_id,
    ${about(`CASE WHEN EXISTS (${branchLead}) THEN 'card' ELSE 'branch' END`)}, ${rest}
  WHERE e.ended_as = 'gone' AND e.state = 'ended' AND CASE WHEN EXISTS (${branchLead}) THEN e.is_in_pipeline AND NOT EXISTS (${card})
    ELSE EXISTS (${card} AND updated_at <= extract(epoch FROM e.ended_at)) END`;

/** What amoCRM has refused last of the return of this lead, where it has. */
const refusal = (
  side: 'branch' | 'hq',
) => `(SELECT part FROM jsonb_array_elements(e.left_out) WITH ORDINALITY AS list (part, place)
  WHERE part ->> 'key' = 'custody.refused-move' AND part -> 'facts' ->> 'side' = '${side}' ORDER BY place DESC LIMIT 1)`;

/**
 * It has ended, and the branch lead is still in the pipeline for head office, which does not expect it: amoCRM has
 * refused the return, or nobody knows where the lead came from. Where a card is gone another row says so.
 */
export const notBackEscalations = `
  SELECT e.id::text, 'escalation-not-back', e.ended_at, e.hq_account_id, NULL, e.hq_lead_id,
    jsonb_build_object('value', e.branch_lead_id::text, 'found', e.ended_as, 'problem', ${refusal('branch')}), ${rest}
    JOIN journal.lead shown ON shown.account_id = e.branch_account_id AND shown.lead_id = e.branch_lead_id
  WHERE e.state = 'ended' AND e.is_in_pipeline AND e.ended_as <> 'gone'
    AND shown.pipeline_id = e.branch_pipeline_id AND shown.gone_at IS NULL AND shown.status_id NOT IN (142, 143)
    AND NOT EXISTS (SELECT FROM router.escalation newer WHERE newer.branch_account_id = e.branch_account_id
      AND newer.branch_lead_id = e.branch_lead_id AND newer.asked_at > e.asked_at)`;

/** It has ended, and its card is in the pipeline of its beginning at HQ: amoCRM has refused what was to become of it. */
export const notBackCards = `
  SELECT e.id || ':card', 'escalation-not-back', e.ended_at, e.hq_account_id, NULL, e.hq_lead_id,
    jsonb_build_object('value', e.branch_lead_id::text, 'found', CASE WHEN e.card_from IS NULL THEN 'made-card' ELSE 'card' END,
      'problem', ${refusal('hq')}), ${rest}
    JOIN journal.lead shown ON shown.account_id = e.hq_account_id AND shown.lead_id = e.hq_lead_id
  WHERE e.state = 'ended' AND e.left_out <> '[]' AND ${refusal('hq')} IS NOT NULL
    AND shown.pipeline_id = (e.hq_first ->> 'pipelineId')::bigint AND shown.gone_at IS NULL AND shown.status_id NOT IN (142, 143)
    AND NOT EXISTS (SELECT FROM router.escalation newer WHERE newer.hq_account_id = e.hq_account_id
      AND newer.hq_lead_id = e.hq_lead_id AND newer.asked_at > e.asked_at)`;
