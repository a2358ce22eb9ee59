import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Journal } from '@hub/journal';
import type { Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { closingStatusIds } from '../lead/route-lead.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { custodyConsumer, custodyWork } from './custody-work.js';
import type { LeaveCause } from './decide-custody.js';
import type { BranchLeg } from './leg.repository.js';
import { MirrorRepository } from './mirror.repository.js';
import { notRefused } from './refused-work.js';
import type { ReRouteRow } from './re-route.entity.js';
import { ReRouteRepository } from './re-route.repository.js';

/** Why a leg is to be left, and for whom. */
export interface WantedReRoute {
  why: LeaveCause;
  /** In words, for the note in the branch lead. */
  reason: Message;
  /** Null: routing says which branch, or a person. */
  branchId: string | null;
  correlationId: string;
}

/** Makes a branch lead leave its branch. */
@Injectable()
export class AskReRoute {
  constructor(
    private readonly bus: Bus,
    private readonly reRoutes: ReRouteRepository,
    private readonly journal: Journal,
    private readonly mirrors: MirrorRepository,
  ) {}

  /**
   * Records what is wanted and the work that does it. False, and nothing is done, when the HQ lead is closed or gone by
   * now. Fails with SQLSTATE 23505 when the leg is leaving already.
   */
  async run(
    tx: EntityManager,
    leg: BranchLeg,
    { correlationId, ...wanted }: WantedReRoute,
  ): Promise<boolean> {
    if (await this.isHqOver(tx, leg)) return false;
    await this.reRoutes.add(tx, {
      ...{ ...wanted, id: randomUUID(), legId: leg.id, state: 'asked', askedAt: new Date() },
      ...{
        baseline: null,
        isNoted: false,
        stepStartedAt: null,
        stepWrittenAt: null,
        ...notRefused,
        problem: null,
      },
    });
    const { work, key } = custodyWork(leg.target.accountId, leg.branchLeadId);
    await this.bus.enqueue(tx, custodyConsumer, work, { key, correlationId });
    return true;
  }

  /** As `run`, for a rejection: while HQ has closed its lead the rejection is kept, and the check asks again. */
  async rejected(tx: EntityManager, leg: BranchLeg, wanted: WantedReRoute): Promise<void> {
    if (!(await this.run(tx, leg, wanted))) await this.mirrors.keepRejection(tx, leg.id);
  }

  /**
   * Takes back what was asked, because HQ has closed its lead. False: the closing may have begun. When HQ has opened that again
   * a rejection is followed, and the branch that was to have the lead gets it unless a person says something else.
   */
  async over(tx: EntityManager, row: ReRouteRow): Promise<boolean> {
    if (!(await this.reRoutes.drop(tx, row))) return false;
    if (row.why === 'rejected') await this.mirrors.keepRejection(tx, row.legId);
    if (row.branchId !== null) await this.reRoutes.waitForBranch(tx, row);
    return true;
  }

  /**
   * What the journal shows from before the mirror's own move, which may just have opened the lead again, or from before the lead was
   * read open (`choiceReadAt`), proves nothing.
   */
  async isHqOver(
    tx: EntityManager,
    { id, hqAccountId, hqLeadId, choiceReadAt }: TransferRow,
  ): Promise<boolean> {
    const lead = await this.journal.findLead(hqAccountId, hqLeadId, tx);
    if (!lead || (lead.goneAt === null && !closingStatusIds.includes(lead.statusId))) return false;
    const { written } = await this.mirrors.read(id, tx);
    return lead.goneAt !== null || lead.updatedAt >= Math.max(written?.movedAt ?? 0, choiceReadAt ?? 0);
  }
}
