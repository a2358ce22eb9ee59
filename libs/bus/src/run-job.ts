import { inTransaction } from '@hub/database';
import type { Logger } from '@hub/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { LeaseLost, type Job } from './bus.js';
import type { Claim, Inbox } from './inbox.js';

/** The job as the handler sees it. The fence is checked last, so its lock lasts only for the commit. */
export function createJob(
  deps: { source: DataSource; inbox: Inbox; log: Logger },
  consumer: string,
  claim: Claim,
  signal: AbortSignal,
): { job: Job<unknown>; isFinished: () => boolean } {
  const { source, inbox, log } = deps;
  let isFinished = false;
  const job: Job<unknown> = {
    id: claim.id,
    key: claim.key,
    payload: claim.payload,
    attempt: claim.attempt,
    correlationId: claim.correlationId,
    signal,
    log,
    step: (effect) =>
      inTransaction(source, async (tx) => {
        const result = await effect(tx);
        await inbox.checkFence(tx, consumer, claim);
        return result;
      }),
    finish: async (effect) => {
      const result = await inTransaction(source, async (tx) => {
        const value = await effect(tx);
        const ended = await inbox.settle(tx, consumer, [claim], { state: 'done' });
        if (!ended.has(claim.id)) throw new LeaseLost(consumer, claim.id);
        return value;
      });
      isFinished = true;
      return result;
    },
  };
  return { job, isFinished: () => isFinished };
}

interface Pending {
  claim: Claim;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Settles finished jobs in batches: what ends while one statement runs goes together into the next. */
export class Settler {
  private pending: Pending[] = [];
  private isBusy = false;

  constructor(
    private readonly source: DataSource,
    private readonly inbox: Inbox,
    private readonly consumer: string,
  ) {}

  /** Resolves once the row is done; rejects with `LeaseLost` when another worker has it. */
  done(claim: Claim): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ claim, resolve, reject });
      if (!this.isBusy) void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.isBusy = true;
    while (this.pending.length > 0) {
      const batch = this.pending;
      this.pending = [];
      try {
        const ended = await this.settle(
          this.source.manager,
          batch.map(({ claim }) => claim),
        );
        for (const { claim, resolve, reject } of batch) {
          if (ended.has(claim.id)) resolve();
          else reject(new LeaseLost(this.consumer, claim.id));
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.isBusy = false;
  }

  private settle(tx: EntityManager, claims: Claim[]): Promise<Set<string>> {
    return this.inbox.settle(tx, this.consumer, claims, { state: 'done' });
  }
}
