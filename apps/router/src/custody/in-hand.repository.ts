import type { LegEnd } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { Transfer } from '../transfer/transfer.entity.js';
import { hqClosed } from './hq-closed.js';
import { hqRemoved } from './hq-removed.js';

/** The keyset position in the list of legs in hand. */
export interface InHandPlace {
  /** ISO 8601. */
  inHandSince: string;
  id: string;
}

/** Ends after which the rules say who gets the lead next: its branch did not want it, or did not take it. */
export const forRules: readonly LegEnd[] = ['rejected', 'not-taken'];

/** In SQL: the journal shows a former lead of the trail of `leg` open. A branch inside HQ had the HQ lead itself. */
const hasReopened = `EXISTS (SELECT FROM router.transfer former
  JOIN journal.lead seen ON seen.account_id = (former.target ->> 'accountId')::uuid AND seen.lead_id = former.branch_lead_id
 WHERE former.trail_id = leg.trail_id AND former.ended_at IS NOT NULL AND former.target ->> 'accountId' <> former.hq_account_id::text
   AND seen.gone_at IS NULL AND seen.status_id NOT IN (${closingStatusIds.join(', ')}))`;

/** Which trails without a branch may go on. */
@Injectable()
export class InHandRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Legs whose trail is in hand and that the rules may give on, or of which the journal shows a former lead open or the HQ lead
   * closed, the longest first, behind this one; not where the next leg lives.
   */
  async listInHand(after: InHandPlace | null, limit: number): Promise<Transfer[]> {
    const query = this.ofNobody('leg.inHandSince IS NOT NULL')
      .andWhere(`(leg.endedAs = ANY (:forRules) OR ${hasReopened} OR EXISTS (${hqClosed}))`, { forRules })
      .orderBy('leg.inHandSince')
      .addOrderBy('leg.id')
      .limit(limit);
    if (after) query.andWhere('(leg.inHandSince, leg.id) > (:inHandSince, :id)', { ...after });
    return query.getMany();
  }

  /** Legs whose trail people have taken off hand and of which the journal shows a former lead open; not where the next leg lives. */
  async listOffHand(limit: number): Promise<Transfer[]> {
    const query = this.ofNobody('leg.offHand IS NOT NULL').andWhere(hasReopened);
    return query.orderBy('leg.endedAt').limit(limit).getMany();
  }

  /** Ended legs of which `which` is true, while no leg of their trail lives and their HQ account is there. */
  private ofNobody(which: string): SelectQueryBuilder<Transfer> {
    return this.source.manager
      .createQueryBuilder(Transfer, 'leg')
      .where(`leg.endedAt IS NOT NULL AND ${which}`)
      .andWhere(
        `NOT EXISTS (SELECT FROM router.transfer next WHERE next.trail_id = leg.trail_id
           AND next.state <> 'cancelled' AND next.ended_at IS NULL) AND NOT EXISTS (${hqRemoved('leg')})`,
      );
  }
}
