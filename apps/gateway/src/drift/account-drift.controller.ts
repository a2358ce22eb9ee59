import { Param } from '@nestjs/common';
import { DriftOfAccount, DriftPath } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Show } from '../route/route.js';

@Area('accounts')
export class AccountDriftController {
  @Show(':accountId/drift', {
    answers: DriftOfAccount,
    who: 'branch-read',
    says: 'Shows how many findings the account has, and when it was read last.',
  })
  show(@Asked() call: Call, @Param() path: DriftPath): Promise<DriftOfAccount> {
    return call.ask('sync.drift.show', path);
  }

  @Act(':accountId/drift', {
    answers: DriftOfAccount,
    who: 'hq',
    says: 'Asks for a reading of the account; answers at once, `readAt` moves when it is done.',
  })
  ask(@Asked() call: Call, @Param() path: DriftPath): Promise<DriftOfAccount> {
    return call.ask('sync.drift.ask', path);
  }
}
