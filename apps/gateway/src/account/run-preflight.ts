import { Injectable } from '@nestjs/common';
import type { Account } from '@hub/accounts';
import {
  Blocked,
  ServerFailed,
  listCustomFields,
  listPipelines,
  listUsers,
  listWebhooks,
  fieldObject,
  PaymentRequired,
  pipelineObject,
  readAccount,
  UnexpectedAnswer,
  userObject,
  type AmoClient,
} from '@hub/amocrm';
import { isRefusal, Problem, VerdictError } from '@hub/platform';
import { AmoAccess } from './account-access.js';
import type { PreflightView } from './account-bodies.js';
import type { Call } from '../route/call.js';
import { decidePreflight, worstVerdict, type PreflightFacts } from './decide-preflight.js';
import type { LiveField } from './fit-release.js';
import { HubWebhooks } from './hub-webhooks.js';
import { tellCheck } from './preflight-check.js';

/** Reads what the checks need and says what they found. */
@Injectable()
export class RunPreflight {
  constructor(
    private readonly amo: AmoAccess,
    private readonly webhooks: HubWebhooks,
  ) {}

  async run(call: Call, account: Account): Promise<PreflightView> {
    const facts = await this.read(account, this.amo.clients.forAccount(account.id, 'routing'));
    facts.needs = await orUnanswered(call.ask('sync.releases.needs', { accountId: account.id }));
    facts.uses = (await orUnanswered(call.ask('sync.uses', { accountId: account.id })))?.items ?? null;
    const checks = decidePreflight(facts);
    return {
      accountId: account.id,
      verdict: worstVerdict(checks),
      checks: checks.map((one) => ({ check: one.check, verdict: one.verdict, ...tellCheck(one) })),
    };
  }

  private async read(
    { timeZone, state, host, roles, duplicateControl, webhookSecretHash }: Account,
    plain: AmoClient,
  ): Promise<PreflightFacts> {
    const facts: PreflightFacts = {
      skewSeconds: null,
      unreadableUsers: 0,
      uses: null,
      roles,
      duplicateControl,
      objects: { pipelines: null, users: null, leadFields: null },
      ...{ timeZone, refusal: null },
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
      facts.objects.users = found?.users.map(userObject) ?? null;
      const webhooks = await readable(listWebhooks(client));
      facts.webhooks =
        webhooks?.map(({ destination, disabled }) => {
          const hash = this.webhooks.hashOf(destination);
          return { isOwn: hash !== null && hash === webhookSecretHash, isDisabled: disabled };
        }) ?? null;
      const pipelines = await readable(listPipelines(client));
      facts.pipelines =
        pipelines?.map(({ id, name, is_archive: isArchived, _embedded }) => {
          return { id, name, isArchived, stages: _embedded.statuses.map((stage) => stage.name) };
        }) ?? null;
      facts.objects.pipelines = pipelines?.map(pipelineObject) ?? null;
      const fields = await readable(readFields(client));
      facts.fields = fields?.own ?? null;
      facts.objects.leadFields = fields?.ofLeads ?? null;
    } catch (error) {
      facts.refusal = refusalOf(error);
    }
    return facts;
  }
}

/** The fields that people made, of every entity, and all fields of leads. */
async function readFields(client: AmoClient) {
  const own: LiveField[] = [];
  const ofLeads = await listCustomFields(client, 'leads');
  const lists = {
    leads: ofLeads,
    contacts: await listCustomFields(client, 'contacts'),
    companies: await listCustomFields(client, 'companies'),
  };
  for (const [entity, fields] of Object.entries(lists)) {
    for (const { id, name, code, type, ...field } of fields) {
      if (!field.is_predefined && field.is_deletable && !field.is_computed)
        own.push({ id, entity, name, code, type });
    }
  }
  return { own, ofLeads: ofLeads.map(fieldObject) };
}

/** Null when sync does not answer: the other checks are worth having without it. */
async function orUnanswered<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
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
