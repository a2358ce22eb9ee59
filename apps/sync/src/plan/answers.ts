import { message, type Message, type NameIn } from '@hub/messages';
import { textOf } from '../configuration/json.js';
import type { Change, ReasonCode } from './plan.js';

type Answer = NameIn<'answers'>;

/** What a person can do about a reason, the likeliest first. */
const answersTo: Readonly<Record<ReasonCode, readonly Answer[]>> = {
  'ambiguous-name': ['adopt', 'except'],
  'near-twin': ['adopt', 'create', 'except'],
  'type-differs': ['again', 'except'],
  'code-differs': ['adopt', 'except'],
  'code-built-in': ['except'],
  'code-taken': ['adopt', 'except'],
  archived: ['again', 'except'],
  'parent-blocked': [],
  'reference-blocked': [],
  'limit-pipelines': ['again', 'except'],
  'limit-stages': ['again', 'except'],
  'limit-fields': ['again', 'except'],
  'not-counted': ['again'],
  'needs-target': ['move'],
  'requests-wait': ['again'],
  'target-unknown': ['move'],
  'holds-own-objects': ['again'],
  'in-use': ['again'],
  'last-of-its-kind': ['again'],
  'not-writable': ['again', 'except'],
  'not-readable': ['tick'],
  'by-hand': ['tick'],
};

/** What answers name beside the change. */
export interface AskedBy {
  readonly planId: string;
  readonly accountId: string;
  /** Whether the plan is one of many that a rollout made. */
  readonly isOfRollout?: boolean;
}

/**
 * How a person answers the question of a change, by REST and by the command line, the likeliest answer first; none for what
 * merely waits for another one, and for what asks nothing.
 */
export function answersOf(change: Change, by: AskedBy): readonly { code: Answer; words: Message }[] {
  const { kind, key, branchId, reason } = change;
  if (!reason) return [];
  const [id = ''] = textOf(reason.facts.ids ?? branchId).split(', ');
  const { planId, accountId, isOfRollout = false } = by;
  const facts = { planId, accountId, what: `${kind}:${key}`, id: id === '' ? 'ID' : id };
  return answersTo[reason.code].map((code) => {
    const isForAll = code === 'move' && isOfRollout;
    return {
      code,
      words: isForAll ? message('answers.move-all', { key }) : message(`answers.${code}`, facts),
    };
  });
}
