import { awaitFirstWrite, patchLead, type AmoLead } from '@hub/amocrm';
import { message } from '@hub/messages';
import { describeFailure, isFinalRefusal } from '@hub/platform';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { CardPart } from '../transfer/card-parts.js';
import { unique } from '../transfer/what-stays.js';
import { writeCard } from '../transfer/write-card.js';
import type { ActOf, ActPlace, ActResult, ActStep } from './act-step.js';
import type { EscalationRow } from './escalation.entity.js';

type Move = ActOf<'move'>;

/**
 * A lead moves. `lossReasons`: those of its account by id, for the one of this name; null: they cannot be read. A move that
 * amoCRM refuses for good is named in `leftOut`, unless the escalation cannot begin without it; a lead that people have
 * moved meanwhile stays where it is.
 */
export function moveAct(
  lossReasons: (name: string) => Promise<ReadonlyMap<number, string> | null>,
): ActStep<Move> {
  return {
    async find(place, since) {
      const { act } = place;
      const lead = await cardsOf(place).findLead(leadIdOf(place));
      if (!lead) return { isElsewhere: true };
      if (lead.pipeline_id === act.to.pipelineId && lead.status_id === act.to.statusId)
        return moved(place, lead.updated_at, since !== null);
      if (isExpected(lead, act.from)) return null;
      // People have moved the lead, which says nothing of a move of the hub that may be on its way still.
      awaitBegun(place.row);
      // HQ has moved the card on since the hub's own move, whose record was lost: its second is not the hub's.
      if (since !== null && isOpening(place) && isOpenIn(lead, act.to.pipelineId))
        return moved(place, lead.updated_at - 1, true);
      return { isElsewhere: true };
    },

    async write(place) {
      const { act, row } = place;
      const { parts, leftOut } = await partsOf(act, lossReasons);
      try {
        const { answer, dropped } = await writeCard(parts, (card) =>
          patchLead(cardsOf(place).client, leadIdOf(place), card),
        );
        const result = moved(place, answer, true);
        const change = { ...result.change, leftOut: unique([...row.leftOut, ...leftOut, ...dropped]) };
        return { change, isTaken: true };
      } catch (error) {
        if (!isFinalRefusal(error) || row.state === 'asked') throw error;
        const refused = message('custody.refused-move', {
          side: act.side,
          reason: describeFailure(error),
        });
        return { change: { leftOut: unique([...row.leftOut, refused]) } };
      }
    },
  };
}

function cardsOf({ act, context }: ActPlace<Move>) {
  return act.side === 'hq' ? context.hq : context.branch;
}

function leadIdOf({ act, row }: ActPlace<Move>): number {
  return act.side === 'hq' ? cardIdOf(row) : row.branchLeadId;
}

/** Throws `RetryLater` while a write that was begun before may still be running. */
function awaitBegun({ stepStartedAt, stepWrittenAt }: EscalationRow): void {
  const lastAt = stepWrittenAt ?? stepStartedAt;
  if (lastAt) awaitFirstWrite(lastAt, new Date());
}

/** The HQ card. Throws when there is none yet. */
export function cardIdOf({ id, hqLeadId }: EscalationRow): number {
  if (hqLeadId === null) throw new Error(`Escalation ${id} has no card`);
  return hqLeadId;
}

/** `isHubs`: the hub may have written it; else people have put the lead there first. */
function moved({ act }: ActPlace<Move>, updatedAt: number | null, isHubs: boolean): ActResult {
  if (act.side === 'branch') return { change: { isInPipeline: false } };
  const hasClosedCard = isHubs && closingStatusIds.includes(act.to.statusId);
  return { change: { hqWroteAt: updatedAt, hqMovedAt: new Date(), hasClosedCard } };
}

/** The card comes to HQ's escalation pipeline from another one: a card that is open in there by then has come. */
function isOpening({ row, act }: ActPlace<Move>): boolean {
  return row.state === 'asked' && act.side === 'hq' && act.from.pipelineId !== act.to.pipelineId;
}

function isOpenIn({ pipeline_id, status_id }: AmoLead, pipelineId: number): boolean {
  return pipeline_id === pipelineId && !closingStatusIds.includes(status_id);
}

function isExpected({ pipeline_id, status_id }: AmoLead, from: Move['from']): boolean {
  if (pipeline_id !== from.pipelineId) return false;
  return from.statusId === undefined ? !closingStatusIds.includes(status_id) : status_id === from.statusId;
}

async function partsOf(
  { to, loss = null }: Move,
  lossReasons: (name: string) => Promise<ReadonlyMap<number, string> | null>,
): Promise<{ parts: CardPart[]; leftOut: ReturnType<typeof message>[] }> {
  const known = loss === null ? new Map<number, string>() : await lossReasons(loss);
  const reasonId = [...(known ?? [])].find(([, name]) => name === loss)?.[0];
  const why = known ? 'no-loss-reason-there' : 'loss-reasons-unread';
  const name = message(`custody.${why}`, { reason: loss ?? '' });
  const parts: CardPart[] = [
    { place: 'pipeline_id', value: to.pipelineId, name: null },
    { place: 'status_id', value: to.statusId, name: null },
    ...(reasonId === undefined ? [] : [{ place: 'loss_reason_id', value: reasonId, name }]),
  ];
  return { parts, leftOut: loss !== null && reasonId === undefined ? [name] : [] };
}
