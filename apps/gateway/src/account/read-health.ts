import { Inject, Injectable } from '@nestjs/common';
import { CredentialRepository, type OpenCredential } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { Journal, type JournalAccount } from '@hub/journal';
import { message } from '@hub/messages';
import { WebhookRepository } from '../webhook/webhook.repository.js';
import type { HealthView } from './account-bodies.js';
import { FindAccount } from './find-account.js';

/** Brings together how fresh the connection of an account is. Makes no call to amoCRM. */
@Injectable()
export class ReadHealth {
  constructor(
    private readonly accounts: FindAccount,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    private readonly webhooks: WebhookRepository,
    @Inject(Journal) private readonly journal: Journal,
  ) {}

  /** Throws 404 for a missing account. */
  async read(accountId: string, now: Date): Promise<HealthView> {
    const { state, stateReason, stateSince, lastGoodCallAt } = await this.accounts.get(accountId);
    const credential = await this.credentials.open(accountId);
    return {
      ...{ accountId, state, stateSince, lastGoodCallAt },
      stateReason: message('failures.reason', { reason: stateReason }),
      lastWebhookAt: await this.webhooks.lastReceivedAt(accountId),
      poll: pollFigures(await this.journal.findAccount(accountId), now),
      ...tokenFacts(credential, now),
      budget: credential ? await this.clients.budgetUse(accountId, credential.integrationId) : null,
    };
  }
}

/** How the observer's poll of the account is doing; null before the first one. */
function pollFigures(account: JournalAccount | null, now: Date): HealthView['poll'] {
  if (!account?.polledAt) return null;
  const { polledAt, missed, lastMissed } = account;
  const lagSeconds = Math.max(0, Math.round((now.getTime() - polledAt.getTime()) / 1000));
  return { polledAt, missed, lastMissed, lagSeconds };
}

function tokenFacts(
  credential: OpenCredential | null,
  now: Date,
): Pick<HealthView, 'token' | 'tokenExpiresAt' | 'tokenAgeSeconds'> {
  const pair = credential?.refreshToken ? 'pair' : 'none';
  const since = credential?.refreshedAt;
  return {
    token: credential?.longLivedToken ? 'long-lived' : pair,
    tokenExpiresAt: credential?.accessExpiresAt ?? null,
    tokenAgeSeconds: since ? Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000)) : null,
  };
}
