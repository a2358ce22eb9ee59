import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AskChecks } from '../custody/ask-checks.js';
import { EnqueueBranchList } from '../lists/enqueue-branch-list.js';
import { ReJudge } from '../re-judge/re-judge.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { HastenTransfers } from './hasten-transfers.js';

/** Something that leads may wait for has changed: transfers go on at once, and what was judged is judged again. */
@Injectable()
export class BringOn {
  constructor(
    private readonly transfers: HastenTransfers,
    private readonly again: ReJudge,
    private readonly rules: RoutingRulesRepository,
    private readonly lists: EnqueueBranchList,
    private readonly checks: AskChecks,
  ) {}

  /** A branch was saved. */
  async branch(tx: EntityManager, branchId: string, correlationId: string): Promise<void> {
    await this.transfers.ask(tx, { of: { branchId } }, correlationId);
    await this.waiting(tx, correlationId);
    const current = await this.rules.findCurrent(tx);
    if (current) await this.lists.run(tx, current.rules.hqAccountId, correlationId);
  }

  /**
   * An account can be used again: its leads in custody may be behind, and where it is the HQ account, its list could
   * not be tried before.
   */
  async account(tx: EntityManager, accountId: string, correlationId: string): Promise<void> {
    await this.checks.run(tx, correlationId, accountId);
    const current = await this.rules.findCurrent(tx);
    if (!current) return;
    const { hqAccountId } = current.rules;
    await this.again.ask(tx, hqAccountId, correlationId);
    if (accountId === hqAccountId) await this.lists.run(tx, hqAccountId, correlationId);
  }

  /** The rules of an HQ account are being saved. */
  async head(tx: EntityManager, hqAccountId: string, correlationId: string): Promise<void> {
    await this.transfers.ask(tx, { of: { hqAccountId } }, correlationId);
    await this.again.ask(tx, hqAccountId, correlationId, 'rules-saved');
    await this.checks.run(tx, correlationId);
    await this.lists.run(tx, hqAccountId, correlationId);
  }

  /** Anything that may change what is decided about the leads of the HQ account in force. */
  async waiting(tx: EntityManager, correlationId: string): Promise<void> {
    const current = await this.rules.findCurrent(tx);
    if (current) await this.again.ask(tx, current.rules.hqAccountId, correlationId);
  }
}
