import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { AskReRoute } from './ask-re-route.js';
import type { ShownChoice } from './decide-choice.js';
import { decideReRoute, type Said } from './decide-re-route.js';
import { LegRepository } from './leg.repository.js';
import type { Choice } from './read-choice.js';
import type { ReRouteRow } from './re-route.entity.js';
import { ReRouteRepository } from './re-route.repository.js';

/** What people say at HQ of a lead that is leaving its branch already: its account may not answer for hours. */
@Injectable()
export class ChangeLeaving {
  constructor(
    private readonly reRoutes: ReRouteRepository,
    private readonly legs: LegRepository,
    private readonly ask: AskReRoute,
  ) {}

  /** False, and nothing is done, when the leg is not leaving. */
  async run(job: Job<unknown>, leg: TransferRow, choice: Choice | 'closed' | null): Promise<boolean> {
    const row = await this.reRoutes.findUnderWay(leg.id);
    if (!row) return false;
    if (choice === null) return true;
    const verdict = decideReRoute(row, saidOf(choice));
    const read = knownFrom(choice, verdict);
    const wanted = choice === 'closed' ? null : choice.wanted;
    await job.step(async (tx) => {
      if (verdict === 'drop' && !(await this.takeBack(tx, row, choice))) throw changedMeanwhile();
      if (
        verdict === 'change' &&
        wanted &&
        !(await this.reRoutes.changeBranch(tx, row, wanted.branch.id, wanted.why))
      )
        throw changedMeanwhile();
      if (verdict === 'wait' && !(await this.reRoutes.clearBranch(tx, row))) throw changedMeanwhile();
      if (read) await this.legs.keepShown(tx, leg.id, read);
    });
    if (verdict !== 'keep')
      job.log.info({ transferId: leg.id, verdict }, 'lead that is leaving was chosen anew');
    return true;
  }

  private async takeBack(tx: EntityManager, row: ReRouteRow, choice: Choice | 'closed'): Promise<boolean> {
    return choice === 'closed' ? this.ask.over(tx, row) : this.reRoutes.drop(tx, row);
  }
}

function saidOf(choice: Choice | 'closed'): Said {
  const nothing = { wanted: null, ownBy: null, waitsBy: null };
  if (choice === 'closed') return { ...nothing, isOver: true };
  const { wanted, ownBy, waitsBy } = choice;
  return {
    wanted: wanted && { branchId: wanted.branch.id, isByPlace: wanted.why.key === 'custody.why-region' },
    ...{ ownBy, waitsBy, isOver: false },
  };
}

/** What is known of the HQ lead from then on; `later`: the next leg's hand-over sees the choice, until then it is not read again. */
function knownFrom(choice: Choice | 'closed', verdict: ReturnType<typeof decideReRoute>): ShownChoice | null {
  if (choice === 'closed') return null;
  return verdict === 'later' ? { readAt: choice.readAt } : choice;
}

/** The next attempt finds what has come first. */
function changedMeanwhile(): RetryLater {
  return new RetryLater(message('failures.transfer-changed'), 0);
}
