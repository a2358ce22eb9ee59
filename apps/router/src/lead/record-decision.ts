import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HeldLeadRepository } from '../re-judge/held-lead.repository.js';
import type { DecisionRow } from './decision.entity.js';
import { DecisionRepository } from './decision.repository.js';
import { JudgedLeadRepository } from './judged-lead.repository.js';

/** A decision about a lead, and when amoCRM says that the lead was changed last. */
export type NewDecision = Omit<DecisionRow, 'id' | 'decidedAt'> & { touchedAt: Date };

/** Keeps what was decided about a lead. */
@Injectable()
export class RecordDecision {
  constructor(
    private readonly decisions: DecisionRepository,
    private readonly judged: JudgedLeadRepository,
    private readonly held: HeldLeadRepository,
  ) {}

  /** In the caller's transaction: the path of reasons, and what the lead waits for now. */
  async run(tx: EntityManager, { touchedAt, ...decision }: NewDecision, now: Date): Promise<void> {
    const { accountId, leadId, kind, branchId, reasons } = decision;
    await this.decisions.addIfNew(tx, { ...decision, id: randomUUID(), decidedAt: now });
    const reason = reasons.at(-1) ?? null;
    await this.judged.put(tx, { accountId, leadId, kind, branchId, reason, touchedAt, readAt: now });
  }

  /**
   * Whether a lead may go to a branch by work that only looks again, and not because somebody has changed the lead. Such
   * work may be older than the settings by which the lead would go: then the next look at the intake decides, which follows
   * each change and comes every ten minutes.
   */
  async mayMove(tx: EntityManager, accountId: string, leadId: number): Promise<boolean> {
    return this.held.isReleased(tx, accountId, leadId);
  }
}
