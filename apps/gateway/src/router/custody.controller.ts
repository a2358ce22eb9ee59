import { Body, Param, Query } from '@nestjs/common';
import {
  CancelBody,
  CustodyPath,
  CustodyView,
  DecisionQuery,
  DecisionView,
  LeadInQueue,
  LeadPath,
  ReJudge,
  ReJudged,
  ReRouteBody,
  TransferPath,
  TransferQuery,
  TransferView,
  type DecisionPage,
  type TransferPage,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, List, Show } from '../route/route.js';

@Area('decisions')
export class DecisionsController {
  @List('', { answers: DecisionView, who: 'hq-read', says: 'Lists routing decisions with their reasons.' })
  list(@Asked() call: Call, @Query() query: DecisionQuery): Promise<DecisionPage> {
    return call.ask('router.decisions.list', query);
  }

  @Act('re-judge', {
    answers: ReJudged,
    who: 'leads',
    says: 'Answers whether leads that wait may be handed over now; without an answer judges the chosen ones again.',
  })
  reJudge(@Asked() call: Call, @Body() body: ReJudge): Promise<ReJudged> {
    return call.ask('router.decisions.re-judge', body);
  }
}

@Area('leads')
export class LeadsController {
  @Show(':accountId/:leadId/custody', {
    answers: CustodyView,
    who: 'branch-read',
    says: 'Shows who had a lead of HQ or of a branch, from when to when; keys of branches see their own part.',
  })
  custody(@Asked() call: Call, @Param() path: CustodyPath): Promise<CustodyView> {
    return call.ask('router.custody.show', { ...path, accountIds: call.accountIds });
  }

  @Act(':leadId/re-route', {
    answers: CustodyView,
    who: 'leads',
    says: 'Takes a lead of the HQ account from its branch and gives it to another one.',
  })
  reRoute(@Asked() call: Call, @Param() path: LeadPath, @Body() body: ReRouteBody): Promise<CustodyView> {
    return call.ask('router.custody.re-route', { ...path, ...body });
  }

  @Act(':leadId/decide-again', {
    answers: LeadInQueue,
    who: 'leads',
    says: 'Decides about a lead of the HQ account anew, whatever was decided before.',
  })
  decideAgain(@Asked() call: Call, @Param() path: LeadPath): Promise<LeadInQueue> {
    return call.ask('router.leads.decide-again', path);
  }
}

@Area('transfers')
export class TransfersController {
  @List('', { answers: TransferView, who: 'hq-read', says: 'Lists leads handed over to branches.' })
  list(@Asked() call: Call, @Query() query: TransferQuery): Promise<TransferPage> {
    return call.ask('router.transfers.list', query);
  }

  @Show(':transferId', { answers: TransferView, who: 'hq-read', says: 'Shows a transfer.' })
  show(@Asked() call: Call, @Param() path: TransferPath): Promise<TransferView> {
    return call.ask('router.transfers.show', path);
  }

  @Act(':transferId/retry', {
    answers: TransferView,
    who: 'leads',
    says: 'Tries the next step of a transfer now, also when it was given up.',
  })
  async retry(@Asked() call: Call, @Param() path: TransferPath): Promise<TransferView> {
    await call.look('router.transfers.show', path);
    return call.ask('router.transfers.retry', path);
  }

  @Act(':transferId/cancel', {
    answers: TransferView,
    who: 'leads',
    says: 'Cancels a transfer that has made no lead in the branch; the lead is left to a person.',
  })
  async cancel(
    @Asked() call: Call,
    @Param() path: TransferPath,
    @Body() { reason }: CancelBody,
  ): Promise<TransferView> {
    await call.look('router.transfers.show', path);
    return call.ask('router.transfers.cancel', { ...path, reason });
  }
}
