import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AbsentCardRepository } from '../absence/absent-card.repository.js';
import { ReJudgeLeadRepository } from '../re-judge/re-judge-lead.repository.js';
import { DecisionRepository } from './decision.repository.js';
import { JudgedLeadRepository } from './judged-lead.repository.js';
import { LeadPast } from './lead-past.js';

/** What deciding keeps of leads. */
@Injectable()
export class LeadTraces {
  constructor(
    private readonly decisions: DecisionRepository,
    private readonly judged: JudgedLeadRepository,
    private readonly absent: AbsentCardRepository,
    private readonly list: ReJudgeLeadRepository,
    private readonly past: LeadPast,
  ) {}

  /** Erases it for an account that is removed; which checks led to which decision stays. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await this.decisions.forgetAccount(tx, accountId);
    await this.judged.forgetAccount(tx, accountId);
    await this.absent.forgetAccount(tx, accountId);
    await this.list.forgetAccount(tx, accountId);
    await this.past.forgetAccount(tx, accountId);
  }
}
