import { Body, Headers, Query } from '@nestjs/common';
import {
  ClaimAnswer,
  EligibilityView,
  ExchangeLimits,
  ExchangeLimitsView,
  ExchangeOverview,
  ExchangeSettings,
  ExchangeSettingsView,
  IdField,
  IntField,
  LimitsTable,
  LimitsTableQuery,
  MomentField,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { versionToReplace } from '../route/if-match.js';
import { ownFields } from '../route/own-fields.js';
import { whoseAccount, whosePress } from '../widget/whose-press.js';
import { Act, Area, Replace, Show } from '../route/route.js';

/** A press makes a few calls to amoCRM, each of which may wait for a slot. */
const claimDeadlineMs = 25_000;

/** What is saved is checked against the account first: a few lists are read. */
const checkDeadlineMs = 30_000;

/** Without a key, a press that is repeated because its answer was lost takes a second lead. */
const keyIsMissing = { path: 'Idempotency-Key', detail: message('fields.press-key') };

/** Settings as they came from GET. */
class ExchangeSettingsBody extends ExchangeSettings {
  @MomentField({ description: 'As it was read', optional: true })
  leadsReadAt?: string | null;

  @IntField({ description: 'As it was read', optional: true })
  version?: number | null;
}

/** Limits as they came from GET. */
class ExchangeLimitsBody extends ExchangeLimits {
  @IntField({ description: 'As it was read', optional: true })
  version?: number | null;
}

/** Whose exchange: named by whoever calls with a key, and the token's account for a widget. */
class AccountNamed {
  @IdField({
    description: 'Account, as the hub names it; left out with a widget’s token',
    optional: true,
    example: '3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30',
  })
  accountId?: string | null;
}

/** Who presses: the same with the user. */
class PresserNamed extends AccountNamed {
  @IntField({ description: 'amoCRM user; left out with a widget’s token', optional: true, example: 7 })
  userId?: number | null;
}

@Area('exchange')
export class ExchangeController {
  @Show('settings', {
    answers: ExchangeSettingsView,
    who: 'branch-read',
    widget: 'admins',
    isVersioned: true,
    says: 'Shows how the lead exchange of an account works.',
  })
  showSettings(@Asked() call: Call, @Query() query: AccountNamed): Promise<ExchangeSettingsView> {
    return call.ask('limits.settings.show', whoseAccount(call.manager, query));
  }

  @Replace('settings', {
    answers: ExchangeSettingsView,
    who: 'branch',
    isVersioned: true,
    says: 'Saves the settings of the exchange.',
  })
  async saveSettings(
    @Asked() call: Call,
    @Body() body: ExchangeSettingsBody,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ExchangeSettingsView> {
    const { accountId } = body;
    const before = await call.find('limits.settings.show', { accountId });
    if (!before) await assertAccountKnown(call, accountId);
    const ifVersion = versionToReplace(ifMatch, before?.version ?? 0);
    const own = ownFields(body, before, { fixed: ['version'], moving: ['leadsReadAt'] });
    return call.ask('limits.settings.save', { ...own, ifVersion }, checkDeadlineMs);
  }

  @Show('limits', {
    answers: ExchangeLimitsView,
    who: 'branch-read',
    widget: 'admins',
    isVersioned: true,
    says: 'Shows the limits of an account’s users.',
  })
  showLimits(@Asked() call: Call, @Query() query: AccountNamed): Promise<ExchangeLimitsView> {
    return call.ask('limits.limits.show', whoseAccount(call.manager, query));
  }

  @Replace('limits', {
    answers: ExchangeLimitsView,
    who: 'branch',
    isVersioned: true,
    says: 'Replaces the limits of all users of an account.',
  })
  async saveLimits(
    @Asked() call: Call,
    @Body() body: ExchangeLimitsBody,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ExchangeLimitsView> {
    const before = await showSaved(call, body.accountId);
    const ifVersion = versionToReplace(ifMatch, before.version);
    const own = ownFields(body, before, { fixed: ['version'] });
    return call.ask('limits.limits.save', { ...own, ifVersion }, checkDeadlineMs);
  }

  @Show('limits/table', {
    answers: LimitsTable,
    who: 'branch-read',
    says: 'Gives the limits of all users of an account as CSV or JSON.',
  })
  showTable(@Asked() call: Call, @Query() query: LimitsTableQuery): Promise<LimitsTable> {
    return call.ask('limits.table.show', query);
  }

  @Replace('limits/table', {
    answers: ExchangeLimitsView,
    who: 'branch',
    isVersioned: true,
    says: 'Takes limits from CSV or JSON: users that the file names get its lines, the others keep theirs.',
  })
  async importTable(
    @Asked() call: Call,
    @Body() body: LimitsTable,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<ExchangeLimitsView> {
    const { accountId, format, text } = body;
    const { version } = await showSaved(call, accountId);
    const ifVersion = versionToReplace(ifMatch, version);
    return call.ask('limits.table.import', { accountId, format, text, ifVersion }, checkDeadlineMs);
  }

  @Show('eligibility', {
    answers: EligibilityView,
    who: 'branch-read',
    widget: 'managers',
    says: 'Shows whether a user may take a lead now, and the value of every limit.',
  })
  showEligibility(@Asked() call: Call, @Query() query: PresserNamed): Promise<EligibilityView> {
    return call.ask('limits.eligibility.show', whosePress(call.manager, query));
  }

  @Show('overview', {
    answers: ExchangeOverview,
    who: 'branch-read',
    widget: 'managers',
    says: 'Shows what the button shows: how many leads a user could get, and the leads the user got today.',
  })
  showOverview(@Asked() call: Call, @Query() query: PresserNamed): Promise<ExchangeOverview> {
    return call.ask('limits.overview.show', whosePress(call.manager, query));
  }

  @Act('claims', {
    answers: ClaimAnswer,
    who: 'branch',
    widget: 'managers',
    needsKey: true,
    says: 'Presses the button: grants the oldest lead of the stock, or says everything that blocks.',
  })
  claim(
    @Asked() call: Call,
    @Body() body: PresserNamed,
    @Headers('Idempotency-Key') idempotencyKey?: string,
  ): Promise<ClaimAnswer> {
    if (!idempotencyKey) throw new Problem(400, message('problems.press-key-needed'), [keyIsMissing]);
    const user = whosePress(call.manager, body);
    return call.ask('limits.claims.make', { ...user, idempotencyKey }, claimDeadlineMs);
  }
}

/**
 * The limits that are to be replaced. Throws a 404 `Problem` where the account or its exchange is missing, whatever
 * version is named.
 */
async function showSaved(call: Call, accountId: string): Promise<ExchangeLimitsView> {
  const before = await call.readOwn('limits.limits.show', { accountId });
  if (before.version === 0) await assertExchangeSaved(call, accountId);
  return before;
}

/**
 * Throws a 404 `Problem` for an account that the hub does not know: every account that it knows has limits, if only
 * empty ones.
 */
async function assertAccountKnown(call: Call, accountId: string): Promise<void> {
  await call.ask('limits.limits.show', { accountId });
}

/** Throws a 404 `Problem` for an account without an exchange: its settings are saved before its limits. */
async function assertExchangeSaved(call: Call, accountId: string): Promise<void> {
  await call.ask('limits.settings.show', { accountId });
}
