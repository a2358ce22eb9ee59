import { setTimeout as wait } from 'node:timers/promises';

const pausesMs = [100, 400, 1_500];

/** Tries a write that must not be lost a few times, within two seconds. Throws what the last try threw. */
export async function persist<T>(write: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await write();
    } catch {
      await wait(pauseMs);
    }
  }
  return write();
}
