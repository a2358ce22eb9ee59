import type { DecisionQuery, Page } from '@hub/contracts';
import { askPrepared, BatchedRead } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newestFirst } from '../newest-first.js';
import { Decision, type DecisionRow } from './decision.entity.js';
import type { Reason } from './route-lead.js';
import type { Cancelled } from './respect-cancel.js';

/** The branch and the last reason of the last decision about a lead; null: there is none. */
interface LastDecision {
  branchId: string | null;
  reason: Reason | null;
}

const lastDecisions = {
  name: 'last-decisions',
  text: `SELECT last.branch_id AS "branchId", last.reasons -> -1 AS reason
    FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS asked (account_id, lead_id, n)
    LEFT JOIN LATERAL (SELECT branch_id, reasons FROM router.decision
      WHERE decision.account_id = asked.account_id AND decision.lead_id = asked.lead_id
      ORDER BY decided_at DESC LIMIT 1) last ON true
    ORDER BY asked.n`,
};

/** Questions about decisions. Writes take the caller's transaction. */
@Injectable()
export class DecisionRepository {
  private readonly last = new BatchedRead<{ accountId: string; leadId: number }, LastDecision>((leads) =>
    askPrepared<LastDecision>(this.source, lastDecisions, [
      leads.map(({ accountId }) => accountId),
      leads.map(({ leadId }) => leadId),
    ]),
  );

  constructor(private readonly source: DataSource) {}

  /** Adds a decision, unless it says what the lead's last one said: an edited lead is judged again and again. */
  async addIfNew(tx: EntityManager, decision: DecisionRow): Promise<void> {
    const { accountId, leadId } = decision;
    const last = await tx.findOne(Decision, { where: { accountId, leadId }, order: { decidedAt: 'DESC' } });
    if (last && saysTheSame(last, decision)) return;
    await tx.insert(Decision, decision);
  }

  /** The branch from which a person took the lead with the last decision about it, or null. */
  async findCancelled(accountId: string, leadId: number): Promise<Cancelled | null> {
    const { branchId, reason } = await this.last.of({ accountId, leadId });
    if (branchId === null || reason?.check !== 'transfer') return null;
    return { branchId, reason: reason.value ?? '' };
  }

  /** Erases what was read in the leads of an account; which checks led to the decision stays. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      `UPDATE router.decision
          SET not_taken = '[]',
            reasons = (SELECT coalesce(jsonb_agg(reason - 'value' - 'candidates'), '[]') FROM jsonb_array_elements(reasons) AS reason)
        WHERE account_id = $1`,
      [accountId],
    );
  }

  async list({ leadId, branchId, kind, since, ...page }: DecisionQuery): Promise<Page<Decision>> {
    const equals = { leadId, branchId, kind };
    return newestFirst(this.source, Decision, 'decidedAt', { page, equals, since });
  }
}

function saysTheSame(one: DecisionRow, other: DecisionRow): boolean {
  const said = ({ kind, branchId, rulesVersion, reasons }: DecisionRow): string =>
    JSON.stringify([
      kind,
      branchId,
      rulesVersion,
      reasons.map(({ check, found, value, candidates }) => [check, found, value, candidates]),
    ]);
  return said(one) === said(other);
}
