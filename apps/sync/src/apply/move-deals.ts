import { patchLeads, ValidationFailed, type AmoClient, type ItemErrors, type LeadWrite } from '@hub/amocrm';
import { UnknownIdError } from '../kind/placeholder.js';
import { finalStages, standsIn } from '../kind/deals.js';
import { walkCards, type Card } from '../snapshot/walk-cards.js';
import type { MoveDeals } from './call.js';
import type { Learned } from './read-answer.js';

/** Walks over all leads, so that deals that arrive while others are moved come along too. */
const maxRounds = 5;

/**
 * Moves every deal out of a stage or pipeline that is about to be deleted, because amoCRM would drop them into the first
 * stage. Looks again until it finds none, at most a few rounds, and gives up when a person stopped the plan: whoever
 * deletes next counts first. Throws what amoCRM says against a deal; then nothing is deleted.
 */
export async function moveDeals(
  amo: AmoClient,
  step: MoveDeals,
  ids: ReadonlyMap<string, string>,
  isStopped: () => Promise<boolean> = () => Promise.resolve(false),
): Promise<Learned> {
  const target = ids.get(step.to);
  if (target === undefined) throw new UnknownIdError(step.to);
  for (let round = 0; round < maxRounds && !(await isStopped()); round++) {
    const moves: (LeadWrite & { id: number })[] = [];
    for await (const page of walkCards(amo, 'leads')) {
      moves.push(...page.filter((lead) => standsIn(lead, step.fromId)).map((lead) => moveOf(lead, target)));
    }
    if (moves.length === 0) break;
    for (const outcome of await patchLeads(amo, moves)) {
      if (outcome.kind === 'failed') throw outcome.error;
      if (outcome.kind === 'refused') throw refusal(outcome.errors);
    }
  }
  return { entries: [], forgotten: [], ids: new Map(), rows: [] };
}

/** A closed deal stays won or lost: 142 and 143 exist in every pipeline, and only the pipeline changes. */
function moveOf(lead: Pick<Card, 'id' | 'status_id'>, target: string): LeadWrite & { id: number } {
  const [pipeline_id, stage] = target.split('/').map(Number);
  const status_id = (lead.status_id ?? 0) in finalStages ? lead.status_id : stage;
  return { id: lead.id, pipeline_id, status_id };
}

function refusal(errors: ItemErrors['errors']): ValidationFailed {
  const facts = { host: '', method: 'PATCH', path: '/api/v4/leads' };
  return new ValidationFailed(facts, 'a deal cannot be moved', [{ requestId: '', errors }]);
}
