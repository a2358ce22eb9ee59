import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until `probe` returns without throwing and gives back what it returned. Throws the last failure when the
 * deadline passes. For conditions reached by other processes; never a substitute for awaiting one's own work.
 */
export async function eventually<T>(probe: () => T | Promise<T>, deadlineMs = 15_000): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > until) throw error;
      await wait(25);
    }
  }
}
