import { Body, Param, Query } from '@nestjs/common';
import {
  ExceptionBody,
  ExceptionChangeBody,
  ExceptionPath,
  ExceptionView,
  PageRequest,
  type ExceptionPage,
} from '@hub/contracts';
import { AccountPath } from '../account/account-bodies.js';
import { Asked, type Call } from '../route/call.js';
import { Area, Change, Create, List, Remove } from '../route/route.js';

@Area('accounts')
export class ExceptionsController {
  @List(':accountId/exceptions', {
    answers: ExceptionView,
    who: 'branch-read',
    says: 'Lists what the account may differ in from its release, ended exceptions too.',
  })
  list(@Asked() call: Call, @Param() path: AccountPath, @Query() page: PageRequest): Promise<ExceptionPage> {
    return call.ask('sync.exceptions.list', { ...page, ...path });
  }

  @Create(':accountId/exceptions', {
    answers: ExceptionView,
    who: 'hq',
    says: 'Allows the account to differ in one object until a date. 409 while an exception for the object is in force.',
  })
  make(@Asked() call: Call, @Param() path: AccountPath, @Body() body: ExceptionBody): Promise<ExceptionView> {
    return call.ask('sync.exceptions.save', { ...body, ...path, by: call.by });
  }

  @Change(':accountId/exceptions/:exceptionId', {
    answers: ExceptionView,
    who: 'hq',
    says: 'Changes the reason or the end of an exception; a later end renews one that ended.',
  })
  async change(
    @Asked() call: Call,
    @Param() path: ExceptionPath,
    @Body() body: ExceptionChangeBody,
  ): Promise<ExceptionView> {
    await call.readOwn('sync.exceptions.show', path);
    return call.ask('sync.exceptions.change', { ...body, ...path, by: call.by });
  }

  @Remove(':accountId/exceptions/:exceptionId', {
    who: 'hq',
    says: 'Takes an exception back: the next plan shows the difference again.',
  })
  async remove(@Asked() call: Call, @Param() path: ExceptionPath): Promise<void> {
    await call.readOwn('sync.exceptions.show', path);
    await call.ask('sync.exceptions.remove', path);
  }
}
