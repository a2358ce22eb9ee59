import { Reply } from '@hub/bus';
import {
  DecisionQuery,
  TransferPath,
  TransferQuery,
  type DecisionPage,
  type TransferPage,
  type TransferView,
} from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { DecisionRepository } from './lead/decision.repository.js';
import { viewDecision } from './lead/view-decision.js';
import { TransferRepository } from './transfer/transfer.repository.js';
import { viewTransfer } from './transfer/view-transfer.js';

/** Answers what became of leads: the decisions about them, and where they went. */
@Controller()
export class CustodyController {
  constructor(
    private readonly decisions: DecisionRepository,
    private readonly transfers: TransferRepository,
  ) {}

  @Reply('router.decisions.list')
  async listDecisions(query: DecisionQuery): Promise<DecisionPage> {
    const { items, nextCursor } = await this.decisions.list(query);
    return { items: items.map(viewDecision), nextCursor };
  }

  @Reply('router.transfers.list')
  async listTransfers(query: TransferQuery): Promise<TransferPage> {
    const { items, nextCursor } = await this.transfers.list(query);
    return { items: items.map(viewTransfer), nextCursor };
  }

  @Reply('router.transfers.show')
  async showTransfer({ transferId }: TransferPath): Promise<TransferView> {
    return viewTransfer(await this.transfers.get(transferId));
  }
}
