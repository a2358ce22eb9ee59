import { Query } from '@nestjs/common';
import {
  DecisionView,
  PageRequest,
  TransferView,
  type DecisionPage,
  type TransferPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, List } from '../route/route.js';

@Area('decisions')
export class DecisionsController {
  @List('', { answers: DecisionView, who: 'hq-read', says: 'Lists routing decisions with their reasons.' })
  list(@Asked() call: Call, @Query() page: PageRequest): Promise<DecisionPage> {
    return call.ask('router.decisions.list', page);
  }
}

@Area('transfers')
export class TransfersController {
  @List('', { answers: TransferView, who: 'hq-read', says: 'Lists leads handed over to branches.' })
  list(@Asked() call: Call, @Query() page: PageRequest): Promise<TransferPage> {
    return call.ask('router.transfers.list', page);
  }
}
