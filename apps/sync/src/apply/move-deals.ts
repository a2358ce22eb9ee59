import { listLeads, patchLeads, type AmoClient } from '@hub/amocrm';
import { UnknownIdError } from '../kind/placeholder.js';
import { address } from '../kind/placeholder.js';
import { countLive, standsIn } from '../snapshot/count-live.js';
import type { MoveDeals, Step } from './call.js';
import type { Learned } from './read-answer.js';

/**
 * Moves every live deal out of a stage or pipeline that is about to be deleted, because amoCRM would drop them into the
 * first stage. Walks all leads and looks again until a walk finds none, so that deals which arrive meanwhile come along.
 * Throws what amoCRM says against a deal; then nothing is deleted.
 */
export async function moveDeals(
  amo: AmoClient,
  step: MoveDeals,
  ids: ReadonlyMap<string, string>,
): Promise<Learned> {
  const target = ids.get(step.to);
  if (target === undefined) throw new UnknownIdError(step.to);
  const [pipeline_id, status_id] = target.split('/').map(Number);
  for (;;) {
    const found: number[] = [];
    for await (const page of listLeads(amo, { order: { id: 'asc' } })) {
      found.push(...page.filter((lead) => standsIn(lead, step.fromId)).map(({ id }) => id));
    }
    if (found.length === 0) return { entries: [], forgotten: [], ids: new Map() };
    for (const outcome of await patchLeads(
      amo,
      found.map((id) => ({ id, pipeline_id, status_id })),
    )) {
      if (outcome.kind === 'failed') throw outcome.error;
      if (outcome.kind === 'refused')
        throw new Error(`a deal cannot be moved: ${outcome.errors[0]?.detail ?? ''}`);
    }
  }
}

/** How many live deals stand in the stage or pipeline that this step deletes, right now; 0 for any other step. */
export async function countArrived(amo: AmoClient, step: Step): Promise<number> {
  if (step.do !== 'write' || step.method !== 'DELETE') return 0;
  const [item] = step.items;
  if (!item || item.branchId === null || (item.kind !== 'stage' && item.kind !== 'pipeline')) return 0;
  const { kind, branchId } = item;
  const counts = await countLive(amo, [{ kind, branchId, address: address(kind, branchId) }]);
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
