import type { StageRef } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { sameStage } from '../rule/same-stage.js';
import type { Act } from './escalation-act.js';

/** The HQ card that a branch lead has already, read now. */
export interface KnownCard {
  leadId: number;
  place: StageRef;
  /** The hub has closed it: by the mirror, or at the end of an escalation. */
  isHubsClosing: boolean;
  /** It is the HQ lead of the trail that the branch lead is in. */
  isOfTrail: boolean;
  hasContact: boolean;
}

export interface OpeningSeen {
  /** The branch lead, read now; null: it is gone, or no longer in the escalation pipeline. */
  branch: { place: StageRef; ownerId: number } | null;
  /** The text of «Комментарий»; null: empty. */
  reason: string | null;
  card: KnownCard | null;
  /** The stage of the branch lead before the escalation. */
  from: StageRef | null;
  branchName: string;
  /** The address of the branch lead. */
  link: string;
}

interface OpeningRules {
  intakePipelineId: number;
  handedOver: StageRef;
  /** The first stage of HQ's escalation pipeline. */
  first: StageRef;
}

type Opening =
  /** The branch lead is somewhere else by now: there is nothing to do. */
  | { kind: 'drop' }
  /** The HQ card cannot be moved: a person has to. */
  | { kind: 'blocked'; problem: Message; cardId: number }
  | { kind: 'return'; acts: Act[] }
  /** `cardFrom`: where the card goes again afterwards; null for one that is made, or was made for an escalation. */
  | { kind: 'open'; cardId: number | null; cardFrom: StageRef | null; acts: Act[] };

/**
 * How an escalation begins. Without a reason the lead goes back to its stage of before, with a task for its owner;
 * where that stage is unknown it stays, with the task. The card that the lead has at HQ moves to the first stage of the
 * escalation pipeline, when it is open in the intake, in that pipeline, or closed by the hub; any other card, and a
 * made card that is handed over because another branch has it, is reported to a person. Without a card at HQ one is
 * made; one that was made without a contact gets it.
 */
export function decideOpening(seen: OpeningSeen, rules: OpeningRules): Opening {
  const { branch, reason, card, from, branchName, link } = seen;
  if (!branch) return { kind: 'drop' };
  if (reason === null) {
    const { pipelineId } = branch.place;
    const back: Act[] = from ? [{ do: 'move', side: 'branch', to: from, from: { pipelineId } }] : [];
    return { kind: 'return', acts: [{ do: 'task', ownerId: branch.ownerId }, ...back] };
  }
  const note: Act = {
    ...{ do: 'note', side: 'hq' },
    text: message('cards.escalation-note', { branch: branchName, reason, link }),
  };
  // eslint-disable-next-line hub/facts-of-messages -- The card at HQ is named when the note is written: it may be made until then.
  const sent: Act = { do: 'note', side: 'branch', text: message('cards.escalation-sent') };
  if (!card)
    return {
      kind: 'open',
      cardId: null,
      cardFrom: null,
      acts: [{ do: 'contact' }, { do: 'card' }, note, sent],
    };
  const { place, leadId } = card;
  const isClosed = closingStatusIds.includes(place.statusId);
  if (!mayMove(card, isClosed, rules)) {
    const problem = message(
      isClosed ? 'failures.escalation-card-closed' : 'failures.escalation-card-elsewhere',
      {
        leadId: String(leadId),
      },
    );
    return { kind: 'blocked', problem, cardId: leadId };
  }
  const { first } = rules;
  const isThere = sameStage(place, first);
  const move: Act[] = isThere ? [] : [{ do: 'move', side: 'hq', to: first, from: place }];
  const client: Act[] = card.isOfTrail || card.hasContact ? [] : [{ do: 'contact' }, { do: 'link' }];
  const isBackable = !isClosed && place.pipelineId !== first.pipelineId;
  const cardFrom = card.isOfTrail ? (isBackable ? place : rules.handedOver) : null;
  return { kind: 'open', cardId: leadId, cardFrom, acts: [...move, ...client, note, sent] };
}

function mayMove(
  { place, isHubsClosing, isOfTrail }: KnownCard,
  isClosed: boolean,
  rules: OpeningRules,
): boolean {
  const { handedOver, intakePipelineId, first } = rules;
  if (sameStage(place, handedOver)) return isOfTrail;
  if (isClosed) return isHubsClosing;
  return place.pipelineId === intakePipelineId || place.pipelineId === first.pipelineId;
}
