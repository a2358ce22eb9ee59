import { Body, Query } from '@nestjs/common';
import { ForgetObject, LedgerQuery, LedgerRow, ReadoptObject, type LedgerPage } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, List } from '../route/route.js';

/** An answer is checked against the account: a dozen calls. */
const readDeadlineMs = 60_000;

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

  @Act('forget', {
    answers: LedgerRow,
    who: 'hq',
    says: 'Takes an object out of the hub’s care. It stays in the account as the branch’s own.',
  })
  forget(@Asked() call: Call, @Body() body: ForgetObject): Promise<LedgerRow> {
    return call.ask('sync.ledger.forget', body);
  }

  @Act('re-adopt', {
    answers: LedgerRow,
    who: 'hq',
    says: 'Answers a blocked change: this release object is that branch object. Plan again afterwards.',
  })
  readopt(@Asked() call: Call, @Body() body: ReadoptObject): Promise<LedgerRow> {
    return call.ask('sync.ledger.readopt', body, readDeadlineMs);
  }
}
