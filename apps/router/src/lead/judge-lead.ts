import { randomUUID } from 'node:crypto';
import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards, type AccountCards } from '../absence/read-cards.js';
import { mergedDecision, placesOfId } from '../merge/judge-carried.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { DecisionRepository } from './decision.repository.js';
import type { LeadWork } from './lead-work.js';
import type { FindContact } from '../region/read-places.js';
import { LoadRouting, touchedAt } from './load-routing.js';
import { RecordDecision } from './record-decision.js';
import { respectCancel, type DecidedBranch } from './respect-cancel.js';
import { goneDecision, routeLead, type RouteDecision } from './route-lead.js';

/**
 * Judges a lead that has no transfer: the lead is read → a decision is made → it is recorded, with a transfer or without.
 * A lead into which a handed-over one was merged takes over the transfer of that one, whose last steps it goes through.
 */
@Injectable()
export class JudgeLead {
  constructor(
    private readonly routing: LoadRouting,
    private readonly cards: ReadCards,
    private readonly decisions: DecisionRepository,
    private readonly record: RecordDecision,
    private readonly transfers: TransferRepository,
  ) {}

  /** The transfer that the decision asks for, or null. Only leads of the account that the rules are about are judged. */
  async run(job: Job<LeadWork>): Promise<TransferRow | null> {
    const { accountId, entityId: leadId, action, isAsked } = job.payload;
    const stamp = await this.routing.stamp.read();
    const rules = await this.routing.findRules(accountId);
    if (!rules) return null;
    const about = { isInside: false, isDeletionTold: action === 'delete' };
    const cards = this.cards.of(job, accountId, about);
    const { lead, routed } = await this.readAndDecide(job, rules, cards);
    const handedOver = lead && (await this.findHandedOver(job, cards, lead, routed.decision));
    const { decision, branchId } = handedOver
      ? { decision: mergedDecision(handedOver.id), branchId: null }
      : routed;
    const started = decision.kind === 'transfer' ? newTransfer(job, rules, decision) : null;
    const now = new Date();
    // A note changes nothing that a lead is judged by.
    const isOnlyAgain = (action === undefined || action === 'note') && isAsked !== true;
    const { isRecorded, transfer } = await job.step(async (tx) => {
      // A transfer is aimed anew before each step.
      if (!started) await this.routing.stamp.check(tx, stamp);
      else if (isOnlyAgain && !(await this.record.mayMove(tx, accountId, leadId)))
        return { isRecorded: false, transfer: null };
      await this.record.run(
        tx,
        {
          ...{ accountId, leadId, kind: decision.kind, branchId, reasons: decision.reasons },
          rulesVersion: rules.version,
          correlationId: job.correlationId,
          touchedAt: lead ? touchedAt(lead) : now,
        },
        now,
      );
      if (handedOver)
        return { isRecorded: true, transfer: await this.transfers.moveTo(tx, handedOver, leadId, now) };
      return { isRecorded: true, transfer: started && (await this.transfers.add(tx, started)) };
    });
    if (!isRecorded) {
      job.log.info({ accountId, leadId }, 'lead may not move before a person says so');
      return null;
    }
    job.log.info({ accountId, leadId, decision: decision.kind }, 'lead judged');
    return transfer;
  }

  /** A row of a list may lack a change of the hint's own second, and `ignore` is never judged again: not by a list. */
  private async readAndDecide(
    job: Job<LeadWork>,
    rules: RoutingRules,
    cards: AccountCards,
  ): Promise<{ lead: AmoLead | null; routed: DecidedBranch }> {
    const leadId = job.payload.entityId;
    const hinted = await cards.findHintedLead(leadId);
    const routed = await this.decide(job, rules, hinted.lead, cards.findContact);
    if (!hinted.isListed || routed.decision.kind !== 'ignore') return { lead: hinted.lead, routed };
    const lead = await cards.findLead(leadId);
    return { lead, routed: await this.decide(job, rules, lead, cards.findContact) };
  }

  private async decide(
    job: Job<LeadWork>,
    { rules }: RoutingRules,
    lead: AmoLead | null,
    findContact: FindContact,
  ): Promise<DecidedBranch> {
    if (!lead) return { decision: goneDecision, branchId: null };
    const facts = await this.routing.readFacts(lead, rules, { findContact, signal: job.signal });
    const decision = routeLead(facts, rules, await this.routing.readBranches());
    const { accountId, isAsked } = job.payload;
    return respectCancel(decision, isAsked ? null : await this.decisions.findCancelled(accountId, lead.id));
  }

  private async findHandedOver(
    job: Job<LeadWork>,
    cards: AccountCards,
    lead: AmoLead,
    decision: RouteDecision,
  ): Promise<TransferRow | null> {
    const isNew =
      job.payload.action === 'add' &&
      lead.created_at === lead.updated_at &&
      !(await job.isFollowed()) &&
      (await cards.findTouchedAt(lead.id)) === null;
    return cards.findHandedOver(lead, placesOfId(decision, { isNew }));
  }
}

function newTransfer(
  job: Job<LeadWork>,
  { rules, version }: RoutingRules,
  { branch }: Extract<RouteDecision, { kind: 'transfer' }>,
): TransferRow {
  const now = new Date();
  const id = randomUUID();
  return {
    id,
    trailId: id,
    hqAccountId: rules.hqAccountId,
    hqLeadId: job.payload.entityId,
    branchId: branch.id,
    branchName: branch.name,
    target: branch.target,
    rulesVersion: version,
    state: 'decided',
    cancelReason: null,
    stepStartedAt: null,
    stepMakesLead: false,
    isJoined: false,
    stepWrittenAt: null,
    branchContactId: null,
    branchLeadId: null,
    leftOut: [],
    problem: null,
    endedAs: null,
    endedAt: null,
    inHandSince: null,
    hqWroteAt: null,
    branchKeptAt: null,
    isReRoute: false,
    correlationId: job.correlationId,
    startedAt: now,
    changedAt: now,
  };
}
