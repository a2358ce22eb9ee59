import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { LoadSetting, type Setting } from '../lead/load-setting.js';
import { ReadLeadFacts } from '../lead/read-lead-facts.js';
import { respectCancel } from '../lead/respect-cancel.js';
import { goneDecision, routeLead, type RouteDecision } from '../lead/route-lead.js';
import { TakePlace, type Placed } from '../quota/take-place.js';
import type { FindContact } from '../region/read-places.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import {
  decideTransferAgain,
  mayHaveBranchLead,
  type AgainDecision,
  type CurrentTransfer,
} from './decide-transfer-again.js';
import { isInPlace } from './is-in-place.js';
import type { TransferRow } from './transfer.entity.js';

/** The lead of a transfer at HQ and its contacts. Null: gone; `RetryLater` while that is not certain. */
export interface HqCards {
  findLead: () => Promise<AmoLead | null>;
  findContact: FindContact;
}

export type AimAgain = Extract<AgainDecision, { kind: 'aim' }>;

/** Where a transfer goes now, and by what. */
export interface Routed {
  /** Null: gone, or not read because the branch lead may exist. */
  lead: AmoLead | null;
  again: AgainDecision;
  /** What routing says, where it is asked; null: the transfer keeps its branch. */
  placed: Placed | null;
  /** The same for another decision of routing; pure. */
  decideAgain: (decision: RouteDecision) => AgainDecision;
}

/** Decides where a transfer goes, by the lead, the rules and the branches as they are now. Nothing is recorded. */
@Injectable()
export class RouteTransfer {
  constructor(
    private readonly facts: ReadLeadFacts,
    private readonly setting: LoadSetting,
    private readonly places: TakePlace,
  ) {}

  async run(
    job: Job<unknown>,
    transfer: TransferRow,
    rules: RoutingRules['rules'],
    { findLead, findContact }: HqCards,
  ): Promise<Routed> {
    const setting = await this.setting.run(rules, new Date());
    const lead = mayHaveBranchLead(transfer) ? null : await findLead();
    const current: CurrentTransfer = { ...transfer, isInPlace: isInPlace(transfer, lead) };
    const own = setting.branches.find(({ id }) => id === transfer.branchId);
    const decideAgain = (decision: RouteDecision) => decideTransferAgain(current, decision, own);
    if (!lead) return { lead, again: decideAgain(goneDecision), placed: null, decideAgain };
    const facts = {
      ...(await this.facts.run(lead, rules, { findContact, signal: job.signal })),
      currentBranchId: transfer.branchId,
    };
    const decide = (at: Setting) => routeLead(facts, at.rules, at.branches);
    // A next leg keeps its branch, whatever routing says.
    if (transfer.isReRoute) return { lead, again: decideAgain(decide(setting)), placed: null, decideAgain };
    const placed = await this.place(job, transfer, setting, decide);
    return { lead, again: decideAgain(placed.routed.decision), placed, decideAgain };
  }

  /** Another branch gets the lead only where its quota has a place, which is reserved then; its own has one already. */
  private async place(
    job: Job<unknown>,
    { id: transferId, hqAccountId, hqLeadId, branchId: current }: TransferRow,
    setting: Setting,
    decide: (setting: Setting) => RouteDecision,
  ): Promise<Placed> {
    const by = (at: Setting) => respectCancel(decide(at), null);
    const place = { transferId, hqAccountId, hqLeadId, current };
    return this.places.run({ setting, by }, place, job.correlationId);
  }
}
