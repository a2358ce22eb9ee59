import { isDeepStrictEqual } from 'node:util';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { InspectTarget, type AimedBranch } from './inspect-target.js';
import { knownShown } from './known-shown.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository, type TransferAim } from './transfer.repository.js';
import { unique } from './what-stays.js';

/** A transfer as it is to go on, with the rules in force. */
export interface Aimed {
  transfer: TransferRow;
  rules: RoutingRules['rules'];
}

/** A broken target is mended by saving the branch, which makes its leads due; this is for one mended in amoCRM. */
export const untilMendedMs = 5 * 60_000;

/** Gives a transfer the branch that it is to go to, after its place there was inspected. */
@Injectable()
export class PointTransfer {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly target: InspectTarget,
  ) {}

  /**
   * `shown`: what «Филиал» shows, `place`: region and city as one text; null: that was not read. `restarts`: nothing of it counts in the account that it goes to
   * now. Throws `RetryLater` while the branch wants its leads where they cannot be put.
   */
  async run(
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
