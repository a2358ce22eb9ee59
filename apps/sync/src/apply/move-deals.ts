import {
  awaitFirstWrite,
  batchSize,
  cutBatches,
  hasChangedNothing,
  patchLeads,
  untilSecondWriteMs,
  ValidationFailed,
  type AmoClient,
  type ItemErrors,
  type LeadWrite,
} from '@hub/amocrm';
import { UnknownIdError } from '../kind/placeholder.js';
import { finalStages, isInStage } from '../kind/deals.js';
import { walkCards, type Card } from '../snapshot/walk-cards.js';
import type { MoveDeals } from './call.js';
import { dueMoves, type DueMoves, type KnownMove } from './due-moves.js';
import type { MoveRecord } from './move-record.js';
import type { Learned } from './read-answer.js';

/** Walks over all leads, so that deals that arrive while others are moved come along too. */
const maxRounds = 5;

/** How a move is recorded, and whether a person stopped the plan, closed the account or changed its exceptions meanwhile. */
interface Around {
  readonly record: MoveRecord;
  readonly isStopped: () => Promise<boolean>;
}

/**
 * Moves every deal out of a stage or pipeline that is about to be deleted, because amoCRM would drop them into the
 * first stage. Each page of leads is moved right after it was read, call by call, so that what people change meanwhile is not
 * overwritten, and no deal is moved twice, also when the process dies between a call and its answer. Repeats until it
 * finds none, at most a few rounds, and gives up when a person stopped the plan: the deletion counts the deals again
 * first. Throws amoCRM's refusal of a deal, and `RetryLater` while an earlier call may still be running; then nothing
 * is deleted.
 */
export async function moveDeals(
  amo: AmoClient,
  step: MoveDeals,
  ids: ReadonlyMap<string, string>,
  { record, isStopped }: Around,
): Promise<Learned> {
  const target = ids.get(step.to);
  if (target === undefined) throw new UnknownIdError(step.to);
  let known: ReadonlyMap<number, KnownMove> = await record.known();
  for (let round = 0; round < maxRounds; round++) {
    let found = 0;
    for await (const page of walkCards(amo, 'leads')) {
      if (await isStopped()) return nothing;
      const due = dueIn(page, step.fromId, known);
      await record.end(due.moved, new Date());
      if (due.onItsWaySince) awaitFirstWrite(due.onItsWaySince, new Date());
      const leaving = page.filter(({ id }) => due.move.includes(id));
      if (leaving.length === 0) continue;
      found += leaving.length;
      for (const [at, part] of cutBatches(leaving, batchSize).entries()) {
        if (at > 0 && (await isStopped())) return nothing;
        await moveTogether(amo, part, { step, target, record });
      }
    }
    if (found === 0) break;
    known = await record.known();
  }
  return nothing;
}

const nothing: Learned = { entries: [], forgotten: [], ids: new Map(), rows: [] };

function dueIn(page: readonly Card[], fromId: string, known: ReadonlyMap<number, KnownMove>): DueMoves {
  const deals = page.map((lead) => ({ id: lead.id, isThere: isInStage(lead, fromId) }));
  const now = new Date();
  return dueMoves(deals, known, (begunAt) => untilSecondWriteMs(begunAt, now) > 0);
}

/** Moves deals by one call. */
async function moveTogether(
  amo: AmoClient,
  leads: readonly Card[],
  { step, target, record }: { step: MoveDeals; target: string; record: MoveRecord },
): Promise<void> {
  const leadIds = leads.map(({ id }) => id);
  const fromOf = ({ pipeline_id, status_id }: Card) => `${pipeline_id ?? step.fromId}/${status_id ?? ''}`;
  const moves = leads.map((lead) => ({ leadId: lead.id, fromStage: fromOf(lead), toStage: target }));
  await record.begin(moves, new Date());
  const outcomes = await patchLeads(
    amo,
    leads.map((lead) => moveOf(lead, target)),
  );
  const idsOf = (kind: (typeof outcomes)[number]['kind']) =>
    leadIds.filter((_, at) => outcomes[at]?.kind === kind);
  await record.end(idsOf('done'), new Date());
  await record.takeBack(idsOf('refused'));
  for (const outcome of outcomes) {
    if (outcome.kind === 'refused') throw refusal(outcome.errors);
    if (outcome.kind !== 'failed') continue;
    if (hasChangedNothing(outcome.error)) await record.takeBack(idsOf('failed'));
    throw outcome.error;
  }
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
