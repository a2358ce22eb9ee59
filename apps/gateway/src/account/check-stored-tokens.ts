import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, CredentialRepository, type Account } from '@hub/accounts';
import { AccessTokens, AmoClients, NeedsReconnect, readAccount } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Problem } from '@hub/platform';
import { verifyToken } from './verify-token.js';

/**
 * Asks amoCRM about the stored tokens of an account. Those that prove dead or unfit put it in `reconnect`, unless they were
 * replaced meanwhile.
 */
@Injectable()
export class CheckStoredTokens {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
  ) {}

  /** Records whose tokens they are. False when they are another account's or have too few rights, and for a removed account. */
  async areFit(job: Job<unknown>, account: Account): Promise<boolean> {
    const client = this.clients.forAccount(account.id, 'routing', job.signal);
    const generation = await this.generationOf(account.id);
    try {
      const known = await verifyToken(client, this.accounts, account, account.host);
      return await job.step((tx) => this.accounts.update(tx, account.id, known));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.tokens.dead(account.id, generation, 'unfit_token');
      return false;
    }
  }

  /** Whether amoCRM refuses them. An account that does not answer is none that refuses. */
  async areRefused(accountId: string): Promise<boolean> {
    this.tokens.forget(accountId);
    const generation = await this.generationOf(accountId);
    const refusal: unknown = await readAccount(this.clients.forAccount(accountId, 'bulk')).then(
      () => null,
      (error: unknown) => error,
    );
    if (!(refusal instanceof NeedsReconnect)) return false;
    await this.tokens.dead(accountId, generation, 'integration_off');
    return true;
  }

  private async generationOf(accountId: string): Promise<number> {
    return (await this.credentials.open(accountId))?.generation ?? 0;
  }
}
