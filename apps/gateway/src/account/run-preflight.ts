import { Inject, Injectable } from '@nestjs/common';
import type { Account } from '@hub/accounts';
import {
  AmoClients,
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
import type { DryPlanState, DryPlanView } from '@hub/contracts';
import { isRefusal, Problem, VerdictError } from '@hub/platform';
import type { PreflightView } from './account-bodies.js';
import type { Call } from '../route/call.js';
import { listsNamed } from './check-settings.js';
import { decidePreflight, worstVerdict, type PreflightFacts } from './decide-preflight.js';
import { HubWebhooks } from './hub-webhooks.js';

/** Reads what the checks need and says what they found. */
@Injectable()
export class RunPreflight {
  constructor(
    @Inject(AmoClients) private readonly clients: AmoClients,
    private readonly webhooks: HubWebhooks,
  ) {}

  async run(call: Call, account: Account): Promise<PreflightView> {
    const { id: accountId } = account;
    const [used, dryPlan] = await Promise.all([
      orUnanswered(call.ask('sync.uses', { accountId })),
      orUnanswered(call.ask('sync.dry-plans.show', { accountId })),
    ]);
    const plain = this.clients.forAccount(accountId, 'routing');
    const facts = await this.read(account, plain, used?.items ?? null);
    const checks = decidePreflight({ ...facts, dryPlan: dryPlan?.checks ?? null });
    return { accountId, verdict: worstVerdict(checks), checks, dryPlan: dryPlan && stateOf(dryPlan) };
  }

  /** Of what settings may name, only the lists are read in which they do. */
  private async read(
    { timeZone, state, roles, duplicateControl, webhookSecretHash }: Account,
    plain: AmoClient,
    uses: PreflightFacts['uses'],
  ): Promise<PreflightFacts> {
    const facts: PreflightFacts = {
      ...{ skewSeconds: null, unreadableUsers: 0, refusal: null, dryPlan: null },
      ...{ uses, roles, duplicateControl, timeZone },
      ...{ account: null, users: null, webhooks: null },
      objects: { pipelines: null, users: null, leadFields: null },
    };
    if (state === 'pending') return facts;
    if (state === 'suspended' || state === 'reconnect') return { ...facts, refusal: state };
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
      const answer = await shaped(readAccount(client));
      facts.account = answer && {
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
      const named = listsNamed(uses);
      const pipelines = named.has('pipelines') ? await readable(listPipelines(client)) : null;
      facts.objects.pipelines = pipelines?.map(pipelineObject) ?? null;
      const fields = named.has('leadFields') ? await readable(listCustomFields(client, 'leads')) : null;
      facts.objects.leadFields = fields?.map(fieldObject) ?? null;
    } catch (error) {
      facts.refusal = refusalOf(error);
    }
    return facts;
  }
}

/** Without the checks, which are among the others. */
function stateOf({ state, release, askedAt, madeAt, nextAt, counts }: DryPlanView): DryPlanState {
  return { state, release, askedAt, madeAt, nextAt, counts };
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
  return shaped(reading).catch((error: unknown) => {
    if (error instanceof ServerFailed || isRefusal(error)) return null;
    throw error;
  });
}

/** What comes in a form that cannot be read is null. */
async function shaped<T>(reading: Promise<T>): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof UnexpectedAnswer) return null;
    throw error;
  });
}

function refusalOf(error: unknown): PreflightFacts['refusal'] {
  if (error instanceof PaymentRequired) return 'unpaid';
  if (error instanceof Blocked) return 'blocked';
  if (error instanceof VerdictError) return 'unreachable';
  throw error;
}
