import type { Account, NewCredential } from '@hub/accounts';
import { AccessTokens } from '@hub/amocrm';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { RecordCredential } from './record-credential.js';
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
    private readonly record: RecordCredential,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  /** As `RecordCredential.connected`. Returns the id of the job, for `complete`. */
  async store({ id: accountId }: Account, credential: NewCredential, known: Known | null): Promise<string> {
    const now = new Date();
    const jobId = await inTransaction(this.source, async (tx) => {
      const generation = await this.record.connected(tx, accountId, credential, known, now);
      const id = `connect:${accountId}:${generation}`;
      const job: CompleteJob = { accountId, isVerified: known !== null };
      const about = { id, key: accountId, correlationId: randomUUID() };
      await this.bus.enqueue(tx, COMPLETE_CONNECTION, job, {
        ...about,
        runAt: new Date(now.getTime() + ownTimeMs),
      });
      return id;
    });
    this.tokens.forget(accountId);
    return jobId;
  }

  /** The connect has done all that it could: its job has nothing left to do. */
  async complete(jobId: string): Promise<void> {
    await inTransaction(this.source, (tx) => this.bus.cancel(tx, COMPLETE_CONNECTION, jobId));
  }
}
