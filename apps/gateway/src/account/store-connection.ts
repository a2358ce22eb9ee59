import type { Account, NewCredential } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { AccountStores, AmoAccess } from './account-access.js';
import { reviewAddress } from './address-alarm.js';
import { HubAddress } from './hub-address.js';
import type { Known } from './verify-token.js';

/** Does what a connect has left undone. */
export const COMPLETE_CONNECTION = 'gateway.complete-connection';

export interface CompleteJob {
  accountId: string;
  /** Whether it is known whose token is stored. */
  isVerified: boolean;
}

/** The connect itself needs less; then the job has nothing to do. */
const ownTimeMs = 120_000;

/** Stores the tokens of a connect, together with the job that completes it should the connect not get that far. */
@Injectable()
export class StoreConnection {
  constructor(
    private readonly source: DataSource,
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
    private readonly address: HubAddress,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  /**
   * Locks the account before the credential is written, as off-boarding does. Throws 409 for an account that was removed.
   * `known` null: whose token it is has to be found out yet. Returns the id of the job, for `complete`.
   */
  async store({ id: accountId }: Account, credential: NewCredential, known: Known | null): Promise<string> {
    const now = new Date();
    const jobId = await inTransaction(this.source, async (tx) => {
      const state = await this.stores.accounts.recordEvent(tx, accountId, { kind: 'tokens-stored' }, now);
      if (state === 'removed') throw removedMeanwhile();
      const generation = await this.stores.credentials.store(tx, accountId, credential, now);
      if (known) await this.stores.accounts.update(tx, accountId, known);
      // A token of another kind or end takes the place of the one that was warned of.
      for (const kind of ['reconnect-needed', 'token-ends-soon'] as const)
        await this.stores.alarms.clear(tx, kind, accountId, now);
      await reviewAddress(tx, this.stores.alarms, this.address);
      const id = `connect:${accountId}:${generation}`;
      const job: CompleteJob = { accountId, isVerified: known !== null };
      const about = { id, key: accountId, correlationId: randomUUID() };
      await this.bus.enqueue(tx, COMPLETE_CONNECTION, job, {
        ...about,
        runAt: new Date(now.getTime() + ownTimeMs),
      });
      return id;
    });
    this.amo.tokens.forget(accountId);
    return jobId;
  }

  /** The connect has done all that it could: its job has nothing left to do. */
  async complete(jobId: string): Promise<void> {
    await inTransaction(this.source, (tx) => this.bus.cancel(tx, COMPLETE_CONNECTION, jobId));
  }
}

/** 409: the account was off-boarded while it was being connected. */
export function removedMeanwhile(): Problem {
  return new Problem(409, message('edge.removed-meanwhile'));
}
