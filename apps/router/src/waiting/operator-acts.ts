import { randomUUID } from 'node:crypto';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { GoOn } from '../custody/go-on.js';
import { Decision } from '../lead/decision.entity.js';
import { JudgedLead } from '../lead/judged-lead.entity.js';
import { newTransfer } from '../lead/new-transfer.js';
import type { BranchFacts, Target } from '../rule/facts.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { OperatorRecord, type Said } from './operator-record.js';

/** Reads what an operator's word is about, and records what comes of it. */
@Injectable()
export class OperatorActs {
  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly transfers: TransferRepository,
    private readonly record: OperatorRecord,
    private readonly trail: GoOn,
  ) {}

  /** The rules in force; throws 409 when there are none. */
  async findRules(): Promise<RoutingRules> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(409, message('problems.no-rules'));
    return current;
  }

  async findTransfer({ rules }: RoutingRules, leadId: number): Promise<TransferRow | null> {
    return this.transfers.findByLead(rules.hqAccountId, leadId);
  }

  async findJudged({ rules }: RoutingRules, leadId: number): Promise<JudgedLead | null> {
    return this.source.manager.findOneBy(JudgedLead, { accountId: rules.hqAccountId, leadId });
  }

  async getLastDecision({ rules }: RoutingRules, leadId: number): Promise<Decision> {
    return this.source.manager.findOneOrFail(Decision, {
      where: { accountId: rules.hqAccountId, leadId },
      order: { decidedAt: 'DESC' },
    });
  }

  /**
   * A person's decision and its transfer, the next leg of a lead that was handed over before; it goes on at once. Fails
   * with SQLSTATE 23505 when the lead has one.
   */
  async assign(
    tx: EntityManager,
    rules: RoutingRules,
    branch: BranchFacts & { target: Target },
    said: Said,
  ): Promise<TransferRow> {
    const { leadId, correlationId } = said;
    const lead = { hqAccountId: rules.rules.hqAccountId, leadId };
    const begun = { id: randomUUID(), now: new Date(), correlationId };
    const transfer =
      (await this.trail.assign(tx, lead, branch, correlationId)) ??
      (await this.transfers.add(tx, newTransfer(begun, leadId, rules, { branch })));
    await this.record.assigned(tx, rules, transfer, said);
    return transfer;
  }

  async findInHand({ rules }: RoutingRules, leadId: number): Promise<TransferRow | null> {
    return this.trail.findInHand(rules.hqAccountId, leadId);
  }

  /** The next leg of a lead that was in hand after this one, or null: then none begins until the transaction ends. */
  async findNext(tx: EntityManager, last: TransferRow): Promise<TransferRow | null> {
    await this.trail.lockInHand(tx, last);
    return this.transfers.findLiving(tx, last.hqAccountId, last.hqLeadId);
  }

  /** A person's decision; a lead in hand is so no longer. */
  async ignore(tx: EntityManager, rules: RoutingRules, said: Said & { reason: string }): Promise<void> {
    const { leadId, by, reason } = said;
    await this.record.ignored(tx, rules, said);
    const why = message('custody.off-hand-ignored', { by, reason });
    await this.trail.takeOffHand(tx, { hqAccountId: rules.rules.hqAccountId, leadId }, why);
  }
}
