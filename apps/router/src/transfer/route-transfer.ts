import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { LoadSetting, type Setting } from '../lead/load-setting.js';
import { ReadLeadFacts } from '../lead/read-lead-facts.js';
import { respectCancel } from '../lead/respect-cancel.js';
import { goneDecision, routeLead, type RouteDecision } from '../lead/route-lead.js';
import { TakePlace } from '../quota/take-place.js';
import type { FindContact } from '../region/read-places.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { decideTransferAgain, mayHaveBranchLead, type CurrentTransfer } from './decide-transfer-again.js';
import { isInPlace } from './is-in-place.js';
import type { TransferRow } from './transfer.entity.js';

/** The lead of a transfer at HQ and its contacts. Null: gone; `RetryLater` while that is not certain. */
export interface HqCards {
  findLead: () => Promise<AmoLead | null>;
  findContact: FindContact;
}

/** Decides where a transfer goes, by the lead, the rules and the branches as they are now. Nothing is recorded. */
@Injectable()
export class RouteTransfer {
  constructor(
    private readonly facts: ReadLeadFacts,
    private readonly setting: LoadSetting,
    private readonly places: TakePlace,
  ) {}

  /** `lead` null: gone, or not read because the branch lead may exist. */
  async run(
    job: Job<unknown>,
    transfer: TransferRow,
    rules: RoutingRules['rules'],
    { findLead, findContact }: HqCards,
  ): Promise<{ lead: AmoLead | null; again: ReturnType<typeof decideTransferAgain> }> {
    const setting = await this.setting.run(rules, new Date());
    const lead = mayHaveBranchLead(transfer) ? null : await findLead();
    const current: CurrentTransfer = { ...transfer, isInPlace: isInPlace(transfer, lead) };
    const facts = lead && {
      ...(await this.facts.run(lead, rules, { findContact, signal: job.signal })),
      currentBranchId: transfer.branchId,
    };
    const decision = facts
      ? await this.decide(job, transfer, setting, (at) => routeLead(facts, at.rules, at.branches))
      : goneDecision;
    const own = setting.branches.find(({ id }) => id === transfer.branchId);
    return { lead, again: decideTransferAgain(current, decision, own) };
  }

  /** Another branch gets the lead only where its quota has a place, which is reserved then; its own has one already. */
  private async decide(
    job: Job<unknown>,
    { id: transferId, hqAccountId, hqLeadId, branchId: current, isReRoute }: TransferRow,
    setting: Setting,
    decide: (setting: Setting) => RouteDecision,
  ): Promise<RouteDecision> {
    // A next leg keeps its branch, whatever routing says.
    if (isReRoute) return decide(setting);
    const by = (at: Setting) => respectCancel(decide(at), null);
    const place = { transferId, hqAccountId, hqLeadId, current };
    const { routed } = await this.places.run({ setting, by }, place, job.correlationId);
    return routed.decision;
  }
}
