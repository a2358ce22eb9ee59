import { Injectable } from '@nestjs/common';
import type { Account } from '@hub/accounts';
import {
  Blocked,
  ServerFailed,
  listCustomFields,
  listPipelines,
  listUsers,
  listWebhooks,
  PaymentRequired,
  readAccount,
  UnexpectedAnswer,
  type AmoClient,
} from '@hub/amocrm';
import type { ReleaseNeeds } from '@hub/contracts';
import { isRefusal, Problem, VerdictError } from '@hub/platform';
import { AmoAccess } from './account-access.js';
import type { PreflightView } from './account-bodies.js';
import type { Call } from '../route/call.js';
import { decidePreflight, worstVerdict, type PreflightFacts } from './decide-preflight.js';
import type { LiveField } from './fit-release.js';
import { HubAddress } from './hub-address.js';
import { preflightText } from './preflight-texts.js';

/** Reads what the checks need and says what they found. */
@Injectable()
export class RunPreflight {
  constructor(
    private readonly amo: AmoAccess,
    private readonly address: HubAddress,
  ) {}

  async run(call: Call, account: Account): Promise<PreflightView> {
    const facts = await this.read(account, this.amo.clients.forAccount(account.id, 'routing'));
    facts.needs = await readNeeds(call, account.id);
    const checks = decidePreflight(facts);
    return {
      accountId: account.id,
      verdict: worstVerdict(checks),
      checks: checks.map((one) => ({ check: one.check, verdict: one.verdict, ...preflightText(one) })),
    };
  }

  private async read({ timeZone, state, host }: Account, plain: AmoClient): Promise<PreflightFacts> {
    const facts: PreflightFacts = {
      skewSeconds: null,
      unreadableUsers: 0,
      ...{ hooks: this.address.hooks, timeZone, refusal: null },
      ...{ account: null, users: null, webhooks: null, pipelines: null, fields: null, needs: null, host },
    };
    if (state === 'pending') return facts;
    const client: AmoClient = {
      ...plain,
      call: async (request) => {
        const answer = await plain.call(request);
        if (answer.answeredAt)
          facts.skewSeconds = Math.round((Date.now() - answer.answeredAt.getTime()) / 1000);
        return answer;
      },
    };
    try {
      const answer = await readAccount(client);
      facts.account = {
        timeZone: answer._embedded.datetime_settings?.timezone ?? null,
        isApiFilterEnabled: answer.is_api_filter_enabled,
        currentUserId: answer.current_user_id,
      };
      const found = await readable(listUsers(client));
      facts.users = found?.users.map(({ id, rights }) => ({ id, isAdmin: rights.is_admin })) ?? null;
      facts.unreadableUsers = found?.unreadable ?? 0;
      const webhooks = await readable(listWebhooks(client));
      facts.webhooks =
        webhooks?.map(({ destination, disabled }) => ({ destination, isDisabled: disabled })) ?? null;
      const pipelines = await readable(listPipelines(client));
      facts.pipelines =
        pipelines?.map(({ id, name, is_archive: isArchived, _embedded }) => {
          return { id, name, isArchived, stages: _embedded.statuses.map((stage) => stage.name) };
        }) ?? null;
      facts.fields = await readable(readFields(client));
    } catch (error) {
      facts.refusal = refusalOf(error);
    }
    return facts;
  }
}

async function readFields(client: AmoClient): Promise<LiveField[]> {
  const found: LiveField[] = [];
  for (const entity of ['leads', 'contacts', 'companies'] as const) {
    for (const field of await listCustomFields(client, entity)) {
      const { id, name, code, type } = field;
      if (!field.is_predefined && field.is_deletable && !field.is_computed)
        found.push({ id, entity, name, code, type });
    }
  }
  return found;
}

/** Null when sync does not answer: the other checks are worth having without it. */
async function readNeeds(call: Call, accountId: string): Promise<ReleaseNeeds | null> {
  return call.ask('sync.releases.needs', { accountId }).catch((error: unknown) => {
    if (error instanceof Problem && error.body.status >= 500) return null;
    throw error;
  });
}

/** What the account does not show, or shows in a form that cannot be read, is null; being down is another matter. */
async function readable<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof ServerFailed || error instanceof UnexpectedAnswer || isRefusal(error)) return null;
    throw error;
  });
}

function refusalOf(error: unknown): PreflightFacts['refusal'] {
  if (error instanceof PaymentRequired) return 'unpaid';
  if (error instanceof Blocked) return 'blocked';
  if (error instanceof VerdictError) return 'unreachable';
  throw error;
}
