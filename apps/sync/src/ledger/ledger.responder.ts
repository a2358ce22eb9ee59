import { Reply } from '@hub/bus';
import { decodeCursor, LedgerQuery, pageOf, type LedgerPage } from '@hub/contracts';
import { Controller, Inject } from '@nestjs/common';
import { LedgerRepository } from './ledger.repository.js';

@Controller()
export class LedgerResponder {
  constructor(@Inject(LedgerRepository) private readonly ledger: LedgerRepository) {}

  @Reply('sync.ledger.list')
  async list({ accountId, cursor, limit }: LedgerQuery): Promise<LedgerPage> {
    const size = limit ?? 100;
    const from = cursor ? Number(decodeCursor(cursor, 1)[0]) : 0;
    const entries = await this.ledger.entriesOf(accountId);
    return pageOf(entries.slice(from, from + size + 1), size, () => [String(from + size)]);
  }
}
