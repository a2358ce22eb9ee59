import { Query } from '@nestjs/common';
import {
  DecisionView,
  PageRequest,
  TransferView,
  type DecisionPage,
  type TransferPage,
  type TransferRecord,
} from '@hub/contracts';
import { sayFact, type Locale } from '@hub/messages';
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
  async list(@Asked() call: Call, @Query() page: PageRequest): Promise<TransferPage> {
    const { items, nextCursor } = await call.ask('router.transfers.list', page);
    return { items: items.map((transfer) => sayTransfer(transfer, call.locale)), nextCursor };
  }
}

function sayTransfer({ leftOut, ...transfer }: TransferRecord, locale: Locale): TransferView {
  return { ...transfer, leftOut: leftOut.map((name) => sayFact(name, locale)) };
}
