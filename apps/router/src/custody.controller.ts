import { Reply } from '@hub/bus';
import { PageRequest, type DecisionPage, type TransferPage } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import type { DecisionRow } from './lead/decision.entity.js';
import { DecisionRepository } from './lead/decision.repository.js';
import type { TransferRow } from './transfer/transfer.entity.js';
import { TransferRepository } from './transfer/transfer.repository.js';

/** Answers what became of leads: the decisions about them, and where they went. */
@Controller()
export class CustodyController {
  constructor(
    private readonly decisions: DecisionRepository,
    private readonly transfers: TransferRepository,
  ) {}

  @Reply('router.decisions.list')
  async listDecisions(page: PageRequest): Promise<DecisionPage> {
    const { items, nextCursor } = await this.decisions.list(page);
    return { items: items.map(viewDecision), nextCursor };
  }

  @Reply('router.transfers.list')
  async listTransfers(page: PageRequest): Promise<TransferPage> {
    const { items, nextCursor } = await this.transfers.list(page);
    return { items: items.map(viewTransfer), nextCursor };
  }
}

function viewDecision(decision: DecisionRow): DecisionPage['items'][number] {
  return { ...decision, decidedAt: decision.decidedAt.toISOString() };
}

function viewTransfer(transfer: TransferRow): TransferPage['items'][number] {
  return {
    id: transfer.id,
    hqAccountId: transfer.hqAccountId,
    hqLeadId: transfer.hqLeadId,
    branchId: transfer.branchId,
    branchName: transfer.branchName,
    branchAccountId: transfer.target.accountId,
    state: transfer.state,
    branchContactId: transfer.branchContactId,
    branchLeadId: transfer.branchLeadId,
    leftOut: transfer.leftOut,
    problem: transfer.problem,
    correlationId: transfer.correlationId,
    startedAt: transfer.startedAt.toISOString(),
    changedAt: transfer.changedAt.toISOString(),
  };
}
