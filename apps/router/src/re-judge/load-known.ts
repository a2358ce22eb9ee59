import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { leadConsumer, leadKey } from '../lead/lead-work.js';
import type { Cancelled } from '../lead/respect-cancel.js';
import type { Reason, RouteDecision } from '../lead/route-lead.js';
import type { ChangingLead, KnownLead } from './decide-re-judge.js';

/** What the router knows of one lead of the HQ account. */
export interface LeadRecord extends KnownLead {
  /** The moment of its decision; null: there is none. */
  since: Date | null;
  listed: ChangingLead['listed'];
  cancelled: Cancelled | null;
  /** Its work was given up: the bus tries it again, or a change or a person. */
  isGivenUp: boolean;
}

interface Row {
  leadId: string;
  kind: RouteDecision['kind'] | null;
  judgedBranchId: string | null;
  reason: Reason | null;
  since: Date | null;
  hasTransfer: boolean;
  isBegun: boolean;
  wasHandedOver: boolean;
  listed: NonNullable<ChangingLead['listed']>['state'] | null;
  listedBranchId: string | null;
}

/** Loads what the router has recorded of leads that may be judged again. */
@Injectable()
export class LoadKnown {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
  ) {}

  /**
   * Leads that wait, those that were ignored in the handed-over stage and that no branch has had, and those whose transfer has made
   * nothing in the branch and was given up, or waits because a person is asked about it.
   */
  async listWaiting(accountId: string): Promise<number[]> {
    const givenUp = await this.givenUpLeads(accountId);
    const rows: { id: string }[] = await this.source.query(
      `SELECT lead_id AS id FROM router.judged_lead WHERE account_id = $1 AND (kind IN ('wait', 'manual')
         OR kind = 'ignore' AND reason ->> 'check' = 'stage' AND reason ->> 'found' = 'handed-over' AND NOT EXISTS (
           SELECT FROM router.transfer past WHERE past.hq_account_id = account_id AND past.hq_lead_id = lead_id AND past.state <> 'cancelled'))
       UNION
       SELECT hq_lead_id FROM router.transfer
        WHERE hq_account_id = $1 AND state IN ('decided', 'contact-ready') AND (hq_lead_id = ANY ($2) OR EXISTS (
          SELECT FROM router.re_judge_lead asked WHERE asked.account_id = $1 AND asked.lead_id = hq_lead_id AND asked.state = 'asked'))`,
      [accountId, [...givenUp]],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Everything about these leads, by their ids. */
  async load(accountId: string, leadIds: readonly number[]): Promise<Map<number, LeadRecord>> {
    const givenUp = await this.givenUpLeads(accountId);
    const rows: Row[] = await this.source.query(
      `SELECT asked.id AS "leadId", judged.kind, judged.branch_id AS "judgedBranchId", judged.reason, judged.since,
         transfer.id IS NOT NULL AS "hasTransfer",
         transfer.state NOT IN ('decided', 'contact-ready') OR transfer.step_makes_lead AS "isBegun",
         EXISTS (SELECT FROM router.transfer past WHERE past.hq_account_id = $1 AND past.hq_lead_id = asked.id
           AND past.state <> 'cancelled' AND past.ended_at IS NOT NULL) AS "wasHandedOver",
         listed.state AS listed, listed.branch_id AS "listedBranchId"
       FROM unnest($2::bigint[]) AS asked(id)
       LEFT JOIN router.judged_lead judged ON judged.account_id = $1 AND judged.lead_id = asked.id
       LEFT JOIN router.transfer ON transfer.hq_account_id = $1 AND transfer.hq_lead_id = asked.id
         AND transfer.state <> 'cancelled' AND transfer.ended_at IS NULL
       LEFT JOIN router.re_judge_lead listed ON listed.account_id = $1 AND listed.lead_id = asked.id
         AND (judged.read_at IS NULL OR judged.read_at <= listed.state_since)`,
      [accountId, leadIds],
    );
    return new Map(rows.map((row) => [Number(row.leadId), recordOf(row, givenUp)]));
  }

  /** Which of these leads have unfinished jobs; jobs that wait for a retry are made due at once. */
  async reviveWork(accountId: string, leadIds: readonly number[]): Promise<Set<number>> {
    const keys = new Map(leadIds.map((leadId) => [leadKey({ accountId, leadId }), leadId]));
    if (keys.size === 0) return new Set();
    const busy = await inTransaction(this.source, (tx) =>
      this.bus.reviveKeys(tx, leadConsumer, [...keys.keys()]),
    );
    return new Set([...keys].filter(([key]) => busy.has(key)).map(([, leadId]) => leadId));
  }

  private async givenUpLeads(accountId: string): Promise<Set<number>> {
    const keys = await this.bus.givenUpKeys(leadConsumer, accountId);
    const start = leadKey({ accountId, leadId: 0 }).slice(0, -1);
    return new Set(
      [...keys].filter((key) => key.startsWith(start)).map((key) => Number(key.slice(start.length))),
    );
  }
}

function recordOf(row: Row, givenUp: ReadonlySet<number>): LeadRecord {
  const { kind, reason, since, judgedBranchId, listed, listedBranchId, wasHandedOver } = row;
  const isGivenUp = givenUp.has(Number(row.leadId));
  const isCancelled = reason?.check === 'transfer' && judgedBranchId !== null;
  return {
    judged: kind && { kind, reason },
    // A person may have discarded its work: the question stays until it is answered.
    transfer: row.hasTransfer ? { isGivenUp: (isGivenUp || listed === 'asked') && !row.isBegun } : null,
    wasHandedOver,
    since,
    listed: listed && { state: listed, branchId: listedBranchId },
    cancelled: isCancelled ? { branchId: judgedBranchId, reason: reason.value ?? '' } : null,
    isGivenUp,
  };
}
