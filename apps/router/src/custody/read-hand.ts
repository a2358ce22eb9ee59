import type { AmoLead } from '@hub/amocrm';
import { Injectable } from '@nestjs/common';
import { EscalationRepository } from '../escalation/escalation.repository.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { decideHand, type Hand } from './decide-hand.js';

/** Says what people of head office make of an HQ lead that no branch has. */
@Injectable()
export class ReadHand {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly escalations: EscalationRepository,
  ) {}

  /** `lead`: as it was read now. */
  async of({ hqAccountId, hqLeadId, rulesVersion }: TransferRow, lead: AmoLead): Promise<Hand> {
    const { rules, version } = await this.rules.getNewestOf(hqAccountId);
    const former = version === rulesVersion ? null : await this.rules.findVersion(rulesVersion);
    const intakes = [rules, ...(former ? [former.rules] : [])].map(
      ({ intakePipelineId }) => intakePipelineId,
    );
    const isEscalated = (await this.escalations.findLivingOfCard(hqAccountId, hqLeadId)) !== null;
    const { pipeline_id: pipelineId, status_id: statusId } = lead;
    return decideHand({ pipelineId, statusId, isEscalated }, intakes);
  }
}
