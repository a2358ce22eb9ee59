import type { DecisionQuery, Page } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newestFirst } from '../newest-first.js';
import { Decision, type DecisionRow } from './decision.entity.js';
import type { Cancelled } from './respect-cancel.js';

/** Questions about decisions. Writes take the caller's transaction. */
@Injectable()
export class DecisionRepository {
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
    const last = await this.source.manager.findOne(Decision, {
      where: { accountId, leadId },
      order: { decidedAt: 'DESC' },
    });
    const reason = last?.reasons.at(-1);
    if (!last?.branchId || reason?.check !== 'transfer') return null;
    return { branchId: last.branchId, reason: reason.value ?? '' };
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
