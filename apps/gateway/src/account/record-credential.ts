import { Inject, Injectable } from '@nestjs/common';
import {
  AccountRepository,
  AlarmRepository,
  CredentialRepository,
  type Account,
  type IntegrationChange,
  type NewCredential,
  type RenewedPair,
} from '@hub/accounts';
import { message } from '@hub/messages';
import { Problem, RetryLater } from '@hub/platform';
import type { EntityManager } from 'typeorm';
import { reviewAddress } from './address-alarm.js';
import type { Address } from './find-new-address.js';
import { HubAddress } from './hub-address.js';
import type { Known } from './verify-token.js';

const retryMs = 1_000;

/**
 * Records the credential of an account with what follows for its state and its alarms, in the caller's transaction. Locks
 * the account first, as off-boarding does; a removed one gets no credential: 409.
 */
@Injectable()
export class RecordCredential {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(CredentialRepository) private readonly credentials: CredentialRepository,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    private readonly address: HubAddress,
  ) {}

  /** The tokens of a connect; `known` null: whose they are has to be found out yet. Returns their generation. */
  async connected(
    tx: EntityManager,
    accountId: string,
    credential: NewCredential,
    known: Known | null,
    now: Date,
  ): Promise<number> {
    const state = await this.accounts.recordEvent(tx, accountId, { kind: 'tokens-stored' }, now);
    if (state === 'removed') throw removedMeanwhile();
    const generation = await this.credentials.store(tx, accountId, credential, now);
    if (known) await this.accounts.update(tx, accountId, known);
    // A token of another kind or end takes the place of the one that was warned of.
    for (const kind of ['reconnect-needed', 'token-ends-soon'] as const)
      await this.alarms.clear(tx, kind, accountId, now);
    await reviewAddress(tx, this.alarms, this.address);
    return generation;
  }

  /**
   * The account lives at another address, where its tokens are good: it is connected again. False, and nothing is written,
   * when it was connected, removed or moved since `account` was read.
   */
  async moved(tx: EntityManager, account: Account, address: Address, now: Date): Promise<boolean> {
    const { state, host } = await this.accounts.lock(tx, account.id);
    if (state !== 'reconnect' || host !== account.host) return false;
    await this.accounts.update(tx, account.id, address);
    await this.accounts.recordEvent(tx, account.id, { kind: 'tokens-stored' }, now);
    await this.alarms.clear(tx, 'reconnect-needed', account.id, now);
    return true;
  }

  /**
   * Another integration, and the pair of tokens that it was proven by, which follows `generation`. Throws `RetryLater` when
   * other tokens were stored meanwhile.
   */
  async changed(
    tx: EntityManager,
    accountId: string,
    change: IntegrationChange,
    proven: { pair: RenewedPair; generation: number } | null,
    now: Date,
  ): Promise<void> {
    if ((await this.accounts.lockForRead(tx, accountId))?.state === 'removed') throw removedMeanwhile();
    await this.credentials.changeIntegration(tx, accountId, change);
    if (!proven) return;
    const { pair, generation } = proven;
    if (!(await this.credentials.storePair(accountId, pair, generation, now, tx)))
      throw new RetryLater(message('failures.held-elsewhere'), retryMs);
    await this.accounts.recordEvent(tx, accountId, { kind: 'tokens-stored' }, now);
    await this.alarms.clear(tx, 'reconnect-needed', accountId, now);
  }
}

/** 409: the account was off-boarded while it was being connected. */
export function removedMeanwhile(): Problem {
  return new Problem(409, message('edge.removed-meanwhile'));
}
