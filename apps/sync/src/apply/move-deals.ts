import {
  awaitFirstWrite,
  batchSize,
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
import { walkPages, type Card } from '../snapshot/walk-cards.js';
import type { MoveDeals } from './call.js';
import { dueMoves, type DueMoves, type KnownMove } from './due-moves.js';
import type { MoveRecord } from './move-record.js';
import type { Learned } from './read-answer.js';
import { nothing } from './sent.js';

/** Walks over all leads, so that deals that arrive while others are moved come along too. */
const maxRounds = 5;

/** How a move is recorded, and whether a person stopped the plan, closed the account or changed its exceptions meanwhile. */
interface Around {
  readonly record: MoveRecord;
  readonly isStopped: () => Promise<boolean>;
}

/**
 * Moves every deal out of a stage or pipeline that is about to be deleted, because amoCRM would drop them into the
 * first stage. A call moves what a reading right before it shows there, so that what people change meanwhile is not
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
  const known = await record.known();
  for (let round = 0; round < maxRounds; round++) {
    let found = 0;
    for await (const page of walkPages(amo, 'leads')) {
      // Because the next call may come much later than this page was read, it reads the page again.
      for (let cards: readonly Card[] | null = page.cards; cards !== null;) {
        if (await isStopped()) return nothing;
        const { moved, isWhole } = await movePart(amo, cards, known, { step, target, record });
        found += moved;
        cards = isWhole ? null : await page.again();
      }
    }
    if (found === 0) break;
  }
  return nothing;
}

/** Moves as many deals of a page as one call takes; `known` learns them. `isWhole`: no other deal of the page is to move. */
async function movePart(
  amo: AmoClient,
  cards: readonly Card[],
  known: Map<number, KnownMove>,
  how: { step: MoveDeals; target: string; record: MoveRecord },
): Promise<{ moved: number; isWhole: boolean }> {
  const now = new Date();
  const due = dueIn(cards, how.step.fromId, known, now);
  await how.record.end(due.moved, now);
  if (due.onItsWaySince) awaitFirstWrite(due.onItsWaySince, now);
  const part = cards.filter(({ id }) => due.move.includes(id)).slice(0, batchSize);
  if (part.length > 0) await moveTogether(amo, part, how);
  for (const id of [...due.moved, ...part.map((card) => card.id)])
    known.set(id, { begunAt: now, isMoved: true });
  return { moved: part.length, isWhole: part.length === due.move.length };
}

function dueIn(
  cards: readonly Card[],
  fromId: string,
  known: ReadonlyMap<number, KnownMove>,
  now: Date,
): DueMoves {
  const deals = cards.map((lead) => ({ id: lead.id, isThere: isInStage(lead, fromId) }));
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
