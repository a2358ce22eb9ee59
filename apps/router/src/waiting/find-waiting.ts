import type { RaisedAlarm } from '@hub/accounts';
import type { Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { hqRemoved } from '../custody/hq-removed.js';
import { stuckSince } from '../escalation/waiting-escalations.js';
import {
  stuckAfterMs,
  stuckTransfers,
  undecidedAfterMs,
  undecidedLeads,
  unjudgedAfterMs,
  unjudgedLeads,
} from './stuck-work.js';
import { unmadeAfterMs } from './unmade.js';
import { waitsLong } from './waits-long.js';

/** What an alarm of one kind is about: its cause, with counts. */
type Cause = Omit<RaisedAlarm, 'kind'>;

interface Group {
  count: number;
  since: Date;
  /** The HQ lead that has waited longest. */
  leadId: string;
}

/** Both leads of an escalation are written to in seconds. */
const escalationStuckAfterMs = 5 * 60_000;
/** From the closing of one branch lead until the next one takes seconds. */
const inHandAfterMs = 2 * 60_000;
/** Part of the alarm's subject, which an index keeps. */
const longestValue = 100;

/** Finds what makes no progress, one row per cause. Reads in the caller's transaction. */
@Injectable()
export class FindWaiting {
  /** Leads left to a person, and leads that wait for long: by what routing found last, and the value it searched for. */
  async findLeads(tx: EntityManager): Promise<Cause[]> {
    const rows: (Group & { accountId: string; kind: string; found: string; value: string })[] =
      await tx.query(
        `SELECT account_id AS "accountId", kind, coalesce(reason ->> 'found', '') AS found,
         CASE WHEN reason ->> 'check' = 'transfer' THEN '' ELSE left(coalesce(reason ->> 'value', ''), $1) END AS value,
         count(*)::int AS count, min(since) AS since, (array_agg(lead_id ORDER BY since, lead_id))[1] AS "leadId"
       FROM router.judged_lead judged
       WHERE kind IN ('wait', 'manual') AND (kind = 'manual' OR ${waitsLong}) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
        [longestValue],
      );
    return rows.map(({ accountId, kind, found, value, ...group }) => ({
      subject: [accountId, kind, found, value].join(':'),
      accountId,
      // Choices of the catalogue's texts are written with underscores.
      facts: { ...factsOf(group), found: found.replaceAll('-', '_'), value },
    }));
  }

  /** Leads that were given to the judge and that it has not judged since, by HQ account. */
  async findUnjudged(tx: EntityManager, now: Date): Promise<Cause[]> {
    return leadsOf(tx, unjudgedLeads('$1'), before(now, unjudgedAfterMs));
  }

  /** Leads of HQ that a message named and that were not judged since. */
  async findUndecided(tx: EntityManager, now: Date): Promise<Cause[]> {
    return leadsOf(tx, undecidedLeads('$1'), before(now, undecidedAfterMs));
  }

  /** Leads that were sent over REST and that head office does not have yet, by HQ account. */
  async findUnmade(tx: EntityManager, now: Date): Promise<Cause[]> {
    const rows: (Omit<Group, 'leadId'> & { accountId: string; reason: Message | null })[] = await tx.query(
      `SELECT account_id AS "accountId", count(*)::int AS count, min(received_at) AS since,
         (array_agg(problem ORDER BY received_at, id))[1] AS reason
       FROM router.received_lead WHERE lead_id IS NULL AND state <> 'done' AND received_at < $1 GROUP BY 1 ORDER BY 1`,
      [before(now, unmadeAfterMs)],
    );
    return rows.map(({ accountId, count, since, reason }) => ({
      ...{ subject: accountId, accountId },
      facts: { count, since: since.toISOString(), reason: reason ?? '' },
    }));
  }

  /** Leads that no branch has, although one is to have them, by HQ account, with the branches for which some wait. */
  async findInHand(tx: EntityManager, now: Date): Promise<Cause[]> {
    const rows: (Group & { accountId: string; branches: string[] })[] = await tx.query(
      `SELECT leg.hq_account_id AS "accountId", count(*)::int AS count, min(leg.in_hand_since) AS since,
         (array_agg(leg.hq_lead_id ORDER BY leg.in_hand_since, leg.id))[1] AS "leadId",
         coalesce(array_agg(DISTINCT wanted.name) FILTER (WHERE wanted.id IS NOT NULL), '{}') AS branches
       FROM router.transfer leg LEFT JOIN accounts.branch wanted ON wanted.id = leg.wanted_branch_id AND wanted.state <> 'closed'
       WHERE leg.in_hand_since < $1 AND NOT EXISTS (${hqRemoved('leg')}) GROUP BY 1 ORDER BY 1`,
      [before(now, inHandAfterMs)],
    );
    return rows.map(({ accountId, branches, ...group }) => ({
      ...{ subject: accountId, accountId },
      facts: { ...factsOf(group), waits: branches.length > 0 ? 'yes' : 'no', branches },
    }));
  }

  /** Leads of branches that HQ has not accepted in time, by HQ account. */
  async findLateEscalations(tx: EntityManager): Promise<Cause[]> {
    const rows: (Group & { accountId: string })[] = await tx.query(
      `SELECT hq_account_id AS "accountId", count(*)::int AS count, min(late_since) AS since,
         (array_agg(hq_lead_id ORDER BY late_since, id))[1] AS "leadId"
       FROM router.escalation WHERE state = 'delivered' AND late_since IS NOT NULL GROUP BY 1 ORDER BY 1`,
    );
    return rows.map(({ accountId, ...group }) => ({ subject: accountId, accountId, facts: factsOf(group) }));
  }

  /** Escalations that do not get on, by HQ account. */
  async findStuckEscalations(tx: EntityManager, now: Date): Promise<Cause[]> {
    const rows: (Group & { accountId: string; reason: Message | null })[] = await tx.query(
      `SELECT "accountId", count(*)::int AS count, min(since) AS since,
         (array_agg("leadId" ORDER BY since, id))[1] AS "leadId", (array_agg(problem ORDER BY since, id))[1] AS reason
       FROM (SELECT e.id, e.hq_account_id AS "accountId", e.branch_lead_id AS "leadId", e.problem, ${stuckSince} AS since
         FROM router.escalation e WHERE e.state <> 'ended') AS stuck
       WHERE since < $1 GROUP BY 1 ORDER BY 1`,
      [before(now, escalationStuckAfterMs)],
    );
    return rows.map(({ accountId, reason, ...group }) => ({
      ...{ subject: accountId, accountId },
      facts: { ...factsOf(group), reason: reason ?? '' },
    }));
  }

  /** Transfers, and contacts on their way after one, that have not got on for long, by branch. */
  async findStuck(tx: EntityManager, now: Date): Promise<Cause[]> {
    const rows: (Group & {
      branchId: string;
      branch: string;
      accountId: string;
      reason: Message | null;
    })[] = await tx.query(
      `SELECT branch_id AS "branchId", max(branch_name) AS branch, max(target ->> 'accountId') AS "accountId",
         count(*)::int AS count, min(since) AS since,
         (array_agg(hq_lead_id ORDER BY since, id))[1] AS "leadId",
         (array_agg(problem ORDER BY since, id))[1] AS reason
       FROM (${stuckTransfers('$1')}) AS stuck GROUP BY 1 ORDER BY 1`,
      [before(now, stuckAfterMs)],
    );
    return rows.map(({ branchId, branch, accountId, reason, ...group }) => ({
      ...{ subject: branchId, branchId, accountId },
      facts: { ...factsOf(group), branch, reason: reason ?? '' },
    }));
  }
}

async function leadsOf(tx: EntityManager, leads: string, since: Date): Promise<Cause[]> {
  const rows: (Group & { accountId: string })[] = await tx.query(
    `SELECT account_id AS "accountId", count(*)::int AS count, min(since) AS since,
       (array_agg(lead_id ORDER BY since, lead_id))[1] AS "leadId"
     FROM (${leads}) AS one GROUP BY 1 ORDER BY 1`,
    [since],
  );
  return rows.map(({ accountId, ...group }) => ({ subject: accountId, accountId, facts: factsOf(group) }));
}

function factsOf({ count, since, leadId }: Group) {
  return { count, since: since.toISOString(), leadId };
}

function before(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms);
}
