import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards, type AccountCards } from '../absence/read-cards.js';
import { placesOfId } from '../merge/judge-carried.js';
import type { DecideBy } from '../quota/take-place.js';
import type { FindContact } from '../region/read-places.js';
import type { BranchFacts } from '../rule/facts.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { isInPlace } from '../transfer/is-in-place.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { DecisionRepository } from './decision.repository.js';
import type { LeadWork } from './lead-work.js';
import { LoadSetting, type Setting } from './load-setting.js';
import { ReadLeadFacts } from './read-lead-facts.js';
import { respectCancel, type DecidedBranch } from './respect-cancel.js';
import { goneDecision, routeLead, type RouteDecision } from './route-lead.js';

/** A lead as it was read, and what is decided about it; null `decideBy`: that rests on nothing else. */
export interface Judged {
  lead: AmoLead | null;
  routed: DecidedBranch;
  decideBy: DecideBy | null;
  /** The transfer of a lead that was handed over and merged into this one. */
  handedOver: TransferRow | null;
}

/** Reads a lead and decides about it. Nothing is recorded. */
@Injectable()
export class ExamineLead {
  constructor(
    private readonly cards: ReadCards,
    private readonly facts: ReadLeadFacts,
    private readonly setting: LoadSetting,
    private readonly decisions: DecisionRepository,
  ) {}

  async run(job: Job<LeadWork>, rules: RoutingRules): Promise<Judged> {
    const { accountId, action } = job.payload;
    const cards = this.cards.of(job, accountId, { isInside: false, isDeletionReported: action === 'delete' });
    const judged = await this.readAndDecide(job, rules, cards);
    const { lead, routed } = judged;
    const branches = judged.decideBy?.setting.branches ?? [];
    const isTheirs = ({ target }: BranchFacts) =>
      lead !== null && target !== null && isInPlace({ target, hqAccountId: accountId }, lead);
    const about = { decision: routed.decision, isInPlace: branches.some(isTheirs) };
    const handedOver = lead && (await this.findHandedOver(job, cards, lead, about));
    return { ...judged, handedOver, ...(handedOver ? { decideBy: null } : {}) };
  }

  /** The same decision by rules and branches as they are now; the lead is not read again. */
  async refresh(judged: Judged, { rules }: RoutingRules): Promise<Judged> {
    const { decideBy } = judged;
    return { ...judged, decideBy: decideBy && { ...decideBy, setting: await this.readSetting(rules) } };
  }

  /** A row of a list may lack a change of the hint's own second, and `ignore` is never judged again: not by a list. */
  private async readAndDecide(
    job: Job<LeadWork>,
    rules: RoutingRules,
    cards: AccountCards,
  ): Promise<Omit<Judged, 'handedOver'>> {
    const leadId = job.payload.entityId;
    const hinted = await cards.findHintedLead(leadId);
    const judged = await this.decide(job, rules, hinted.lead, cards.findContact);
    if (!hinted.isListed || judged.routed.decision.kind !== 'ignore') return judged;
    return this.decide(job, rules, await cards.findLead(leadId), cards.findContact);
  }

  private async decide(
    job: Job<LeadWork>,
    { rules }: RoutingRules,
    lead: AmoLead | null,
    findContact: FindContact,
  ): Promise<Omit<Judged, 'handedOver'>> {
    if (!lead) return { lead, routed: { decision: goneDecision, branchId: null }, decideBy: null };
    const { accountId, isAsked } = job.payload;
    const facts = await this.facts.run(lead, rules, {
      ...{ findContact, signal: job.signal, isAsked: isAsked === true },
    });
    const cancelled = isAsked ? null : await this.decisions.findCancelled(accountId, lead.id);
    const setting = await this.readSetting(rules);
    const by = (at: Setting) => respectCancel(routeLead(facts, at.rules, at.branches), cancelled);
    return { lead, routed: by(setting), decideBy: { setting, by } };
  }

  private readSetting(rules: RoutingRules['rules']): Promise<Setting> {
    return this.setting.run(rules, new Date());
  }

  private async findHandedOver(
    job: Job<LeadWork>,
    cards: AccountCards,
    lead: AmoLead,
    { decision, isInPlace }: { decision: RouteDecision; isInPlace: boolean },
  ): Promise<TransferRow | null> {
    const isNew =
      job.payload.action === 'add' &&
      lead.created_at === lead.updated_at &&
      (await job.followers()).length === 0 &&
      (await cards.findTouchedAt(lead.id)) === null;
    return cards.findHandedOver(lead, placesOfId(decision, { isNew, isInPlace }));
  }
}
