import { isDeepStrictEqual } from 'node:util';
import type { Account } from '@hub/accounts';
import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { LoadRouting, touchedAt } from '../lead/load-routing.js';
import type { Setting } from '../lead/load-setting.js';
import { respectCancel } from '../lead/respect-cancel.js';
import { RecordDecision } from '../lead/record-decision.js';
import { goneDecision, routeLead, type RouteDecision } from '../lead/route-lead.js';
import { placeOfLead } from '../custody/place-of-lead.js';
import { textOf, type FindContact } from '../region/read-places.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import {
  decideTransferAgain,
  isTargetFixed,
  mayHaveBranchLead,
  type CurrentTransfer,
} from './decide-transfer-again.js';
import { InspectTarget, type AimedBranch } from './inspect-target.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository, type TransferAim } from './transfer.repository.js';
import { isInPlace } from './is-in-place.js';
import { knownShown } from './known-shown.js';
import { unique } from './what-stays.js';

/** A transfer as it is to go on, with the rules in force. */
export interface Aimed {
  transfer: TransferRow;
  rules: RoutingRules['rules'];
}

/** The lead of a transfer at HQ and its contacts. Null: gone; `RetryLater` while that is not certain. */
export interface HqCards {
  findLead: () => Promise<AmoLead | null>;
  findContact: FindContact;
}

/** Why a transfer is withdrawn: what routing decided, and by what. */
interface Withdrawal {
  stamp: string;
  rules: RoutingRules;
  lead: AmoLead | null;
  decision: RouteDecision;
}

/** A broken target is mended by saving the branch, which makes its leads due; this is for one mended in amoCRM. */
export const untilMendedMs = 5 * 60_000;

/**
 * Before each step: as long as the branch lead cannot exist, the target of a transfer follows the current lead, rules
 * and branches. The lead is read → routing decides again → the target is checked in its account → the transfer gets it.
 */
@Injectable()
export class AimTransfer {
  constructor(
    private readonly routing: LoadRouting,
    private readonly rules: RoutingRulesRepository,
    private readonly transfers: TransferRepository,
    private readonly record: RecordDecision,
    private readonly target: InspectTarget,
  ) {}

  /**
   * `aimedAt`: the account that the transfer goes to so far. Throws `RetryLater` while the branch wants its leads where they
   * cannot be put. The transfer may come back cancelled, or ended.
   */
  async run(
    job: Job<unknown>,
    { transfer, aimedAt }: { transfer: TransferRow; aimedAt: Account },
    { findLead, findContact }: HqCards,
  ): Promise<Aimed> {
    // Nothing can be asked there, and routing would keep it there for ever.
    const isLost = mayHaveBranchLead(transfer) && aimedAt.state === 'removed';
    if (isLost || isTargetFixed(transfer)) {
      const { rules } = await this.rules.getNewestOf(transfer.hqAccountId);
      return { transfer: isLost ? await this.endInRemoved(job, transfer) : transfer, rules };
    }
    // Read before the rules, because a withdrawal is recorded only where it still holds.
    const stamp = await this.routing.stamp.read();
    const rules = await this.rules.getNewestOf(transfer.hqAccountId);
    const aimed = { transfer, rules: rules.rules };
    const setting = await this.routing.readSetting(rules.rules);
    const { branches } = setting;
    const lead = mayHaveBranchLead(transfer) ? null : await findLead();
    const current: CurrentTransfer = { ...transfer, isInPlace: isInPlace(transfer, lead) };
    const from = { findContact, signal: job.signal };
    const facts = lead && {
      ...(await this.routing.readFacts(lead, rules.rules, from)),
      currentBranchId: transfer.branchId,
    };
    const decision = facts
      ? await this.decide(job, transfer, setting, (at) => routeLead(facts, at.rules, at.branches))
      : goneDecision;
    const own = branches.find(({ id }) => id === transfer.branchId);
    const again = decideTransferAgain(current, decision, own);
    switch (again.kind) {
      case 'stay':
        return aimed;
      case 'withdraw':
        return {
          ...aimed,
          transfer: await this.withdraw(job, transfer, { stamp, rules, lead, decision: again.instead }),
        };
      case 'aim':
        return this.aim(
          job,
          {
            ...{ ...aimed, rulesVersion: rules.version },
            // What the field shows: what was sent with the lead may be another.
            shown: lead && (textOf(lead, rules.rules.branchFieldId ?? null) ?? ''),
            place: lead && placeOfLead(lead, rules.rules),
          },
          again,
        );
    }
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
    const { routed } = await this.routing.places.run({ setting, by }, place, job.correlationId);
    return routed.decision;
  }

  private async aim(
    job: Job<unknown>,
    about: Aimed & { rulesVersion: number; shown: string | null; place: string | null },
    { branch, restarts }: { branch: AimedBranch; restarts: boolean },
  ): Promise<Aimed> {
    const { transfer, rules, rulesVersion, shown, place: seenPlace } = about;
    const now = new Date();
    const { id: branchId, name: branchName } = branch;
    const hqBranchName = knownShown(transfer, { branchId, shown });
    // Routing has decided by this place; a re-route has not.
    const hqPlace = transfer.isReRoute ? (transfer.hqPlace ?? seenPlace) : (seenPlace ?? transfer.hqPlace);
    if (restarts) {
      // Its account is asked from within its own places, with the next step.
      const place = { branchId, branchName, target: branch.target };
      const aim = { ...beginning, ...place, hqBranchName, hqPlace, rulesVersion, changedAt: now };
      await job.step((tx) => this.transfers.aim(tx, transfer.id, aim));
      job.log.info({ transferId: transfer.id, branchId }, 'transfer goes to another branch');
      return { transfer: { ...transfer, ...aim }, rules };
    }
    const inspection = await this.target.run(branch, job.signal);
    const { ownerId, goneId } = inspection.owner;
    const place = { branchId, branchName, target: { ...branch.target, ownerId } };
    const aim = { ...place, hqBranchName, hqPlace, rulesVersion };
    const aimed = { ...transfer, ...aim };
    const isChanged = !isDeepStrictEqual(aimed, { ...transfer });
    const hasTrouble = inspection.hasPlace === false || goneId !== null;
    if (isChanged || hasTrouble) {
      await job.step(async (tx) => {
        if (isChanged) await this.transfers.aim(tx, transfer.id, aim);
        if (hasTrouble) await this.target.report(tx, inspection, now);
      });
    }
    // The result of a begun write is searched first: the branch lead may exist, and needs no place any more.
    if (inspection.hasPlace === false && transfer.stepStartedAt === null)
      throw new RetryLater(message('failures.branch-place-missing', { branch: branchName }), untilMendedMs);
    return { transfer: goneId === null ? aimed : withoutOwner(aimed, goneId), rules };
  }

  private async endInRemoved(job: Job<unknown>, transfer: TransferRow): Promise<TransferRow> {
    const { id: transferId, hqLeadId: leadId } = transfer;
    const endedAt = new Date();
    if (!(await job.step((tx) => this.transfers.endInRemoved(tx, transferId, endedAt))))
      throw new RetryLater(message('failures.transfer-changed'), 0);
    job.log.info({ transferId, leadId }, 'transfer ended: the branch account was removed');
    return { ...transfer, state: 'done', endedAs: 'gone', endedAt };
  }

  private async withdraw(
    job: Job<unknown>,
    transfer: TransferRow,
    { stamp, rules, lead, decision }: Withdrawal,
  ): Promise<TransferRow> {
    const { id, hqAccountId: accountId, hqLeadId: leadId, correlationId } = transfer;
    const { kind, reasons, notTaken = [] } = decision;
    const now = new Date();
    const cancelReason = message('failures.withdrawn', { kind });
    const isCancelled = await job.step(async (tx) => {
      await this.routing.stamp.check(tx, stamp);
      if (!(await this.transfers.cancel(tx, id, cancelReason, now))) return false;
      const about = { accountId, leadId, kind, branchId: null, reasons, notTaken, correlationId };
      const read = { rulesVersion: rules.version, touchedAt: lead ? touchedAt(lead) : now };
      await this.record.run(tx, { ...about, ...read }, now);
      return true;
    });
    if (!isCancelled) throw new RetryLater(message('failures.transfer-changed'), 0);
    job.log.info({ transferId: id, leadId, decision: kind }, 'transfer withdrawn');
    return { ...transfer, state: 'cancelled', cancelReason };
  }
}

/** What another account knows nothing of. */
const beginning = {
  state: 'decided' as const,
  branchContactId: null,
  stepStartedAt: null,
  stepWrittenAt: null,
  stepMakesLead: false,
  leftOut: [],
} satisfies TransferAim;

/** Names the owner among what did not cross; the step that makes the branch lead records it. */
function withoutOwner(transfer: TransferRow, userId: number): TransferRow {
  const name = message('leftOut.owner-gone', { user: String(userId) });
  return { ...transfer, leftOut: unique([...transfer.leftOut, name]) };
}
