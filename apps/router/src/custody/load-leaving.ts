import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { LeavingPlaces } from './leaving-place.js';
import type { BranchLeg } from './leg.repository.js';
import type { ReRouteRow } from './re-route.entity.js';
import type { Leaving } from './record-leaving.js';

/** Loads what a leg that leaves its branch needs for its next step. */
@Injectable()
export class LoadLeaving {
  constructor(
    private readonly cards: ReadCards,
    private readonly places: LeavingPlaces,
  ) {}

  async run(
    job: Job<unknown>,
    leg: BranchLeg,
    row: ReRouteRow,
    notePatch: Leaving['notePatch'],
  ): Promise<Leaving> {
    const cards = this.cards.of(job, leg.target.accountId, { isInside: false });
    return { job, leg, row, cards, away: await this.places.of(leg, row), notePatch };
  }

  /** After a step. */
  async after(leaving: Leaving, row: ReRouteRow): Promise<Leaving> {
    return { ...leaving, row, away: await this.places.of(leaving.leg, row) };
  }
}
