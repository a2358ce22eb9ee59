import { Injectable } from '@nestjs/common';
import { EscalationRepository } from '../escalation/escalation.repository.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { MirrorRules } from './decide-mirror.js';
import type { BranchLeg } from './leg.repository.js';

/** Says by which rules a leg shows at HQ. */
@Injectable()
export class RuleOfMirrors {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly escalations: EscalationRepository,
  ) {}

  /**
   * The rules in force, with the place at which those of the hand-over put the lead. While the branch has given the lead to HQ
   * the HQ lead is not closed by what becomes of it in the branch.
   */
  async of({ hqAccountId, hqLeadId, rulesVersion }: BranchLeg): Promise<MirrorRules> {
    const { rules, version } = await this.rules.getNewestOf(hqAccountId);
    const former = version === rulesVersion ? null : await this.rules.findVersion(rulesVersion);
    const { intakePipelineId: pipelineId, handedOverStatusId: statusId } = former?.rules ?? rules;
    const escalation = rules.escalation
      ? await this.escalations.findLivingOfCard(hqAccountId, hqLeadId)
      : null;
    return {
      ...{ ...rules, closesHqLead: (rules.closesHqLead ?? true) && escalation === null },
      handedOverTo: { pipelineId, statusId },
    };
  }
}
