import type { EscalationEnd, EscalationState, StageRef } from '@hub/contracts';
import { message } from '@hub/messages';
import { sameStage } from '../rule/same-stage.js';
import type { Act } from './escalation-act.js';
import { lostStatusId, wonStatusId } from '../rule/closing-status-ids.js';

/** The facts about an escalation that has a card at HQ. */
export interface EscalationNow {
  state: Extract<EscalationState, 'delivered' | 'accepted'>;
  /** The stage of the branch lead before the escalation; null: unknown. */
  branchFrom: StageRef | null;
  /** The card is the HQ lead of a trail, and where it was before; null: it was made for an escalation. */
  cardFrom: StageRef | null;
  /** The HQ stage that was reported to the branch last. */
  reportedPlace: StageRef | null;
}

/** Both leads as the journal has them. */
export interface EscalationSeen {
  /** `inside`: open in the branch's escalation pipeline. */
  branch: 'inside' | 'outside' | 'won' | 'lost' | 'gone';
  /** The deal that HQ has already into which the branch lead was merged; null: none. */
  mergedInto: number | null;
  /** The branch pipeline, where it is known. */
  branchPlace: StageRef | null;
  /** Null: the journal has not seen the card since the hub wrote to it last. */
  card: CardSeen | null;
  /** A person has given the card to another owner. */
  hasNewOwner: boolean;
  /** The card was made without a contact, and the branch lead, which has changed since, has one. */
  hasLateContact: boolean;
  /** The branch lead is on its way to another branch. */
  isLeaving: boolean;
  /** Why the lead that was closed last was lost, by name; null: no reason was given. */
  loss: string | null;
}

export interface CardSeen {
  place: StageRef;
  /** `back`: where HQ gives a lead back to its branch. */
  at: 'first' | 'later' | 'back' | 'elsewhere' | 'won' | 'lost' | 'gone';
}

interface EscalationRules {
  /** HQ's escalation pipeline. */
  pipelineId: number;
  /** Whether what becomes of the branch lead closes a card that was made for it. */
  closesHqLead: boolean;
}

type EscalationDecision =
  | { kind: 'stay' }
  /** The acts are carried out, then the escalation gets that state. */
  | { kind: 'go'; state: EscalationNow['state']; acts: Act[] }
  /** The acts are carried out, then it has ended. */
  | { kind: 'end'; as: EscalationEnd; acts: Act[] };

/**
 * Decides the next state of an escalation. Its states: `asked` (opened: `decide-opening.ts`), `delivered` (HQ has the
 * card), `accepted` (somebody at HQ has it), `ending` (acts are left), `ended`. Each side's own lead stays as its
 * people put it: the hub moves a lead only out of the escalation pipeline, and never one that is closed.
 *
 * | seen, first that holds           | becomes          | what is written                                                            |
 * | -------------------------------- | ---------------- | -------------------------------------------------------------------------- |
 * | branch lead leaves for another   | re-routed        | card back to where it was; a card that was made is closed as lost          |
 * | branch lead merged into a given  | withdrawn        | as re-routed, and a note                                                   |
 * | either lead deleted or merged    | gone             | note in the other lead                                                     |
 * | branch lead closed by the branch | closed-in-branch | card of a trail back, the mirror closes it; a made one is closed likewise  |
 * | branch lead out of the pipeline  | withdrawn        | as re-routed, and a note                                                   |
 * | card won or lost                 | won, lost        | branch lead closed likewise, with a note                                   |
 * | card where HQ gives back         | handed-back      | branch lead back to where it was, with a note; card as for re-routed       |
 * | card out of its first stage      | accepted         | note in the branch lead, also for each later stage                         |
 * | card with another owner          | accepted         | note in the branch lead                                                    |
 * | branch lead has got its contact  | as it was        | the contact at HQ, linked to the card                                      |
 *
 * An HQ lead that a person has taken out of the pipeline is accepted as well: it is worked on somewhere else.
 */
export function decideEscalation(
  now: EscalationNow,
  seen: EscalationSeen,
  rules: EscalationRules,
): EscalationDecision {
  if (seen.isLeaving) return { kind: 'end', as: 're-routed', acts: cardBack(now, seen, rules) };
  if (seen.branch === 'gone' && seen.mergedInto !== null) {
    const text = message('cards.escalation-merged', { leadId: String(seen.mergedInto) });
    return {
      kind: 'end',
      as: 'withdrawn',
      acts: [...cardBack(now, seen, rules), { do: 'note', side: 'hq', text }],
    };
  }
  if (seen.branch === 'gone')
    return { kind: 'end', as: 'gone', acts: [noteCard('cards.escalation-branch-gone')] };
  if (seen.branch === 'won' || seen.branch === 'lost') return closedInBranch(now, seen, seen.branch, rules);
  if (seen.branch === 'outside') {
    const acts = [...cardBack(now, seen, rules), noteCard('cards.escalation-withdrawn')];
    return { kind: 'end', as: 'withdrawn', acts };
  }
  const { card } = seen;
  if (card?.at === 'gone')
    return {
      kind: 'end',
      as: 'gone',
      acts: [{ do: 'note', side: 'branch', text: message('cards.escalation-card-gone') }],
    };
  if (card?.at === 'won' || card?.at === 'lost') return closedAtHq(seen, card.at);
  if (card?.at === 'back') return handedBack(now, seen, rules);
  return goOn(now, seen);
}

function goOn(now: EscalationNow, { card, hasNewOwner, hasLateContact }: EscalationSeen): EscalationDecision {
  const isAccepted = card?.at === 'later' || card?.at === 'elsewhere' || hasNewOwner;
  const state = isAccepted ? 'accepted' : now.state;
  const isNew = card !== null && !sameStage(card.place, now.reportedPlace);
  const acts: Act[] = state === now.state && !isNew ? [] : [report(card)];
  if (hasLateContact) acts.push({ do: 'contact' }, { do: 'link' });
  return acts.length === 0 ? { kind: 'stay' } : { kind: 'go', state, acts };
}

function closedAtHq({ card, branchPlace, loss }: EscalationSeen, at: 'won' | 'lost'): EscalationDecision {
  const close: Act[] = branchPlace
    ? [
        {
          ...{ do: 'move', side: 'branch', from: { pipelineId: branchPlace.pipelineId } },
          to: { pipelineId: branchPlace.pipelineId, statusId: at === 'won' ? wonStatusId : lostStatusId },
          loss: at === 'lost' ? loss : null,
        },
      ]
    : [];
  return { kind: 'end', as: at, acts: [...close, report(card)] };
}

function handedBack(now: EscalationNow, seen: EscalationSeen, rules: EscalationRules): EscalationDecision {
  const { branchPlace } = seen;
  const back: Act[] =
    now.branchFrom && branchPlace
      ? [{ do: 'move', side: 'branch', to: now.branchFrom, from: { pipelineId: branchPlace.pipelineId } }]
      : [];
  return {
    kind: 'end',
    as: 'handed-back',
    acts: [...back, report(seen.card), ...cardBack(now, seen, rules)],
  };
}

function closedInBranch(
  now: EscalationNow,
  { card, loss }: EscalationSeen,
  as: 'won' | 'lost',
  rules: EscalationRules,
): EscalationDecision {
  const ends = { kind: 'end', as: 'closed-in-branch' } as const;
  // The mirror closes the card of a trail, in the stage in which it was before.
  if (now.cardFrom) return { ...ends, acts: cardBack(now, { card }, rules) };
  const note = noteCard(as === 'won' ? 'cards.escalation-branch-won' : 'cards.escalation-branch-lost');
  if (!rules.closesHqLead || isOutside(card)) return { ...ends, acts: [note] };
  const { pipelineId } = rules;
  const to = { pipelineId, statusId: as === 'won' ? wonStatusId : lostStatusId };
  const close: Act = {
    ...{ do: 'move', side: 'hq', to, from: { pipelineId } },
    loss: as === 'lost' ? loss : null,
  };
  return { ...ends, acts: [close, note] };
}

/**
 * The card leaves the escalation pipeline: back to its stage of before, or, where it had none, it is closed as lost. A
 * card that people have closed or moved to another pipeline stays.
 */
function cardBack(
  { cardFrom }: Pick<EscalationNow, 'cardFrom'>,
  { card }: Pick<EscalationSeen, 'card'>,
  { pipelineId }: EscalationRules,
): Act[] {
  if (isOutside(card)) return [];
  const from = card?.at === 'back' ? card.place : { pipelineId };
  const to = cardFrom ?? { pipelineId: from.pipelineId, statusId: lostStatusId };
  return [{ do: 'move', side: 'hq', from: { ...from }, to }];
}

/** A card without a reading counts as being where the hub moved it. A move reads the card again before it writes. */
function isOutside(card: CardSeen | null): boolean {
  return card !== null && ['elsewhere', 'won', 'lost', 'gone'].includes(card.at);
}

const report = (card: CardSeen | null): Act => ({ do: 'report', place: card?.place ?? null });

type CardNote = `cards.escalation-${'branch-gone' | 'withdrawn' | 'branch-won' | 'branch-lost'}`;
const noteCard = (key: CardNote): Act => ({ do: 'note', side: 'hq', text: message(key) });
