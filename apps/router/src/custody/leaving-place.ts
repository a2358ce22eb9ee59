import { Injectable } from '@nestjs/common';
import { isInsideHq } from '../rule/inside-hq.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import type { Stage } from './decide-leaving.js';

/** Where the HQ lead goes that leaves a branch inside HQ, and the tag that it must not bring to the next one. */
export interface LeavingPlace extends Stage {
  rejectTag: string | null;
}

/** Says where a lead goes that leaves its branch, before the next one has it. */
@Injectable()
export class LeavingPlaces {
  constructor(private readonly rules: RoutingRulesRepository) {}

  /** Null: it is closed in the account of the branch. A branch inside HQ has the HQ lead, which goes back to its handed-over stage. */
  async of(leg: TransferRow): Promise<LeavingPlace | null> {
    if (!isInsideHq(leg)) return null;
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const { intakePipelineId: pipelineId, handedOverStatusId: statusId, rejectTag = null } = rules;
    return { pipelineId, statusId, rejectTag };
  }
}
