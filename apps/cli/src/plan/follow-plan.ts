import { setTimeout as wait } from 'node:timers/promises';
import type { PlanView } from '@hub/contracts';
import { message, type Spoken } from '@hub/messages';
import { CliError } from '../cli-error.js';
import type { HubApi } from '../hub/hub-api.js';
import { HubRefusal } from '../hub/hub-api.js';

/** A plan in the words of REST. */
export type Plan = Spoken<PlanView>;

const pollEveryMs = 1_000;
/** The hub is at work, and a plan leaves these states by itself. */
const moving: ReadonlySet<string> = new Set(['counting', 'approved', 'applying']);
/** A plan that ended so before it was counted cannot be shown. */
const ended: ReadonlySet<string> = new Set(['failed', 'stale', 'cancelled']);
/** A restart of the hub takes seconds; whoever applies goes on after it. */
const patienceMs = 120_000;

/**
 * Looks once a second until the plan ends, is paused or waits for a person, and gives it then. A hub that is away for a moment is waited
 * for: the apply does not depend on this process. Throws what it answers when that lasts.
 */
export async function followPlan(hub: HubApi, planId: string, show: (plan: Plan) => void): Promise<Plan> {
  let answeredAt = Date.now();
  for (;;) {
    const plan = await hub.get<Plan>(`plans/${planId}`).catch((error: unknown) => {
      const isPassing = error instanceof HubRefusal && error.isPassing;
      if (!isPassing || Date.now() - answeredAt > patienceMs) throw error;
      return null;
    });
    if (plan) {
      answeredAt = Date.now();
      show(plan);
      if (!moving.has(plan.state)) return plan;
    }
    await wait(pollEveryMs);
  }
}

/**
 * The plan with its counts: where the hub counts many cards first, that is waited for, and `note` gets each new reason why it
 * takes longer. Throws a `CliError` when the plan ends before it is counted.
 */
export async function countedPlan(hub: HubApi, plan: Plan, note: (why: string) => void): Promise<Plan> {
  if (plan.state !== 'counting') return plan;
  let noted: string | null = null;
  const counted = await followPlan(hub, plan.id, ({ state, reason }) => {
    if (state !== 'counting' || reason === null || reason === noted) return;
    noted = reason;
    note(reason);
  });
  const { state, reason } = counted;
  if (ended.has(state)) throw new CliError(message('cli.plan-not-counted', { reason: reason ?? state }));
  return counted;
}
