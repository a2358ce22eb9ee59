import { Reply } from '@hub/bus';
import { TransferStatesQuery, type TransferStates } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';

/** Answers what became of the transfers for which a place in a quota was reserved. */
@Controller()
export class TransferStatesResponder {
  constructor(private readonly transfers: TransferRepository) {}

  @Reply('router.transfers.states')
  async states({ transferIds }: TransferStatesQuery): Promise<TransferStates> {
    const found = await this.transfers.listByIds(transferIds);
    return {
      items: found.map((transfer) => {
        const { id: transferId, branchId, target, branchLeadId: leadId } = transfer;
        return { transferId, branchId, accountId: target.accountId, leadId, state: endOf(transfer) };
      }),
    };
  }
}

/**
 * The branch has the lead as soon as the transfer is done; what follows then is its contact. One that ended without has
 * none.
 */
function endOf({ state, branchLeadId, endedAt }: TransferRow): TransferStates['items'][number]['state'] {
  if (state === 'cancelled' || (endedAt !== null && branchLeadId === null)) return 'cancelled';
  return ['done', 'contact-late', 'contact-late-ready'].includes(state) ? 'done' : 'under-way';
}
