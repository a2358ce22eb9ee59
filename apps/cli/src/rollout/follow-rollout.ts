import { setTimeout as wait } from 'node:timers/promises';
import type { RolloutProgress } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import { HubRefusal, type HubApi } from '../hub/hub-api.js';
import { hasStopped } from './outcome-of-rollout.js';

export type Progress = Spoken<RolloutProgress>;

const pollEveryMs = 2_000;
/** A restart of the hub takes seconds; the rollout goes on after it. */
const patienceMs = 120_000;

/**
 * Looks every two seconds until nothing more happens before a person acts. A hub that is away for a moment is waited for:
 * the rollout does not depend on this process. Throws what it answers when that lasts.
 */
export async function followRollout(
  hub: HubApi,
  rolloutId: string,
  show: (progress: Progress) => void,
): Promise<Progress> {
  let answeredAt = Date.now();
  for (;;) {
    const now = await hub.get<Progress>(`rollouts/${rolloutId}`).catch((error: unknown) => {
      const isPassing = error instanceof HubRefusal && error.isPassing;
      if (!isPassing || Date.now() - answeredAt > patienceMs) throw error;
      return null;
    });
    if (now) {
      answeredAt = Date.now();
      show(now);
      if (hasStopped(now)) return now;
    }
    await wait(pollEveryMs);
  }
}
