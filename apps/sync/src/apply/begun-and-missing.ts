import { createdBy } from '../plan-run/compare-plans.js';
import type { InFlight } from '../plan-run/plan-run.entity.js';
import type { Plan } from '../plan/plan.js';
import type { CallItem, Step } from './call.js';
import { replacesLists } from './fresh-lists.js';

/** What has to be known of a call when its answer is missing; null for one that can be repeated at any time. */
export function inFlightOf(step: Step | null, begunAt: Date): InFlight | null {
  if (step?.do !== 'write') return null;
  const created = createdBy(step.items);
  const replaced = replacedBy(step);
  if (created.length === 0 && replaced.length === 0) return null;
  return { created, ...(replaced.length > 0 ? { replaced } : {}), begunAt: begunAt.toISOString() };
}

/**
 * When the call was begun whose answer is missing, if it may still arrive and do harm: the account does not show all it was
 * to create, by the fresh plan, or a list that it replaces is about to be written again, and it would come after that with
 * an older list. Null when there was no such call. Repeating any other one writes the same content again, or deletes what
 * the fresh read still shows.
 */
export function begunAndMissing(
  inFlight: InFlight | null,
  { changes }: Plan,
  steps: readonly Step[],
): Date | null {
  if (!inFlight?.begunAt) return null;
  const missing = new Set(changes.filter(({ action }) => action === 'create').map(nameOf));
  const rewritten = new Set(
    steps.flatMap((step) => (step.do === 'write' ? replacedBy(step).map(nameOf) : [])),
  );
  const { created, replaced = [] } = inFlight;
  const isHarmful =
    created.some((one) => missing.has(nameOf(one))) || replaced.some((one) => rewritten.has(nameOf(one)));
  return isHarmful ? new Date(inFlight.begunAt) : null;
}

const nameOf = ({ kind, ref }: { kind: string; ref: string }): string => `${kind} ${ref}`;

function replacedBy(call: Step & { do: 'write' }): Pick<CallItem, 'kind' | 'ref'>[] {
  return replacesLists(call) ? call.items.map(({ kind, ref }) => ({ kind, ref })) : [];
}
