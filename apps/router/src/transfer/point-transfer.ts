import { isDeepStrictEqual } from 'node:util';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { aimOf, beginning, type AimedBy } from './aim-of.js';
import { InspectTarget, type AimedBranch } from './inspect-target.js';
import type { AimAgain, Routed } from './route-transfer.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';
import { AimElsewhere } from './aim-elsewhere.js';
import { unique } from './what-stays.js';

/** A transfer as it is to go on, with the rules in force. */
export interface Aimed {
  transfer: TransferRow;
  rules: RoutingRules['rules'];
}

/** A broken target is mended by saving the branch, which makes its leads due; this is for one mended in amoCRM. */
export const untilMendedMs = 5 * 60_000;

/**
 * Gives a transfer the branch that it is to go to, after its place there was inspected. One that goes by rotation in a shared territory
 * is aimed first, in the transaction that advances the rotation; a run that ends in between leaves the inspection to the next.
 */
@Injectable()
export class PointTransfer {
  constructor(
    private readonly transfers: TransferRepository,
    private readonly target: InspectTarget,
    private readonly aimElsewhere: AimElsewhere,
  ) {}

  /** Throws `ChosenElsewhere`, and `RetryLater` while the branch wants its leads where they cannot be put. */
  async run(job: Job<unknown>, by: AimedBy, routed: Routed & { again: AimAgain }): Promise<Aimed> {
    const { again, placed, decideAgain } = routed;
    const { transfer, rules, lead } = by;
    if (placed && lead && again.branch.id !== transfer.branchId) {
      const elsewhere = await this.aimElsewhere.run(job, { ...by, lead }, { placed, decideAgain });
      if (elsewhere.again.restarts) return { transfer: elsewhere.transfer, rules: rules.rules };
      return this.inspect(job, { ...by, transfer: elsewhere.transfer }, elsewhere.again.branch);
    }
    return again.restarts ? this.restart(job, by, again.branch) : this.inspect(job, by, again.branch);
  }

  /** The branch is in another account now, which is asked from within its own places, with the next step. */
  private async restart(job: Job<unknown>, by: AimedBy, branch: AimedBranch): Promise<Aimed> {
    const { transfer, rules } = by;
    const aim = { ...beginning, ...aimOf(by, branch), changedAt: new Date() };
    await job.step((tx) => this.transfers.aim(tx, transfer.id, aim));
    job.log.info({ transferId: transfer.id, branchId: branch.id }, 'transfer goes to another account');
    return { transfer: { ...transfer, ...aim }, rules: rules.rules };
  }

  private async inspect(job: Job<unknown>, by: AimedBy, branch: AimedBranch): Promise<Aimed> {
    const { transfer, rules } = by;
    const now = new Date();
    const inspection = await this.target.run(branch, job.signal);
    const { ownerId, goneId } = inspection.owner;
    const aim = aimOf(by, { ...branch, target: { ...branch.target, ownerId } });
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
      throw new RetryLater(message('failures.branch-place-missing', { branch: branch.name }), untilMendedMs);
    return { transfer: goneId === null ? aimed : withoutOwner(aimed, goneId), rules: rules.rules };
  }
}

/** Names the owner among what did not cross; the step that makes the branch lead records it. */
function withoutOwner(transfer: TransferRow, userId: number): TransferRow {
  const name = message('leftOut.owner-gone', { user: String(userId) });
  return { ...transfer, leftOut: unique([...transfer.leftOut, name]) };
}
