import type { LegEnd } from '@hub/contracts';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import { Transfer, type TransferRow } from '../transfer/transfer.entity.js';
import type { LegState } from './decide-custody.js';
import { Mirror } from './mirror.entity.js';
import type { SeenLeg } from './view-custody.js';

/** A leg whose branch lead exists. */
export interface BranchLeg extends TransferRow {
  branchLeadId: number;
}

/** Questions about the legs of trails. Writes take the caller's transaction. */
@Injectable()
export class LegRepository {
  constructor(private readonly source: DataSource) {}

  /** The newest leg that has this branch lead, or null. */
  async findByBranchLead(accountId: string, branchLeadId: number): Promise<BranchLeg | null> {
    const leg = await this.source.manager
      .createQueryBuilder(Transfer, 'row')
      .where(`row.branchLeadId = :branchLeadId AND row.target ->> 'accountId' = :accountId`)
      .andWhere(`row.state <> 'cancelled'`)
      .setParameters({ branchLeadId, accountId })
      .orderBy('row.startedAt', 'DESC')
      .getOne();
    return leg && hasLead(leg) ? leg : null;
  }

  /** The legs of the trail that this lead of HQ or of a branch is in, oldest first, without cancelled transfers. */
  async listTrail(accountId: string, leadId: number): Promise<SeenLeg[]> {
    const legs = await this.source.manager
      .createQueryBuilder(Transfer, 'row')
      .where(
        `row.trailId IN (SELECT trail_id FROM router.transfer WHERE hq_lead_id = :leadId AND hq_account_id = :accountId
          UNION SELECT trail_id FROM router.transfer WHERE branch_lead_id = :leadId AND target ->> 'accountId' = :accountId::text)`,
        { accountId, leadId },
      )
      .andWhere(`row.state <> 'cancelled'`)
      .orderBy('row.startedAt')
      .getMany();
    const mirrors = await this.source.manager.findBy(Mirror, { legId: In(legs.map(({ id }) => id)) });
    return legs.map((leg) => ({
      leg,
      isLeaving: false,
      leftOut: mirrors.find(({ legId }) => legId === leg.id)?.leftOut ?? [],
    }));
  }

  /** Where the leg stands, without its leaving. */
  async readState(leg: TransferRow): Promise<LegState> {
    if (leg.endedAs !== null) {
      const { trailId, startedAt } = leg;
      const legs = await this.source.manager.findBy(Transfer, { trailId, state: Not('cancelled') });
      const isLast = legs.every((other) => other.id === leg.id || other.startedAt < startedAt);
      return { state: 'ended', as: leg.endedAs, isLast };
    }
    return leg.state === 'done' ? { state: 'held' } : { state: 'on-way' };
  }

  /** Ends a leg, or says anew what ended it. Throws `RetryLater` when it is on its way. */
  async end(tx: EntityManager, id: string, as: LegEnd, now: Date): Promise<void> {
    const { affected } = await tx.update(Transfer, { id, state: 'done' }, { endedAs: as, endedAt: now });
    if (affected !== 1) throw new RetryLater(message('failures.transfer-changed'), 0);
  }

  /** An ended leg lives again. Fails with SQLSTATE 23505 when its trail has a living one. */
  async reOpen(tx: EntityManager, id: string): Promise<void> {
    await tx.update(Transfer, { id, endedAt: Not(IsNull()) }, { endedAs: null, endedAt: null });
  }

  /** Records amoCRM's second of a write to the HQ lead. */
  async recordHqWrite(tx: EntityManager, id: string, hqWroteAt: number): Promise<void> {
    await tx.update(Transfer, { id }, { hqWroteAt });
  }
}

function hasLead(leg: Transfer): leg is Transfer & { branchLeadId: number } {
  return leg.branchLeadId !== null;
}
