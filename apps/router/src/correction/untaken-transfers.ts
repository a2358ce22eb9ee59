import { Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { isTaken } from '../custody/decide-leaving.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';

/** Transfers whose lead nobody in the branch has taken, as the journal shows it; one that it has not seen was just made. */
@Injectable()
export class UntakenTransfers {
  constructor(
    private readonly journal: Journal,
    private readonly transfers: TransferRepository,
  ) {}

  /** The transfer, while it has not ended and nobody has taken its lead; else null. */
  async find(id: string): Promise<TransferRow | null> {
    const [transfer] = await this.transfers.listByIds([id]);
    return transfer?.endedAt === null && !(await this.isTaken(transfer)) ? transfer : null;
  }

  async among(transfers: readonly TransferRow[]): Promise<TransferRow[]> {
    const untaken: TransferRow[] = [];
    for (const transfer of transfers) if (!(await this.isTaken(transfer))) untaken.push(transfer);
    return untaken;
  }

  private async isTaken({ target, branchLeadId }: TransferRow): Promise<boolean> {
    const lead = branchLeadId === null ? null : await this.journal.findLead(target.accountId, branchLeadId);
    return lead !== null && (lead.goneAt !== null || isTaken(lead, target));
  }
}
