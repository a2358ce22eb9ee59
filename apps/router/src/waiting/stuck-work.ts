import { leadConsumer } from '../lead/lead-work.js';
import { leadsLeftToPeople } from '../re-judge/leads-left-to-people.js';

/*
 * What makes no progress although nobody but the hub is asked for it, as parts of queries: rows of the list of all that waits,
 * and the alarms. `before` is SQL of the moment before which it began.
 */

/** The steps of a transfer take seconds; retries that help by themselves are over by then. */
export const stuckAfterMs = 15 * 60_000;
/** A released lead is judged within seconds, a page of them within a minute. */
export const unjudgedAfterMs = 10 * 60_000;
/** A lead is decided within a second, however many come in at once within half a minute. */
export const undecidedAfterMs = 2 * 60_000;

/** Transfers, and contacts on their way after one, that have not got on for long. Not while a person is asked about the lead. */
export const stuckTransfers = (before: string) => `
  SELECT * FROM (
    SELECT id, hq_account_id, branch_id, branch_name, target, hq_lead_id, state, problem, changed_at AS since
      FROM router.transfer WHERE state NOT IN ('done', 'cancelled') AND NOT EXISTS (SELECT FROM (${leadsLeftToPeople}) AS listed
        WHERE listed.account_id = hq_account_id AND listed.lead_id = hq_lead_id)
    UNION ALL SELECT id, hq_account_id, branch_id, branch_name, target, hq_lead_id, state, problem, late_contact_at
      FROM router.transfer WHERE late_contact IS NOT NULL AND ended_at IS NULL) AS one
  WHERE since < ${before}`;

/**
 * Leads that were given to the judge and that it has not judged since. One with a transfer may be stuck, one in hand is:
 * other causes.
 */
export const unjudgedLeads = (before: string) => `
  SELECT account_id, lead_id, state_since AS since FROM router.re_judge_lead listed
   WHERE state IN ('released', 'recheck') AND state_since < ${before} AND NOT EXISTS (SELECT FROM router.transfer
     WHERE hq_account_id = account_id AND hq_lead_id = lead_id AND transfer.state <> 'cancelled'
       AND (ended_at IS NULL OR in_hand_since IS NOT NULL))`;

/**
 * Leads of HQ that a message named two minutes ago and that were not judged since: their work waits, is retried or was given up.
 * A lead that was judged before is left out: whatever becomes of its work, it is in one of the lists already. So is one about
 * which a person is asked or has said no.
 */
export const undecidedLeads = (before: string) => `
  SELECT account::uuid AS account_id, lead_id, since, problem
  FROM (SELECT rules ->> 'hqAccountId' AS account FROM router.routing_rules ORDER BY version DESC LIMIT 1) AS rules,
    LATERAL (SELECT (payload ->> 'entityId')::bigint AS lead_id, min(created_at) AS since,
        (array_agg(reason ORDER BY created_at))[1] AS problem
      FROM (
        SELECT key, payload, created_at, reason FROM router.inbox WHERE consumer = '${leadConsumer}' AND state = 'waiting'
        UNION ALL SELECT key, payload, created_at, reason FROM router.inbox
          WHERE consumer = '${leadConsumer}' AND state = 'dead' AND coalesce(payload ->> 'accountId', '') = account
      ) AS work
      WHERE created_at < ${before} AND starts_with(key, account || ':lead:')
     GROUP BY 1) AS hinted
  WHERE NOT EXISTS (SELECT FROM router.judged_lead judged
      WHERE judged.account_id = account::uuid AND judged.lead_id = hinted.lead_id)
    AND NOT EXISTS (SELECT FROM router.transfer
      WHERE hq_account_id = account::uuid AND hq_lead_id = hinted.lead_id AND state <> 'cancelled' AND ended_at IS NULL)
    AND NOT EXISTS (SELECT FROM (${leadsLeftToPeople}) AS listed
      WHERE listed.account_id = account::uuid AND listed.lead_id = hinted.lead_id)`;

const ago = (ms: number) => `now() - interval '${ms} milliseconds'`;
const openAlarm = (kind: string, subject: string) =>
  `EXISTS (SELECT FROM accounts.alarm a WHERE a.kind = '${kind}' AND a.subject = ${subject}::text AND a.cleared_at IS NULL)`;

/** The alarm of the branch is open exactly as long as its target takes no leads. */
export const isTargetBroken = openAlarm('branch-target-broken', 't.branch_id');
/** HQ refuses the handed-over stage, from the first refusal until it takes a lead there, or other rules are saved. */
export const isStageRefused = `t.state = 'hq-noted' AND ${openAlarm('handed-over-stage-refused', 't.hq_account_id')}`;
/** Only a person resumes an account. */
export const isSuspended = `EXISTS (SELECT FROM accounts.account a
  WHERE a.id = (t.target ->> 'accountId')::uuid AND a.state = 'suspended')`;

/** The list names an account that a person has to connect, pay or unblock (`waiting-accounts.ts` of the gateway), at either side. */
const waitsForAccount = `EXISTS (SELECT FROM accounts.account a
  WHERE a.id IN (t.hq_account_id, (t.target ->> 'accountId')::uuid) AND a.state IN ('reconnect', 'degraded'))`;

const because = `jsonb_build_object('value', '', 'found', '', 'problem', problem)`;

/** Rows of the list, whose columns are those of `waiting.repository.ts`; not where another row has the cause. */
export const stuckRows = [
  `SELECT t.id::text, 'transfer-stuck', t.since, t.hq_account_id, t.branch_id, t.hq_lead_id, ${because}, t.branch_name,
     NULL::int, NULL::int, NULL::jsonb
   FROM (${stuckTransfers(ago(stuckAfterMs))}) AS t
   WHERE NOT ${waitsForAccount} AND NOT (t.state <> 'done' AND (${isTargetBroken} OR ${isStageRefused} OR ${isSuspended}))`,
  `SELECT account_id || ':' || lead_id, 'lead-unjudged', since, account_id, NULL::uuid, lead_id, NULL::jsonb, NULL,
     NULL::int, NULL::int, NULL::jsonb
   FROM (${unjudgedLeads(ago(unjudgedAfterMs))}) AS one`,
  `SELECT account_id || ':' || lead_id, 'lead-undecided', since, account_id, NULL::uuid, lead_id, ${because}, NULL,
     NULL::int, NULL::int, NULL::jsonb
   FROM (${undecidedLeads(ago(undecidedAfterMs))}) AS one`,
];
