import { AccountRepository } from '@hub/accounts';
import { Inject, Injectable } from '@nestjs/common';
import { BroughtRepository } from './brought.repository.js';
import { DriftRepository } from './drift.repository.js';
import { isDue, isKeptFromReading, type Night, type Watched } from './night.js';

/** Which accounts are to be read. */
@Injectable()
export class DueAccounts {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(DriftRepository) private readonly drift: DriftRepository,
  ) {}

  /**
   * Of the accounts that can be called and were brought to a release, those that are due now, and those that a plan keeps from
   * being read; and of all accounts that are at no release of their group any more, those with findings or failed readings.
   */
  async list(
    now: Date,
    night: Night | null,
  ): Promise<{ due: Watched[]; keptFromReading: Watched[]; left: string[] }> {
    const zones = new Map((await this.accounts.listCallable()).map(({ id, timeZone }) => [id, timeZone]));
    const noted = await this.drift.listNoted();
    const brought = await this.plans.listBrought([...new Set([...zones.keys(), ...noted])]);
    const known = new Map(
      (await this.drift.listAccounts([...zones.keys()])).map((row) => [row.accountId, row]),
    );
    const drifted = await this.drift.listDrifted();
    const callable = brought.filter(({ accountId }) => zones.has(accountId));
    const watched = callable.map(({ accountId, isUnderway, touchedAt }): Watched => {
      const {
        readAt = null,
        askedAt = null,
        isOwed = false,
        unreadSince = null,
      } = known.get(accountId) ?? {};
      const timeZone = zones.get(accountId) ?? 'UTC';
      const hasFindings = drifted.has(accountId);
      const moments = { touchedAt, readAt, askedAt, unreadSince };
      return { accountId, timeZone, isUnderway, isOwed, hasFindings, ...moments };
    });
    const atRelease = new Set(brought.map(({ accountId }) => accountId));
    return {
      left: noted.filter((id) => !atRelease.has(id)),
      due: watched.filter((account) => isDue(account, now, night)),
      keptFromReading: watched.filter((account) => isKeptFromReading(account, now, night)),
    };
  }
}
