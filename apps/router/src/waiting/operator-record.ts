import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { HastenLeads } from '../again/hasten-leads.js';
import { LeadPast } from '../lead/lead-past.js';
import { RecordDecision } from '../lead/record-decision.js';
import type { Reason } from '../rule/facts.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import type { TransferRow } from '../transfer/transfer.entity.js';

/** Who says something, about which lead of the HQ account. */
export interface Said {
  leadId: number;
  by: string;
  correlationId: string;
}

/** Keeps an operator's word and the decision that it makes. */
@Injectable()
export class OperatorRecord {
  constructor(
    private readonly past: LeadPast,
    private readonly record: RecordDecision,
    private readonly leads: HastenLeads,
  ) {}

  async assigned(tx: EntityManager, rules: RoutingRules, transfer: TransferRow, said: Said): Promise<void> {
    const { leadId, by, correlationId } = said;
    const { hqAccountId: accountId, branchId, id: transferId, startedAt: now } = transfer;
    await this.past.say(tx, { kind: 'assign', accountId, leadId, branchId, transferId, by }, now);
    const reasons: Reason[] = [{ check: 'operator', found: 'assigned', value: by }];
    const decision = { kind: 'transfer', branchId, reasons } as const;
    await this.record.run(tx, { ...decision, ...about(rules, said), touchedAt: now }, now);
    await this.leads.run(tx, [{ accountId, leadId }], { correlationId, isNew: true });
  }

  async ignored(tx: EntityManager, rules: RoutingRules, said: Said & { reason: string }): Promise<void> {
    const now = new Date();
    const { leadId, by, reason } = said;
    const { accountId, ...rest } = about(rules, said);
    await this.past.say(tx, { kind: 'ignore', accountId, leadId, transferId: null, reason, by }, now);
    const reasons: Reason[] = [{ check: 'operator', found: 'ignored', value: reason }];
    const decision = { kind: 'ignore', branchId: null, reasons, accountId, ...rest } as const;
    await this.record.run(tx, { ...decision, touchedAt: now }, now);
  }
}

function about({ rules, version }: RoutingRules, { leadId, correlationId }: Said) {
  return { accountId: rules.hqAccountId, leadId, rulesVersion: version, correlationId };
}
