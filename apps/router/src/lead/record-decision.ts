import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReJudgeLeadRepository } from '../re-judge/re-judge-lead.repository.js';
import type { NotTaken } from '../rule/facts.js';
import type { DecisionRow } from './decision.entity.js';
import { DecisionRepository } from './decision.repository.js';
import { JudgedLeadRepository } from './judged-lead.repository.js';
import { LeadPast } from './lead-past.js';
import { WakeLeads } from './wake-leads.js';

/** A decision about a lead, when amoCRM says that the lead was changed last, and its main contact. */
export type NewDecision = Omit<DecisionRow, 'id' | 'decidedAt' | 'notTaken'> & {
  touchedAt: Date;
  notTaken?: readonly NotTaken[];
  /** Missing: the lead was not read. */
  contactId?: number | null;
  /** The ids in the hub's field of the lead; missing: it was not read. */
  carriedIds?: readonly string[];
};

/** Keeps what was decided about a lead. */
@Injectable()
export class RecordDecision {
  constructor(
    private readonly decisions: DecisionRepository,
    private readonly judged: JudgedLeadRepository,
    private readonly list: ReJudgeLeadRepository,
    private readonly wake: WakeLeads,
    private readonly past: LeadPast,
  ) {}

  /**
   * In the caller's transaction: the path of reasons, what the lead waits for now, and of which request it was made. A lead
   * that waits for a moment is judged again then.
   */
  async run(
    tx: EntityManager,
    { touchedAt, notTaken: passed = [], contactId = null, carriedIds = [], ...decision }: NewDecision,
    now: Date,
  ): Promise<void> {
    const { accountId, leadId, kind, branchId, reasons, correlationId } = decision;
    const notTaken = [...passed];
    await this.decisions.addIfNew(tx, { ...decision, notTaken, id: randomUUID(), decidedAt: now });
    const reason = reasons.at(-1) ?? null;
    const about = { accountId, leadId, kind, branchId, reason, notTaken, contactId };
    await this.judged.put(tx, { ...about, touchedAt, since: now });
    await this.past.recordMade(tx, { accountId, leadId }, carriedIds);
    if (kind === 'wait' && reason?.until)
      await this.wake.at(tx, { accountId, leadId, at: new Date(reason.until) }, correlationId);
  }

  /** Ends an operator's instruction to leave the lead alone. */
  async takeBackIgnore(tx: EntityManager, accountId: string, leadId: number): Promise<void> {
    await this.past.takeBackIgnore(tx, accountId, leadId);
  }

  /**
   * Whether a job that only judges again, without a change of the lead, may move it to a branch. Such a job may be
   * older than the settings by which it would move the lead; then the next judging of the intake decides, which follows
   * each change of settings and runs every ten minutes.
   */
  async mayMove(tx: EntityManager, accountId: string, leadId: number): Promise<boolean> {
    return this.list.isReleased(tx, accountId, leadId);
  }
}
