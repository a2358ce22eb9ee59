import { awaitFirstWrite, patchLead, type AmoLead } from '@hub/amocrm';
import type { StageRef } from '@hub/contracts';
import { message } from '@hub/messages';
import { describeFailure, isFinalRefusal } from '@hub/platform';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { sameStage } from '../rule/same-stage.js';
import type { CardPart } from '../transfer/card-parts.js';
import { isPlaceRefused } from '../transfer/is-place-refused.js';
import { unique } from '../transfer/what-stays.js';
import { writeCard } from '../transfer/write-card.js';
import type { ActOf, ActPlace, ActResult, ActStep } from './act-step.js';
import type { EscalationRow } from './escalation.entity.js';

type Move = ActOf<'move'>;

interface MoveNeeds {
  /** The loss reasons of the lead's account by id, for the one of this name; null: they cannot be read. */
  lossReasons: (name: string) => Promise<ReadonlyMap<number, string> | null>;
  /** Where the lead goes instead when amoCRM refuses its place; null: nowhere. */
  otherPlace: () => Promise<StageRef | null>;
}

/**
 * A lead moves. A move that amoCRM refuses for good is named in `leftOut`, unless the escalation cannot begin without it,
 * and is tried once with the other place; a lead that people have moved meanwhile stays where it is.
 */
export function moveAct({ lossReasons, otherPlace }: MoveNeeds): ActStep<Move> {
  return {
    async find(place, since) {
      const { act } = place;
      const lead = await cardsOf(place).findLead(leadIdOf(place));
      if (!lead) return { isElsewhere: true };
      if (isIn(lead, act.to)) return moved(place, lead.updated_at, since !== null);
      if (isExpected(lead, act.from)) return null;
      if (since !== null && isIn(lead, await otherPlace())) return moved(place, lead.updated_at, true);
      // People have moved the lead, which says nothing of a move of the hub that may be on its way still.
      awaitBegun(place.row);
      // HQ has moved the card on since the hub's own move, whose record was lost: its second is not the hub's.
      if (since !== null && isOpening(place) && isOpenIn(lead, act.to.pipelineId))
        return moved(place, lead.updated_at - 1, true);
      return { isElsewhere: true };
    },

    async write(place) {
      const { act, context, row } = place;
      const { setting } = context;
      let { leftOut } = row;
      for (let to: StageRef | null = act.to; to; to = to === act.to ? await otherPlace() : null) {
        const { parts, leftOut: lacking } = await partsOf({ ...act, to }, lossReasons);
        try {
          const { answer, dropped } = await writeCard(parts, (card) =>
            patchLead(cardsOf(place).client, leadIdOf(place), card),
          );
          const { change } = moved(place, answer, true);
          return {
            change: { ...change, leftOut: unique([...leftOut, ...lacking, ...dropped]) },
            isTaken: true,
          };
        } catch (error) {
          if (!isFinalRefusal(error) || row.state === 'asked') throw error;
          const reason = describeFailure(error);
          leftOut = unique([...leftOut, message('custody.refused-move', { side: act.side, reason })]);
          const isOfRules = act.side === 'hq' && sameStage(to, setting.handedOver);
          if (isOfRules && isPlaceRefused(error)) await context.reportRules();
        }
      }
      return { change: { leftOut } };
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

function isIn({ pipeline_id: pipelineId, status_id: statusId }: AmoLead, stage: StageRef | null): boolean {
  return sameStage({ pipelineId, statusId }, stage);
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
  lossReasons: MoveNeeds['lossReasons'],
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
