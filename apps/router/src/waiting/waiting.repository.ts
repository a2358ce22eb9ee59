import type { WaitingCause } from '@hub/contracts';
import type { Message } from '@hub/messages';
import { Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { hqClosed } from '../custody/hq-closed.js';
import { hqRemoved } from '../custody/hq-removed.js';
import {
  goneEscalations,
  lateEscalations,
  notBackCards,
  notBackEscalations,
  stuckEscalations,
} from '../escalation/waiting-escalations.js';
import type { NotTaken, Reason } from '../lead/route-lead.js';
import { mergedInTwo } from './merged-in-two.js';
import { mirrorStuck } from './mirror-stuck.js';
import { oneDeal } from './one-deal.js';
import { isStageRefused, isSuspended, isTargetBroken, stuckRows } from './stuck-work.js';
import { unmadeAfterMs } from './unmade.js';
import { waitsLong } from './waits-long.js';

/** What waits, with what its text speaks of. */
export interface WaitingWork {
  id: string;
  cause: Extract<
    WaitingCause,
    `lead-${string}` | `transfer-${string}` | `escalation-${string}` | 'mirror-stuck' | 're-judge'
  >;
  since: Date;
  accountId: string;
  branchId: string | null;
  /** Null for the question about many leads. */
  leadId: number | null;
  /**
   * What routing found last, why an escalation or a mirror does not get on, the other deal of a lead, or the other lead
   * of a deal; null for a transfer that a person has to bring on.
   */
  reason: (Reason & { problem?: Message | null; other?: { dealId: string; branch: string } }) | null;
  /** Branches that might have got a lead; null for what is no lead. */
  notTaken: NotTaken[] | null;
  branchName: string | null;
  /** How many leads the question is about, and how many of them nobody touched for long; null for other rows. */
  leads: number | null;
  old: number | null;
  /** `since` with PostgreSQL's microseconds. */
  place: string;
}

export interface WaitingFilter {
  causes: readonly WaitingCause[];
  accountId: string | null;
  /** About one of these branches; null: about any, or about none yet. */
  branchIds: readonly string[] | null;
  after: { place: string; id: string } | null;
}

/** The rows of one cause that an account has. */
export interface WaitingCount {
  cause: WaitingCause;
  accountId: string;
  count: number;
  since: Date;
  /** That of the row that waits longest; empty when it has none. */
  leadId: string;
}

/** Leads and transfers that only a person can bring on, or that make no progress for longer than they should. */
@Injectable()
export class WaitingRepository {
  constructor(private readonly journal: Journal) {}

  /** Up to `limit` behind a place, oldest first. */
  async list({ causes, accountId, branchIds, after }: WaitingFilter, limit: number): Promise<WaitingWork[]> {
    const rows: (Omit<WaitingWork, 'leadId'> & { leadId: string | null })[] = await this.journal.askForList(
      (tx) =>
        tx.query(
          `SELECT *, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
         FROM (${everything()}) AS work
        WHERE cause = ANY ($1) AND ($2::uuid IS NULL OR "accountId" = $2)
          AND ($3::uuid[] IS NULL OR "branchId" = ANY ($3))
          AND ($4::timestamptz IS NULL OR (since, id) > ($4, $5::text))
        ORDER BY since, id LIMIT $6`,
          [causes, accountId, branchIds, after?.place ?? null, after?.id ?? null, limit],
        ),
    );
    return rows.map((row) => ({ ...row, leadId: row.leadId === null ? null : Number(row.leadId) }));
  }

  /** How many rows of these causes each account has. */
  async count(causes: readonly WaitingCause[]): Promise<WaitingCount[]> {
    return this.journal.askForList((tx) =>
      tx.query(
        `SELECT cause, "accountId", count(*)::int AS count, min(since) AS since,
           coalesce((array_agg("leadId"::text ORDER BY since, id))[1], '') AS "leadId"
         FROM (${everything()}) AS work WHERE cause = ANY ($1) GROUP BY 1, 2`,
        [causes],
      ),
    );
  }
}

const everything = (): string =>
  [
    ...[
      leads,
      unmade,
      ...transfers,
      inHand,
      notLeft,
      unusable,
      keptChosen,
      elsewhere,
      inTwo,
      mergedInTwo,
      oneDeal,
      mirrorStuck,
      asks,
      ...stuckRows,
    ],
    ...[lateEscalations, stuckEscalations, goneEscalations, notBackEscalations, notBackCards],
  ].join(' UNION ALL ');

/** Leads are the operators' business, also one that was taken back from a branch. */
const leads = `
  SELECT account_id || ':' || lead_id AS id,
    CASE WHEN kind = 'manual' THEN 'lead-manual' WHEN reason ->> 'found' = 'unsorted' THEN 'lead-unsorted'
      ELSE 'lead-waits-long' END AS cause,
    since, account_id AS "accountId", NULL::uuid AS "branchId", lead_id AS "leadId", reason, NULL AS "branchName",
    NULL::int AS leads, NULL::int AS old, not_taken AS "notTaken"
  FROM router.judged_lead judged
  WHERE kind IN ('wait', 'manual') AND (kind = 'manual' OR reason ->> 'found' = 'unsorted'
    OR ${waitsLong})`;

/** What was sent over REST is a lead of head office within seconds, unless that does not answer or refuses it. */
const unmade = `
  SELECT id::text, 'lead-not-made', received_at, account_id, NULL, NULL,
    jsonb_build_object('value', id::text, 'found', '', 'problem', problem), NULL, NULL, NULL, NULL
  FROM router.received_lead WHERE lead_id IS NULL AND state <> 'done' AND received_at < now() - interval '${unmadeAfterMs} milliseconds'`;

/** Transfers that only a person can bring on. */
const transfers = [
  ['transfer-target', isTargetBroken],
  ['transfer-stage', isStageRefused],
  ['transfer-suspended', isSuspended],
].map(
  ([cause = '', isMeant = '']) => `
  SELECT t.id::text, '${cause}', t.started_at, t.hq_account_id, t.branch_id, t.hq_lead_id, NULL, t.branch_name,
    NULL, NULL, NULL
  FROM router.transfer t WHERE t.state NOT IN ('done', 'cancelled') AND ${isMeant}`,
);

/** A next leg that is on its way ends it by itself, unless it takes long. One that a person has chosen may take no leads now. */
const inHand = `
  SELECT t.id::text, 'lead-in-hand', t.in_hand_since, t.hq_account_id, NULL, t.hq_lead_id,
    coalesce((SELECT jsonb_build_object('value', t.branch_lead_id::text, 'found', r.state, 'problem', r.problem)
        FROM router.re_route r WHERE r.leg_id = t.id AND r.state IN ('closed', 'opening') AND r.problem IS NOT NULL),
      CASE WHEN wanted.id IS NOT NULL THEN jsonb_build_object('value', '', 'found', 'takes-none',
        'other', jsonb_build_object('dealId', '', 'branch', wanted.name)) END),
    t.branch_name, NULL, NULL, NULL
  FROM router.transfer t LEFT JOIN accounts.branch wanted ON wanted.id = t.wanted_branch_id AND wanted.state <> 'closed'
  WHERE t.in_hand_since IS NOT NULL AND NOT EXISTS (${hqRemoved('t')}) AND (t.in_hand_since < now() - interval '2 minutes' OR NOT EXISTS (
    SELECT FROM router.transfer next WHERE next.trail_id = t.trail_id AND next.state <> 'cancelled' AND next.ended_at IS NULL))`;

/**
 * Leaving takes seconds: the account cannot be called, or the deal is not the hub's to close; or a branch has rejected
 * and kept it.
 */
const notLeft = `
  SELECT t.id::text, 'lead-not-left', r.asked_at, t.hq_account_id, NULL, t.hq_lead_id,
    jsonb_build_object('value', t.branch_lead_id::text, 'found', CASE WHEN r.state = 'kept' THEN 'kept'
      WHEN NOT (t.is_joined OR EXISTS (SELECT FROM router.transfer other WHERE other.branch_lead_id = t.branch_lead_id
        AND other.target ->> 'accountId' = t.target ->> 'accountId' AND other.id <> t.id AND other.ended_at IS NULL
        AND other.state <> 'cancelled')) THEN 'asked'
      WHEN r.why = 'not-taken' THEN 'untaken' ELSE 'joined' END, 'problem', r.problem),
    t.branch_name, NULL, NULL, NULL
  FROM router.re_route r JOIN router.transfer t ON t.id = r.leg_id
  WHERE t.ended_at IS NULL AND NOT EXISTS (${hqRemoved('t')})
    AND (r.state = 'asked' AND r.asked_at < now() - interval '5 minutes' OR r.state = 'kept' AND r.why = 'rejected')`;

/** A person has named another branch, which takes no leads now: HQ shows that one, and this one has the lead. */
const unusable = `
  SELECT leg.id::text, 'lead-not-left', leg.wanted_since, leg.hq_account_id, NULL, leg.hq_lead_id,
    jsonb_build_object('value', leg.branch_lead_id::text, 'found', 'takes-none', 'other', jsonb_build_object('dealId', '', 'branch', wanted.name)),
    leg.branch_name, NULL, NULL, NULL
  FROM router.transfer leg JOIN accounts.branch wanted ON wanted.id = leg.wanted_branch_id
  WHERE leg.state = 'done' AND leg.ended_at IS NULL AND NOT EXISTS (${hqClosed}) AND NOT EXISTS (${hqRemoved('leg')})
    AND NOT EXISTS (SELECT FROM router.re_route r WHERE r.leg_id = leg.id AND r.state IN ('asked', 'closed', 'opening'))`;

/** In SQL: names are compared as the router reads them, whatever their case, ё, dashes and blanks. */
const readName = (name: string): string =>
  `regexp_replace(replace(lower(normalize(trim(${name}), NFKC)), chr(1105), chr(1077)), '[[:space:].–—-]+', ' ', 'g')`;
const sameName = (one: string, other: string): string => `${readName(one)} = ${readName(other)}`;

/** A branch has kept the lead that was to go to the one which HQ shows still: a person has to choose it anew, or take that back. */
const keptChosen = `
  SELECT leg.id::text, 'lead-not-left', r.asked_at, leg.hq_account_id, NULL, leg.hq_lead_id,
    jsonb_build_object('value', leg.branch_lead_id::text, 'found', 'kept-chosen', 'other', jsonb_build_object('dealId', '', 'branch', chosen.name)),
    leg.branch_name, NULL, NULL, NULL
  FROM router.re_route r JOIN router.transfer leg ON leg.id = r.leg_id JOIN accounts.branch chosen ON chosen.id = r.branch_id
  WHERE r.state = 'kept' AND r.why = 're-routed' AND leg.ended_at IS NULL AND leg.wanted_branch_id IS NULL
    AND ${sameName('leg.hq_branch_name', 'chosen.name')} AND chosen.id <> leg.branch_id AND NOT EXISTS (${hqClosed})
    AND NOT EXISTS (${hqRemoved('leg')})
    AND NOT EXISTS (SELECT FROM router.re_route later WHERE later.leg_id = leg.id AND later.asked_at > r.asked_at)`;

/**
 * The lead of a branch inside HQ that is open in the intake or in the pipeline of another one, and is not leaving: its
 * branch does not have it.
 */
const elsewhere = `
  SELECT t.id::text, 'lead-not-left', greatest(to_timestamp(seen.updated_at), t.changed_at), t.hq_account_id, NULL, t.hq_lead_id,
    jsonb_build_object('value', t.branch_lead_id::text, 'found', CASE WHEN known.branch IS NULL THEN 'in-intake' ELSE 'in-branch' END), t.branch_name, NULL, NULL, NULL
  FROM router.transfer t JOIN journal.lead seen ON seen.account_id = t.hq_account_id AND seen.lead_id = t.hq_lead_id
    CROSS JOIN LATERAL (SELECT
      (SELECT (rules ->> 'intakePipelineId')::bigint FROM router.routing_rules
        WHERE rules ->> 'hqAccountId' = t.hq_account_id::text ORDER BY version DESC LIMIT 1) AS intake,
      (SELECT id FROM accounts.branch WHERE account_id = t.hq_account_id AND pipeline_id = seen.pipeline_id
        AND id <> t.branch_id AND state <> 'closed' LIMIT 1) AS branch) AS known
  WHERE t.state = 'done' AND t.ended_at IS NULL AND t.target ->> 'accountId' = t.hq_account_id::text
    AND seen.gone_at IS NULL AND seen.status_id NOT IN (142, 143)
    AND greatest(to_timestamp(seen.updated_at), t.changed_at) < now() - interval '5 minutes'
    AND seen.pipeline_id <> (t.target ->> 'pipelineId')::bigint AND (seen.pipeline_id = known.intake OR known.branch IS NOT NULL)
    AND NOT EXISTS (SELECT FROM router.re_route r WHERE r.leg_id = t.id
      AND (r.state IN ('asked', 'closed', 'opening') OR r.state = 'kept' AND r.why = 'rejected'))`;

/**
 * A branch has opened its lead again behind the one that has it now. The journal may show what has just been left as
 * open still. A branch inside HQ had the HQ lead itself, which is no second one.
 */
const inTwo = `
  SELECT t.id::text, 'lead-in-two', to_timestamp(seen.updated_at), t.hq_account_id, NULL, t.hq_lead_id,
    jsonb_build_object('value', t.branch_lead_id::text, 'found', 'open'), t.branch_name, NULL, NULL, NULL
  FROM router.transfer living
    JOIN router.transfer t ON t.trail_id = living.trail_id AND t.ended_at IS NOT NULL
    JOIN journal.lead seen ON seen.account_id = (t.target ->> 'accountId')::uuid AND seen.lead_id = t.branch_lead_id
  WHERE living.state <> 'cancelled' AND living.ended_at IS NULL AND t.target ->> 'accountId' <> t.hq_account_id::text
    AND seen.gone_at IS NULL AND seen.status_id NOT IN (142, 143)
    AND (t.ended_as IN ('won', 'lost') OR seen.updated_at > extract(epoch FROM t.ended_at))
    AND NOT EXISTS (SELECT FROM router.transfer other WHERE other.branch_lead_id = t.branch_lead_id
      AND other.target ->> 'accountId' = t.target ->> 'accountId' AND other.ended_at IS NULL AND other.state <> 'cancelled')`;

/** One row for all leads that the hub asks about: the question is one. */
const asks = `
  SELECT account_id::text, 're-judge', asked_at, account_id, NULL, NULL, NULL, NULL, leads, old, NULL
    FROM router.open_ask`;
