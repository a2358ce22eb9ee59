import { Body, Headers, Query } from '@nestjs/common';
import {
  AccountQuery,
  ClaimAnswer,
  ClaimBody,
  ExchangeLimits,
  ExchangeSettings,
  ExchangeSettingsView,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Replace, Show } from '../route/route.js';

/** A press makes up to a handful of calls to amoCRM, each of which may have to wait for its turn. */
const claimDeadlineMs = 25_000;

/** What is saved is checked against the account first: a few lists are read. */
const checkDeadlineMs = 30_000;

/** Without a key, a press that is repeated because its answer was lost takes a second lead. */
const keyIsMissing = { path: 'Idempotency-Key', detail: message('fields.header-needed') };

@Area('exchange')
export class ExchangeController {
  @Show('settings', {
    answers: ExchangeSettingsView,
    who: 'branch-read',
    says: 'Shows how the lead exchange of an account works.',
  })
  showSettings(@Asked() call: Call, @Query() query: AccountQuery): Promise<ExchangeSettingsView> {
    return call.ask('limits.settings.show', query);
  }

  @Replace('settings', {
    answers: ExchangeSettingsView,
    who: 'branch',
    says: 'Saves the settings of the exchange; the first time its leads are read in the background.',
  })
  saveSettings(@Asked() call: Call, @Body() body: ExchangeSettings): Promise<ExchangeSettingsView> {
    return call.ask('limits.settings.save', body, checkDeadlineMs);
  }

  @Show('limits', {
    answers: ExchangeLimits,
    who: 'branch-read',
    says: 'Shows the limits of an account’s users.',
  })
  showLimits(@Asked() call: Call, @Query() query: AccountQuery): Promise<ExchangeLimits> {
    return call.ask('limits.limits.show', query);
  }

  @Replace('limits', {
    answers: ExchangeLimits,
    who: 'branch',
    says: 'Replaces the limits of all users of an account.',
  })
  saveLimits(@Asked() call: Call, @Body() body: ExchangeLimits): Promise<ExchangeLimits> {
    return call.ask('limits.limits.save', body, checkDeadlineMs);
  }

  @Act('claims', {
    answers: ClaimAnswer,
    who: 'branch',
    needsKey: true,
    says: 'Presses the button: grants the oldest lead of the stock, or says everything that blocks.',
  })
  claim(
    @Asked() call: Call,
    @Body() body: ClaimBody,
    @Headers('Idempotency-Key') idempotencyKey?: string,
  ): Promise<ClaimAnswer> {
    if (!idempotencyKey) throw new Problem(400, message('problems.idempotency-key-needed'), [keyIsMissing]);
    const { accountId, userId } = body;
    return call.ask('limits.claims.make', { accountId, userId, idempotencyKey }, claimDeadlineMs);
  }
}
