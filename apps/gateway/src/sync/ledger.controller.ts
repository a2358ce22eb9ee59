import { Query } from '@nestjs/common';
import { LedgerQuery, LedgerRow, type LedgerPage } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, List } from '../route/route.js';

@Area('ledger')
export class LedgerController {
  @List('', {
    answers: LedgerRow,
    who: 'branch-read',
    says: 'Lists what the hub manages in an account, and whether it made or adopted it.',
  })
  list(@Asked() call: Call, @Query() query: LedgerQuery): Promise<LedgerPage> {
    return call.ask('sync.ledger.list', query);
  }
}
