import { inTransaction } from '@hub/database';
import type { Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';
import { LeaseLost, type Job } from './bus.js';
import type { Inbox } from './inbox.js';
import type { Lease } from './lease.js';

/** The job as the handler sees it. The fence is checked last, so its lock lasts only for the commit. */
export function createJob(
  deps: { source: DataSource; inbox: Inbox; log: Logger },
  consumer: string,
  lease: Lease,
): { job: Job<unknown>; isFinished: () => boolean } {
  const { source, inbox, log } = deps;
  const { claim } = lease;
  let isFinished = false;
  const job: Job<unknown> = {
    id: claim.id,
    key: claim.key,
    payload: claim.payload,
    attempt: claim.attempt,
    correlationId: claim.correlationId,
    causeId: claim.causeId,
    signal: lease.signal,
    log,
    followers: () => inbox.followers(consumer, claim),
    step: (effect) => {
      lease.moved();
      return inbox.commitFenced(consumer, claim, effect);
    },
    stepAtOnce: (statement) => {
      lease.moved();
      return inbox.askFenced(consumer, claim, statement);
    },
    finish: async (effect) => {
      lease.moved();
      const result = await inTransaction(source, async (tx) => {
        const value = await effect(tx);
        if (!(await inbox.finish(tx, consumer, claim, { state: 'done' })))
          throw new LeaseLost(consumer, claim.id);
        return value;
      });
      isFinished = true;
      return result;
    },
  };
  return { job, isFinished: () => isFinished };
}
