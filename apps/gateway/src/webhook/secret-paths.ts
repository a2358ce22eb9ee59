import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository } from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { GatewayConfig } from '../gateway.config.js';
import { MinuteCounts } from '../route/minute-counts.js';
import { RememberedTable } from '../route/remembered-table.js';

/**
 * Whose webhook path a secret is. All secrets' hashes are in memory: a burst costs one query in five seconds, and
 * guessed secrets cost one a second at most. A right secret is never refused, however many wrong ones arrive.
 */
@Injectable()
export class SecretPaths {
  private readonly wrong = new MinuteCounts();
  private readonly known: RememberedTable<string>;

  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    private readonly config: GatewayConfig,
  ) {
    this.known = new RememberedTable(() => this.accounts.listWebhookSecrets());
  }

  /**
   * The account's id, or null for a secret that is not, or no longer, in use. Throws 429 instead of null when too many
   * wrong ones came from this address within the minute.
   */
  async findAccount(secret: string, address: string): Promise<string | null> {
    const isHurried = this.wrong.of(address) >= this.config.WRONG_KEYS_PER_MINUTE;
    const accountId = await this.known.find(this.accounts.hashWebhookSecret(secret), isHurried);
    if (accountId !== undefined) return accountId;
    this.wrong.add(address);
    if (!isHurried) return null;
    const retryAfterSeconds = this.wrong.secondsLeft();
    throw new Problem(429, message('edge.wrong-secrets'), undefined, { retryAfterSeconds });
  }
}
