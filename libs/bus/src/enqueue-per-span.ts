import type { EntityManager } from 'typeorm';
import type { Bus, JobAbout } from './bus.js';
import type { Work } from './work.js';

export interface SpanAbout extends Omit<JobAbout, 'id' | 'runAt'> {
  /** Names what the job is about, and what it does: jobs of one id in one span are one. */
  id: string;
  /** The job is due at the end of the span in which this moment lies. */
  at: number;
  spanMs: number;
}

/**
 * Puts one job for each span of time into the inbox, however often it is asked for, with the payload of the last. A job
 * that has begun may have read what was changed since, so that the next span gets another one.
 */
export async function enqueuePerSpan(
  bus: Bus,
  tx: EntityManager,
  consumer: string,
  payload: Work,
  { id, at, spanMs, ...about }: SpanAbout,
): Promise<void> {
  for (let end = Math.ceil(at / spanMs) * spanMs; ; end += spanMs) {
    const isTaken = await bus.enqueue(tx, consumer, payload, {
      ...about,
      id: `${id} ${end}`,
      runAt: new Date(end),
    });
    if (isTaken) return;
  }
}
