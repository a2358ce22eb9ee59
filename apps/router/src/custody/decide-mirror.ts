import type { StageRef } from '@hub/contracts';
import { message, type Fact, type Message } from '@hub/messages';
import { lostStatusId, wonStatusId } from '../rule/closing-status-ids.js';
import { sameStage } from '../rule/same-stage.js';
import type { Outcome } from './outcome-of.js';

/** The HQ lead fields that show the branch lead, by code (`blueprints/franchise.yaml`). */
export const mirrorCodes = {
  stage: 'HUB_BRANCH_STAGE',
  owner: 'HUB_BRANCH_OWNER',
  result: 'HUB_BRANCH_RESULT',
  price: 'HUB_BRANCH_PRICE',
} as const;
type Shown = keyof typeof mirrorCodes;

/** The branch lead as the journal has it, with names as people read them; a name is null when it is unknown. */
export interface BranchSeen {
  status: Outcome;
  stage: string | null;
  owner: string | null;
  ownerId: number;
  price: number;
  /** Why it was lost, by name; null: no reason was given, or its account does not let its names be read. */
  lossReason: string | null;
  /** The id of a reason whose name cannot be read. */
  unreadReasonId: number | null;
}

/** The HQ side. */
export interface HqSeen {
  /** Codes of its lead fields. */
  codes: ReadonlySet<string>;
  /** Ids of its loss reasons, by name; null: they cannot be read. */
  lossReasons: ReadonlyMap<string, number> | null;
  /** Its lead as the journal has it; null: not seen since the hub moved it last, by the hand-over or an outcome. */
  lead: (StageRef & { isGone: boolean }) | null;
  /** Another HQ lead of the branch's deal, which counts as the one that is won; null: none. */
  countsAs: number | null;
}

export interface MirrorRules {
  intakePipelineId: number;
  handedOverStatusId: number;
  /** Where the rules by which the lead was handed over put it; missing: where these do. */
  handedOverTo?: StageRef;
  /** Whether the outcome closes the HQ lead. */
  closesHqLead: boolean;
}

/** What was last written to the HQ lead. */
export interface Mirrored {
  values: Partial<Record<Shown, string | number>>;
  /** How the hub has closed the HQ lead; null: it is open, or a person has closed it. */
  closedAs: 'won' | 'lost' | null;
  /** amoCRM's second of the hub's last move of the HQ lead; null: it has not moved it, or the answer did not say. */
  movedAt: number | null;
  /** How a write whose answer is not known was to close the HQ lead; missing or null: no such write. */
  tried?: 'won' | 'lost' | null;
}

/** Nothing was written yet. */
export const untouched: Mirrored = { values: {}, closedAs: null, movedAt: null };

/** The change of the HQ lead; what is missing stays. */
export interface MirrorPatch {
  values: Partial<Record<Shown, string | number>>;
  move: StageRef | null;
  lossReasonId: number | null;
}

export interface MirrorDecision {
  /** Null: the HQ lead shows it all. */
  patch: MirrorPatch | null;
  /** What is recorded before the patch is written: its answer may be lost. */
  begun: Mirrored;
  written: Mirrored;
  leftOut: Fact[];
  /** The HQ lead is not won, because another one of the same deal is: to be decided again. */
  isOutcomeLate: boolean;
}

const longestText = 255;

/**
 * What is to be written to the HQ lead, given what was written last: nothing that it shows already, which ends echoes.
 * The branch's price has a field of its own and never becomes the HQ lead's, so that no revenue counts twice. A lead that a
 * person has closed or taken elsewhere at HQ stays where it is, and of several HQ leads of one deal one is won. `say` gives
 * the words of the result.
 */
export function decideMirror(
  branch: BranchSeen,
  hq: HqSeen,
  { rules, written, say }: { rules: MirrorRules; written: Mirrored | null; say: (result: Message) => string },
): MirrorDecision {
  const before = written ?? untouched;
  if (hq.lead?.isGone)
    return {
      patch: null,
      begun: before,
      written: before,
      leftOut: [message('custody.hq-gone')],
      isOutcomeLate: false,
    };
  const shown = shownOf(branch, say, before);
  const leftOut: Fact[] = [];
  const values: MirrorPatch['values'] = {};
  for (const [name, value] of Object.entries(shown) as [Shown, string | number | null][]) {
    const code = mirrorCodes[name];
    if (name === 'owner' && branch.owner === null) leftOut.push(message('custody.no-owner'));
    if (value === null && name !== 'owner') leftOut.push(message('custody.no-stage'));
    if (value === null) continue;
    if (!hq.codes.has(code)) leftOut.push(message('custody.no-field', { code }));
    else if (before.values[name] !== value) values[name] = value;
  }
  const tried = before.tried ?? null;
  const closedAs = tried !== null && isClosedAs(hq.lead, rules, tried) ? tried : before.closedAs;
  const closing = decideClosing(branch, hq, rules, { closedAs, tried });
  leftOut.push(...closing.leftOut);
  const { status, unreadReasonId: id } = branch;
  if (status === 'lost' && id !== null)
    leftOut.push(message('custody.loss-reason-unread', { id: String(id) }));
  const isEmpty = Object.keys(values).length === 0 && closing.move === null;
  return {
    patch: isEmpty ? null : { values, move: closing.move, lossReasonId: closing.lossReasonId },
    begun: { ...before, closedAs, tried: closing.move === null ? tried : closing.closedAs },
    written: {
      ...before,
      values: { ...before.values, ...values },
      closedAs: closing.closedAs,
      tried: null,
    },
    leftOut,
    isOutcomeLate: closing.isOutcomeLate ?? false,
  };
}

function shownOf(
  branch: BranchSeen,
  say: (result: Message) => string,
  { values: before }: Mirrored,
): Record<Shown, string | number | null> {
  const { status, lossReason } = branch;
  const result =
    status === 'lost' && lossReason !== null
      ? message('cards.result-lost-why', { reason: lossReason })
      : message(`cards.result-${status}`);
  return {
    stage: branch.stage && branch.stage.slice(0, longestText),
    // HQ must not go on naming the former owner.
    owner:
      branch.owner === null && before.owner !== undefined
        ? say(message('cards.owner-unnamed', { id: String(branch.ownerId) }))
        : branch.owner && branch.owner.slice(0, longestText),
    result: say(result).slice(0, longestText),
    price: branch.price,
  };
}

interface Closing {
  move: MirrorPatch['move'];
  lossReasonId: number | null;
  closedAs: Mirrored['closedAs'];
  leftOut: Fact[];
  isOutcomeLate?: boolean;
}

function decideClosing(
  { status, lossReason }: BranchSeen,
  hq: HqSeen,
  rules: MirrorRules,
  { closedAs, tried }: Pick<Required<Mirrored>, 'closedAs' | 'tried'>,
): Closing {
  const stays: Closing = { move: null, lossReasonId: null, closedAs, leftOut: [] };
  if (!rules.closesHqLead || status === 'gone') return stays;
  if (status === 'open') {
    // A write whose answer was lost may have closed it, although the journal has not seen that yet.
    if (closedAs === null && tried === null) return stays;
    const isAsLeft = isWhereHubLeft(hq.lead, rules, closedAs ?? tried);
    const move = { pipelineId: rules.intakePipelineId, statusId: rules.handedOverStatusId };
    return { ...stays, closedAs: null, move: isAsLeft ? move : null };
  }
  if (closedAs === status) return stays;
  if (!isWhereHubLeft(hq.lead, rules, closedAs)) {
    const isClosed = hq.lead !== null && isClosing(hq.lead.statusId);
    return { ...stays, leftOut: [message(isClosed ? 'custody.hq-closed' : 'custody.hq-moved')] };
  }
  if (status === 'won' && hq.countsAs !== null)
    return {
      ...stays,
      isOutcomeLate: true,
      leftOut: [message('custody.one-deal', { leadId: String(hq.countsAs) })],
    };
  const move = { pipelineId: hq.lead?.pipelineId ?? rules.intakePipelineId, statusId: statusOf(status) };
  const lossReasonId =
    status === 'lost' && lossReason !== null ? (hq.lossReasons?.get(lossReason) ?? null) : null;
  const isReasonLost = status === 'lost' && lossReason !== null && lossReasonId === null;
  const why = hq.lossReasons ? 'no-loss-reason' : 'loss-reasons-unread';
  const leftOut = isReasonLost ? [message(`custody.${why}`, { reason: lossReason })] : [];
  return { move, lossReasonId, closedAs: status, leftOut };
}

/** In the handed-over stage, or closed by the hub from there. A lead that is not known is taken to be there. */
function isWhereHubLeft(lead: HqSeen['lead'], rules: MirrorRules, closedAs: Mirrored['closedAs']): boolean {
  if (lead === null || (closedAs !== null && isClosedAs(lead, rules, closedAs))) return true;
  return stagesOf(rules).some((stage) => sameStage(lead, stage));
}

/** Whether the HQ lead is known to be in the stage into which the hub's write of this outcome moves it. */
function isClosedAs(lead: HqSeen['lead'], rules: MirrorRules, outcome: 'won' | 'lost'): boolean {
  if (lead?.statusId !== statusOf(outcome)) return false;
  return stagesOf(rules).some(({ pipelineId }) => lead.pipelineId === pipelineId);
}

function stagesOf({ intakePipelineId: pipelineId, handedOverStatusId: statusId, handedOverTo }: MirrorRules) {
  return [{ pipelineId, statusId }, ...(handedOverTo ? [handedOverTo] : [])];
}

/** Whether the hub has closed the HQ lead, which is in this stage now; a write whose answer was lost counts. */
export function isHubsClosing(written: Mirrored | null, statusId: number): boolean {
  if (!written) return false;
  return written.closedAs !== null || (written.tried != null && statusOf(written.tried) === statusId);
}

const statusOf = (outcome: 'won' | 'lost'): number => (outcome === 'won' ? wonStatusId : lostStatusId);
const isClosing = (statusId: number): boolean => statusId === wonStatusId || statusId === lostStatusId;
