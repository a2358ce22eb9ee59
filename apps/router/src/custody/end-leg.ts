import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { EndOwnerTask } from '../transfer/end-owner-task.js';
import { BeginLeg } from './begin-leg.js';
import type { NextBranch } from './choose-branch.js';
import { FreePlace } from './free-place.js';
import { LegRepository } from './leg.repository.js';
import { leftNote } from './left-note.js';
import type { Leaving } from './record-leaving.js';
import { ReRouteRepository } from './re-route.repository.js';

/** Ends a leg whose lead has left its branch. */
@Injectable()
export class EndLeg {
  constructor(
    private readonly reRoutes: ReRouteRepository,
    private readonly legs: LegRepository,
    private readonly endTask: EndOwnerTask,
    private readonly place: FreePlace,
    private readonly begin: BeginLeg,
  ) {}

  /**
   * The next leg begins in the same transaction; without a branch the trail is in hand, also where a merge at HQ has taken it
   * off hand since the closing, and waits for the one that was named. Throws `RetryLater` where a person has named another
   * since the leg was read.
   */
  async run(tx: EntityManager, leaving: Leaving, branch: NextBranch | null): Promise<void> {
    const { job, leg, row } = leaving;
    const now = new Date();
    // In the order in which `ChangeLeaving` locks the two.
    await this.reRoutes.advance(tx, row, { state: 'left' });
    await this.legs.lockWanted(tx, leg);
    await this.legs.end(tx, leg.id, row.why, now, branch ? null : (row.branchId ?? leg.wantedBranchId));
    await this.endTask.ask(tx, leg, leftNote(leaving), job.correlationId);
    await this.place.ask(tx, leg, job.correlationId);
    if (branch) await this.begin.run(tx, leg, branch, { correlationId: job.correlationId, now });
    else await this.legs.putInHand(tx, leg.id, now);
  }
}
