import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository } from '@hub/accounts';

const trustMs = 5_000;

/** Whose webhook path a secret is. Good answers are trusted for seconds, so that a burst costs one look-up. */
@Injectable()
export class SecretPaths {
  private readonly known = new Map<string, { accountId: string; until: number }>();

  constructor(@Inject(AccountRepository) private readonly accounts: AccountRepository) {}

  /** The account's id, or null for a secret that is not, or no longer, in use. */
  async findAccount(secret: string): Promise<string | null> {
    const known = this.known.get(secret);
    if (known && known.until > Date.now()) return known.accountId;
    const account = await this.accounts.findByWebhookSecret(secret);
    if (!account) {
      this.known.delete(secret);
      return null;
    }
    this.known.set(secret, { accountId: account.id, until: Date.now() + trustMs });
    return account.id;
  }
}
