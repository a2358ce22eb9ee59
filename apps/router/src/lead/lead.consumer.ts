import { randomUUID } from 'node:crypto';
import { Bus, type Job } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { TransferLead } from '../transfer/transfer-lead.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { DecisionRepository } from './decision.repository.js';
import { LoadRouting } from './load-routing.js';
import { routeLead, type RouteDecision } from './route-lead.js';

/**
 * Enough hands for many branches that do not answer: each takes four until its first time-out, and one after it
 * (`AccountGate`).
 */
const concurrency = 32;

/** The story of an inbound lead: a change is heard → the lead is read → a branch is chosen → the lead is handed over. */
@Injectable()
export class LeadConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly routing: LoadRouting,
    private readonly decisions: DecisionRepository,
    private readonly transfers: TransferRepository,
    private readonly transferLead: TransferLead,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CrmChanged>({
      consumer: 'router.lead',
      subject: 'crm.changed',
      concurrency,
      handle: (job) => this.route(job),
    });
  }

  /** A begun transfer is finished whatever lead and rules look like now; otherwise the lead is judged anew. */
  private async route(job: Job<CrmChanged>): Promise<void> {
    const { accountId, entity, entityId } = job.payload;
    if (entity !== 'lead') return;
    const begun = await this.transfers.findByLead(accountId, entityId);
    const transfer = begun ?? (await this.judge(job, accountId, entityId));
    if (transfer) await this.transferLead.run(job, transfer);
  }

  /** Only leads of the account that the rules are about are judged; all others' changes are heard here too. */
  private async judge(job: Job<CrmChanged>, accountId: string, leadId: number): Promise<TransferRow | null> {
    const rules = await this.routing.findRules(accountId);
    return rules && this.decide(job, rules, leadId);
  }

  private async decide(
    job: Job<CrmChanged>,
    rules: RoutingRules,
    leadId: number,
  ): Promise<TransferRow | null> {
    const lead = await this.routing.readLead(rules.rules, leadId, job.signal);
    if (!lead) return null;
    const decision = routeLead(lead, rules.rules, await this.routing.readBranches());
    const transfer = decision.kind === 'transfer' ? newTransfer(job, rules, leadId, decision) : null;
    await job.step(async (tx) => {
      await this.decisions.addIfNew(tx, {
        id: randomUUID(),
        accountId: lead.accountId,
        leadId,
        kind: decision.kind,
        branchId: transfer?.branchId ?? null,
        reasons: decision.reasons,
        rulesVersion: rules.version,
        correlationId: job.correlationId,
        decidedAt: new Date(),
      });
      if (transfer) await this.transfers.add(tx, transfer);
    });
    job.log.info({ accountId: lead.accountId, leadId, decision: decision.kind }, 'lead judged');
    return transfer;
  }
}

function newTransfer(
  job: Job<unknown>,
  rules: RoutingRules,
  hqLeadId: number,
  { branch }: Extract<RouteDecision, { kind: 'transfer' }>,
): TransferRow {
  const now = new Date();
  return {
    id: randomUUID(),
    hqAccountId: rules.rules.hqAccountId,
    hqLeadId,
    branchId: branch.id,
    branchName: branch.name,
    target: branch.target,
    rulesVersion: rules.version,
    state: 'decided',
    stepStartedAt: null,
    stepWrittenAt: null,
    branchContactId: null,
    branchLeadId: null,
    leftOut: [],
    problem: null,
    correlationId: job.correlationId,
    startedAt: now,
    changedAt: now,
  };
}
