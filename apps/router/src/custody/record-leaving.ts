import { safeWrite, type Intent } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { StageRef } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import type { AccountCards } from '../absence/read-cards.js';
import { closedFrom } from './closed-from.js';
import { baselineOf, type LeadNow, type LeavingPlace } from './decide-leaving.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';
import type { ReRouteRow } from './re-route.entity.js';
import { readMoves } from './read-moves.js';
import { ReRouteRepository } from './re-route.repository.js';

/** What one step has found or done. */
export type Progress = Pick<ReRouteRow, 'state'> &
  Partial<Pick<ReRouteRow, 'baseline' | 'isNoted'>> & {
    /** amoCRM's second in which the lead was seen or made open. */
    keptAt?: number | null | undefined;
  };

/**
 * One leg that is leaving, the cards of its branch account, and where the lead of a branch inside HQ goes (null: it is
 * closed). `notePatch`: the account has taken a change of the lead.
 */
export interface Leaving {
  job: Job<unknown>;
  leg: BranchLeg;
  row: ReRouteRow;
  cards: AccountCards;
  away: LeavingPlace | null;
  notePatch: () => void;
}

/** Records the steps by which a branch lead leaves. */
@Injectable()
export class RecordLeaving {
  constructor(
    private readonly reRoutes: ReRouteRepository,
    private readonly legs: LegRepository,
  ) {}

  /** The leg as it is now. */
  async reload(leg: BranchLeg): Promise<BranchLeg> {
    return (await this.legs.findById(leg.id)) ?? leg;
  }

  /** Carries a step out as a safe write, and records what it found or did. */
  async safely(
    leaving: Leaving,
    work: {
      find: (since: number | null) => Promise<Progress | null>;
      write: () => Promise<Progress>;
      /** What is kept with the intent. */
      kept?: () => Partial<ReRouteRow>;
    },
  ): Promise<ReRouteRow> {
    const { job, row } = leaving;
    let recorded = row;
    await safeWrite<Progress>(
      {
        intent: intentOf(row),
        find: work.find,
        keep: async (intent: Intent | null) => {
          const begun = { stepStartedAt: intent?.firstAt ?? null, stepWrittenAt: intent?.lastAt ?? null };
          await job.step((tx) => this.reRoutes.advance(tx, row, { ...begun, ...work.kept?.() }));
        },
        write: work.write,
        record: async (progress) => {
          recorded = await this.record(leaving, { ...work.kept?.(), ...progress });
        },
      },
      () => new Date(),
    );
    return recorded;
  }

  /** Records a step that writes nothing. */
  async record(
    { job, leg, row }: Pick<Leaving, 'job' | 'leg' | 'row'>,
    progress: Progress,
  ): Promise<ReRouteRow> {
    const { keptAt, ...found } = progress;
    const change = { ...found, stepStartedAt: null, stepWrittenAt: null };
    await job.step(async (tx) => {
      await this.reRoutes.advance(tx, row, change);
      if (progress.state === 'closed') await this.legs.putInHand(tx, leg.id, new Date());
      if (progress.state === 'kept') await this.legs.takeOffHand(tx, leg.trailId);
      if (progress.state === 'kept' && keptAt) await this.legs.recordKept(tx, leg.id, keptAt);
    });
    return { ...row, ...change };
  }
}

/** The branch lead, read by its id now. */
export async function readLeaving({ leg, cards }: Pick<Leaving, 'leg' | 'cards'>): Promise<LeadNow> {
  return baselineOf(await cards.findLead(leg.branchLeadId));
}

/** The stage out of which the lead was closed, or moved away, since the hub read it; null: no event says that it was. */
export async function leftStage({ job, leg, row, cards, away }: Leaving): Promise<StageRef | null> {
  if (!row.baseline) return null;
  const moves = await readMoves(cards.client, leg.branchLeadId, row.baseline, job);
  return closedFrom(moves, leg.branchLeadId, away);
}

function intentOf({ stepStartedAt, stepWrittenAt }: ReRouteRow): Intent | null {
  return stepStartedAt && { firstAt: stepStartedAt, lastAt: stepWrittenAt ?? stepStartedAt };
}
