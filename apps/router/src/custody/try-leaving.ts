import type { Job } from '@hub/bus';
import { isRefusal } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { LeaveBranch } from './leave-branch.js';
import type { BranchLeg } from './leg.repository.js';
import { ReRouteRepository } from './re-route.repository.js';
import { notRefused, RefusedWork, wasReading } from './refused-work.js';

/** Goes on with a leg that is leaving its branch, and records what amoCRM refuses of that. */
@Injectable()
export class TryLeaving {
  constructor(
    private readonly leave: LeaveBranch,
    private readonly reRoutes: ReRouteRepository,
    private readonly refused: RefusedWork,
  ) {}

  /** Does nothing when nothing is under way for this leg. Throws what is to be tried again, and no refusal. */
  async run(job: Job<unknown>, leg: BranchLeg): Promise<void> {
    const row = await this.reRoutes.findUnfinished(leg.id);
    if (!row) return;
    let isPatched: boolean;
    try {
      isPatched = await this.leave.run(job, leg, row);
    } catch (error) {
      if (!isRefusal(error) || job.signal.aborted) throw error;
      const refusal = await this.refused.refusalOf(error, leg.target.accountId);
      await job.step((tx) => this.reRoutes.change(tx, row.id, refusal));
      job.log.warn({ transferId: leg.id, reason: refusal.problem.key }, 're-route refused');
      return;
    }
    const { refusedAt, refusedBy } = row;
    if (refusedBy === null) return;
    const isTaken = wasReading(row.problem) || (isPatched && refusedBy === leg.target.accountId);
    await job.step(async (tx) => {
      await this.reRoutes.change(tx, row.id, { ...notRefused, problem: null });
      // One that was released with others releases none, nor does one whose lead people have moved away meanwhile.
      if (refusedAt && isTaken) await this.refused.release(tx, refusedBy, job.correlationId);
    });
  }
}
