import { Injectable } from '@nestjs/common';
import { isInsideHq } from '../rule/inside-hq.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import type { LeavingPlace } from './decide-leaving.js';
import type { ReRouteRow } from './re-route.entity.js';

/** Says where a lead goes that leaves its branch, before the next one has it. */
@Injectable()
export class LeavingPlaces {
  constructor(private readonly rules: RoutingRulesRepository) {}

  /**
   * Null: it is closed in the account of the branch. A branch inside HQ has the HQ lead, which goes back to its
   * handed-over stage: as the rules said when the move was begun.
   */
  async of(leg: TransferRow, { state, stepStartedAt, baseline }: ReRouteRow): Promise<LeavingPlace | null> {
    if (!isInsideHq(leg)) return null;
    const isBegun = state !== 'asked' || stepStartedAt !== null;
    if (isBegun && baseline?.away) return baseline.away;
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const { intakePipelineId: pipelineId, handedOverStatusId: statusId, rejectTag = null } = rules;
    return { pipelineId, statusId, rejectTag };
  }
}
