import type { InFlight } from '../plan-run/plan-run.entity.js';
import type { Plan } from '../plan/plan.js';

/**
 * When the call was begun whose answer is missing and whose objects the account does not all show, by the fresh plan;
 * null when there was no such call, or all it was to create is there. Repeating any other call is harmless: it writes
 * the same content again, or deletes what the fresh read still shows.
 */
export function begunAndMissing(inFlight: InFlight | null, { changes }: Plan): Date | null {
  if (!inFlight?.begunAt) return null;
  const missing = new Set(
    changes.filter(({ action }) => action === 'create').map(({ kind, ref }) => `${kind} ${ref}`),
  );
  const isMissing = inFlight.created.some(({ kind, ref }) => missing.has(`${kind} ${ref}`));
  return isMissing ? new Date(inFlight.begunAt) : null;
}
