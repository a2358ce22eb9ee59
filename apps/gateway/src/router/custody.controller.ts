import { Body, Headers, Param, Query } from '@nestjs/common';
import {
  AssignBody,
  CancelBody,
  CustodyPath,
  CustodyView,
  DecisionQuery,
  DecisionView,
  EscalationView,
  ListEscalations,
  IgnoreBody,
  LeadInQueue,
  LeadPath,
  ReJudge,
  ReJudged,
  ReceivedBody,
  ReceivedPath,
  ReceivedView,
  ReRouteBody,
  TransferPath,
  TransferQuery,
  TransferView,
  type DecisionPage,
  type EscalationPage,
  type TransferPage,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Create, List, Show } from '../route/route.js';

/** Without a key, a request that is repeated because its answer was lost makes a second lead. */
const keyIsMissing = { path: 'Idempotency-Key', detail: message('fields.lead-key') };

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
  @Create('', {
    answers: ReceivedView,
    who: 'leads',
    needsKey: true,
    isPersonal: true,
    says: 'Takes a lead of a site form or an integrator: it is made in the intake pipeline once, and goes on from there.',
  })
  receive(
    @Asked() call: Call,
    @Body() body: ReceivedBody,
    @Headers('Idempotency-Key') idempotencyKey?: string,
  ): Promise<ReceivedView> {
    if (!idempotencyKey) throw new Problem(400, message('problems.lead-key-needed'), [keyIsMissing]);
    return call.ask('router.leads.receive', {
      ...body,
      idempotencyKey,
      callerId: call.caller?.id ?? call.by,
    });
  }

  @Show('received/:receivedId', {
    answers: ReceivedView,
    who: 'hq-read',
    says: 'Shows how far a lead that was sent to the hub is.',
  })
  received(@Asked() call: Call, @Param() path: ReceivedPath): Promise<ReceivedView> {
    return call.ask('router.leads.received', path);
  }

  @Show(':accountId/:leadId/custody', {
    answers: CustodyView,
    who: 'branch-read',
    says: 'Shows who had a lead of HQ or of a branch, from when to when; keys of branches see their own part.',
  })
  custody(@Asked() call: Call, @Param() path: CustodyPath): Promise<CustodyView> {
    return call.ask('router.custody.show', { ...path, accountIds: call.narrowToAccounts() });
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

  @Act(':leadId/assign', {
    answers: TransferView,
    who: 'leads',
    says: 'Gives a lead that waits to a branch; the first answer counts.',
  })
  assign(@Asked() call: Call, @Param() path: LeadPath, @Body() body: AssignBody): Promise<TransferView> {
    return call.ask('router.leads.assign', { ...path, ...body, by: call.by });
  }

  @Act(':leadId/ignore', {
    answers: DecisionView,
    who: 'leads',
    says: 'Leaves a lead that waits alone, until somebody has it decided again.',
  })
  ignore(@Asked() call: Call, @Param() path: LeadPath, @Body() body: IgnoreBody): Promise<DecisionView> {
    return call.ask('router.leads.ignore', { ...path, ...body, by: call.by });
  }
}

@Area('escalations')
export class EscalationsController {
  @List('', {
    answers: EscalationView,
    who: 'branch-read',
    says: 'Lists leads that branches gave to HQ; keys of branches see their own.',
  })
  list(
    @Asked() call: Call,
    @Query() { state, accountId, cursor, limit }: ListEscalations,
  ): Promise<EscalationPage> {
    const query = { state, accountId, cursor, limit };
    return call.ask('router.escalations.list', { ...query, accountIds: call.narrowToAccounts() });
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
    await call.readOwn('router.transfers.show', path);
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
    await call.readOwn('router.transfers.show', path);
    return call.ask('router.transfers.cancel', { ...path, reason });
  }
}
