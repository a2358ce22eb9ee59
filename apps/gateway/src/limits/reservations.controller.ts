import { Query } from '@nestjs/common';
import { PageRequest, ReservationView, type ReservationPage } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, List } from '../route/route.js';

@Area('exchange/reservations')
export class ReservationsController {
  @List('', {
    answers: ReservationView,
    who: 'branch-read',
    says: 'Lists what is reserved now, oldest first: leads for managers who pressed, places in the quotas of branches; since when, why, and what ends it.',
  })
  list(@Asked() call: Call, @Query() query: PageRequest): Promise<ReservationPage> {
    const [accountIds, branchIds] = [call.narrowToAccounts(), call.narrowToBranches()];
    return call.ask('limits.reservations.list', { ...query, accountIds, branchIds });
  }
}
