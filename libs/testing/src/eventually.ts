import { setTimeout as wait } from 'node:timers/promises';

const [firstWaitMs, growth, longestWaitMs] = [20, 1.2, 250];

/**
 * Waits until `probe` returns without throwing and gives back what it returned. Throws the last failure when the
 * deadline passes. For conditions reached by other processes; never a substitute for awaiting one's own work. Probes
 * less and less often, because a probe may cost more than what it waits for. The deadline is for a machine with ten
 * times the work it can do; a shorter one would test the machine.
 */
export async function eventually<T>(probe: () => T | Promise<T>, deadlineMs = 60_000): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * growth, longestWaitMs)) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > until) throw error;
      await wait(waitMs);
    }
  }
}
