import { Reply, type ReplyAbout } from '@hub/bus';
import { AssignLead, IgnoreLead, type DecisionView, type TransferView } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { viewDecision } from '../lead/view-decision.js';
import { viewTransfer } from '../transfer/view-transfer.js';
import { OperateLead } from './operate-lead.js';

/** Answers when an operator decides about a lead that waits. */
@Controller()
export class OperatorController {
  constructor(private readonly operating: OperateLead) {}

  @Reply('router.leads.assign')
  async assign(request: AssignLead, { correlationId }: ReplyAbout): Promise<TransferView> {
    return viewTransfer(await this.operating.assign({ ...request, correlationId }));
  }

  @Reply('router.leads.ignore')
  async ignore(request: IgnoreLead, { correlationId }: ReplyAbout): Promise<DecisionView> {
    return viewDecision(await this.operating.ignore({ ...request, correlationId }));
  }
}
