import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { driftConsumer, type DriftJob } from './drift-job.js';
import { DriftRepository } from './drift.repository.js';

/** Asks for readings of accounts. */
@Injectable()
export class AskDrift {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(Bus) private readonly bus: Bus,
    @Inject(DriftRepository) private readonly drift: DriftRepository,
  ) {}

  /** Enqueues a reading of an account, unless another one was asked for since `known`. */
  async ask(accountId: string, known: Date | null, correlationId: string, now: Date): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      if (!(await this.drift.ask(tx, accountId, known, now))) return;
      const job: DriftJob = { accountId, askedAt: now.toISOString() };
      await this.bus.enqueue(tx, driftConsumer, job, { key: accountId, correlationId });
      // What failed before waits no longer, and what was given up is tried again.
      await this.bus.reviveKeys(tx, driftConsumer, [accountId]);
    });
  }

  /** Records that an account is not read because a plan in it is not finished, and raises its alarm. */
  async noteKeptFromReading(accountId: string, now: Date): Promise<void> {
    await inTransaction(this.source, (tx) =>
      this.drift.noteUnread(tx, accountId, message('drift.held-up'), now),
    );
  }

  /** Ends what was found in an account that is at no release now. */
  async endFindings(accountId: string, now: Date): Promise<void> {
    await inTransaction(this.source, (tx) => this.drift.leaveRelease(tx, accountId, now));
  }
}
