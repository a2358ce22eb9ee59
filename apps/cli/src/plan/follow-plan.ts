import { setTimeout as wait } from 'node:timers/promises';
import type { HubApi } from '../hub/hub-api.js';
import { HubRefusal } from '../hub/hub-api.js';
import type { Plan } from './ask-plan.js';

const lookEveryMs = 1_000;
/** A restart of the hub takes seconds; whoever applies goes on after it. */
const patienceMs = 120_000;

/**
 * Looks once a second until the plan ends or is paused, and gives it then. A hub that is away for a moment is waited
 * for: the apply does not depend on this process. Throws what it answers when that lasts.
 */
export async function followPlan(hub: HubApi, planId: string, show: (plan: Plan) => void): Promise<Plan> {
  let heardAt = Date.now();
  for (;;) {
    const plan = await hub.get<Plan>(`plans/${planId}`).catch((error: unknown) => {
      const isPassing = error instanceof HubRefusal && error.isPassing;
      if (!isPassing || Date.now() - heardAt > patienceMs) throw error;
      return null;
    });
    if (plan) {
      heardAt = Date.now();
      show(plan);
      if (plan.state !== 'approved' && plan.state !== 'applying') return plan;
    }
    await wait(lookEveryMs);
  }
}
