import { randomUUID } from 'node:crypto';
import { mainContactOf, type AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReadCards, type AccountCards } from '../absence/read-cards.js';
import { placeOfLead } from '../custody/place-of-lead.js';
import { mergedDecision, placesOfId } from '../merge/judge-carried.js';
import type { DecideBy, Placed } from '../quota/take-place.js';
import type { BranchFacts, RotationStep } from '../rule/facts.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { isInPlace } from '../transfer/is-in-place.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import type { LeadWork } from './lead-work.js';
import { textOf, type FindContact } from '../region/read-places.js';
import { LoadRouting, touchedAt } from './load-routing.js';
import type { Setting } from './load-setting.js';
import { newTransfer } from './new-transfer.js';
import { RecordDecision } from './record-decision.js';
import { respectCancel, type DecidedBranch } from './respect-cancel.js';
import { goneDecision, routeLead, type RouteDecision } from './route-lead.js';
import { ShareReading } from './share-reading.js';

/** A lead as it was read, and what is decided about it; null `decideBy`: that rests on nothing else. */
interface Judged {
  lead: AmoLead | null;
  routed: DecidedBranch;
  decideBy: DecideBy | null;
}

/** What is known of a lead beside the decision. */
interface Known {
  rules: RoutingRules;
  stamp: string;
  handedOver: TransferRow | null;
  /** Names the transfer that may be added, and its place in a quota. */
  transferId: string;
  /** The branch in whose quota it has its place, reserved in this round or one before; null: it has none. */
  placeIn: string | null;
}

/**
 * Another process advanced the rotation meanwhile, so the lead goes to another branch, in whose quota it has no place
 * yet.
 */
class ChosenElsewhere extends Error {}

/**
 * Judges a lead that has no transfer: the lead is read → a decision is made → it is recorded, with a transfer or without.
 * A lead into which a handed-over one was merged takes over the transfer of that one, whose last steps it goes through.
 */
@Injectable()
export class JudgeLead {
  constructor(
    private readonly routing: LoadRouting,
    private readonly cards: ReadCards,
    private readonly record: RecordDecision,
    private readonly transfers: TransferRepository,
    private readonly share: ShareReading,
  ) {}

  /** The transfer that the decision asks for, or null. Only leads of the account that the rules are about are judged. */
  async run(job: Job<LeadWork>): Promise<TransferRow | null> {
    const { accountId, action } = job.payload;
    const stamp = await this.routing.stamp.read();
    const rules = await this.routing.findRules(accountId);
    if (!rules) return null;
    const cards = this.cards.of(job, accountId, { isInside: false, isDeletionReported: action === 'delete' });
    const judged = await this.readAndDecide(job, rules, cards);
    const { lead, routed } = judged;
    const branches = judged.decideBy?.setting.branches ?? [];
    const isTheirs = ({ target }: BranchFacts) =>
      lead !== null && target !== null && isInPlace({ target, hqAccountId: accountId }, lead);
    const about = { decision: routed.decision, isInPlace: branches.some(isTheirs) };
    const handedOver = lead && (await this.findHandedOver(job, cards, lead, about));
    const known: Known = { rules, stamp, handedOver, transferId: randomUUID(), placeIn: null };
    let next = handedOver ? { ...judged, decideBy: null } : judged;
    for (;;) {
      const placed = await this.takePlace(job, next, known.transferId);
      known.placeIn = placed.reservedIn ?? known.placeIn;
      try {
        return await this.keep(job, placed, known);
      } catch (error) {
        if (!(error instanceof ChosenElsewhere) || !placed.decideBy) throw error;
        const setting = await this.routing.readSetting(rules.rules);
        next = { ...placed, decideBy: { ...placed.decideBy, setting } };
      }
    }
  }

  /** Lets a transfer that was added elsewhere count in the quota of its branch. */
  async countPlace(transfer: TransferRow, correlationId: string): Promise<void> {
    await this.routing.places.count(transfer, correlationId);
  }

  /** Reports the end of a transfer whose place in a quota was reserved here. */
  async reportTransferEnd(transfer: TransferRow, correlationId: string): Promise<void> {
    await this.routing.places.reportEnd(transfer, correlationId);
  }

  /** Records the decision and the transfer it asks for. Throws `ChosenElsewhere`, and then nothing is recorded. */
  private async keep(
    job: Job<LeadWork>,
    judged: Judged & Pick<Placed, 'fullness' | 'reservedIn'>,
    { rules, stamp, handedOver, transferId, placeIn }: Known,
  ): Promise<TransferRow | null> {
    const { accountId, entityId: leadId, action, isAsked, isDue } = job.payload;
    const { lead } = judged;
    const now = new Date();
    // A note changes nothing that a lead is judged by.
    const isOnlyAgain = (action === undefined || action === 'note') && isAsked !== true && isDue !== true;
    const { isRecorded, transfer, decision } = await job.step(async (tx) => {
      await this.share.run(tx, job);
      const { decision, branchId }: DecidedBranch = handedOver
        ? { decision: mergedDecision(handedOver.id), branchId: null }
        : await this.chooseUnderLock(tx, judged);
      const shown = (lead && textOf(lead, rules.rules.branchFieldId ?? null)) ?? '';
      const place = lead && placeOfLead(lead, rules.rules);
      const started =
        decision.kind === 'transfer'
          ? newTransfer(job, leadId, rules, { ...decision, transferId, shown, place })
          : null;
      // A transfer is aimed anew before each step.
      if (!started) await this.routing.stamp.check(tx, stamp);
      else if (isOnlyAgain && !(await this.record.mayMove(tx, accountId, leadId)))
        return { isRecorded: false, transfer: null, decision };
      const rotation = rotationOf({ decision, branchId });
      if (rotation) await this.routing.setting.saveRotation(tx, accountId, rotation);
      await this.record.run(
        tx,
        {
          ...{ accountId, leadId, kind: decision.kind, branchId, reasons: decision.reasons },
          notTaken: decision.notTaken ?? [],
          contactId: lead && mainContactOf(lead),
          rulesVersion: rules.version,
          correlationId: job.correlationId,
          touchedAt: lead ? touchedAt(lead) : now,
        },
        now,
      );
      if (handedOver)
        return {
          ...{ isRecorded: true, decision },
          transfer: await this.transfers.moveTo(tx, handedOver, leadId, now),
        };
      return { isRecorded: true, transfer: started && (await this.transfers.add(tx, started)), decision };
    });
    if (placeIn !== null && transfer?.branchId !== placeIn)
      await this.routing.places.giveBack(transferId, job.correlationId);
    if (!isRecorded) {
      job.log.info({ accountId, leadId }, 'lead may not move before a person says so');
      return null;
    }
    job.log.info({ accountId, leadId, decision: decision.kind }, 'lead judged');
    return transfer;
  }

  /** Lets the quotas of branches count, where the decision rests on anything that a branch is. */
  private async takePlace(
    job: Job<LeadWork>,
    judged: Judged,
    transferId: string,
  ): Promise<Judged & Pick<Placed, 'fullness' | 'reservedIn'>> {
    if (!judged.decideBy) return { ...judged, fullness: new Map(), reservedIn: null };
    const { accountId: hqAccountId, entityId: hqLeadId } = job.payload;
    const place = { transferId, hqAccountId, hqLeadId };
    return { ...judged, ...(await this.routing.places.run(judged.decideBy, place, job.correlationId)) };
  }

  /** A row of a list may lack a change of the hint's own second, and `ignore` is never judged again: not by a list. */
  private async readAndDecide(job: Job<LeadWork>, rules: RoutingRules, cards: AccountCards): Promise<Judged> {
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
  ): Promise<Judged> {
    if (!lead) return { lead, routed: { decision: goneDecision, branchId: null }, decideBy: null };
    const facts = await this.routing.readFacts(lead, rules, { findContact, signal: job.signal });
    const { accountId, isAsked } = job.payload;
    const cancelled = isAsked ? null : await this.record.decisions.findCancelled(accountId, lead.id);
    const setting = await this.routing.readSetting(rules);
    const by = (at: Setting) => respectCancel(routeLead(facts, at.rules, at.branches), cancelled);
    return { lead, routed: by(setting), decideBy: { setting, by } };
  }

  /** A branch that was chosen by rotation or load is chosen again under the lock of its territory. */
  private async chooseUnderLock(
    tx: EntityManager,
    { routed, decideBy, fullness, reservedIn }: Judged & Pick<Placed, 'fullness' | 'reservedIn'>,
  ): Promise<DecidedBranch> {
    const territory = rotationOf(routed)?.territory;
    if (territory === undefined || !decideBy) return routed;
    const again = decideBy.by(await this.routing.setting.lockTerritory(tx, decideBy.setting, territory));
    const { branchId } = again;
    const isLimited = decideBy.setting.branches.some((branch) => branch.id === branchId && branch.isLimited);
    const isAnswered = branchId !== null && fullness.get(branchId) !== null;
    if (again.decision.kind === 'transfer' && branchId !== reservedIn && isAnswered && isLimited)
      throw new ChosenElsewhere();
    return again;
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
      !(await job.isFollowed()) &&
      (await cards.findTouchedAt(lead.id)) === null;
    return cards.findHandedOver(lead, placesOfId(decision, { isNew, isInPlace }));
  }
}

function rotationOf({ decision }: DecidedBranch): RotationStep | undefined {
  return decision.kind === 'transfer' ? decision.rotation : undefined;
}
