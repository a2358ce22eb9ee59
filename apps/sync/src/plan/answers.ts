import { message, type Message, type NameIn } from '@hub/messages';
import { textOf } from '../configuration/json.js';
import type { Change, ReasonCode } from './plan.js';
import { escaped, quoted } from './quoted.js';

type Answer = NameIn<'answers'>;

/** What a person can do about a reason, the likeliest first. */
const answersTo: Readonly<Record<ReasonCode, readonly Answer[]>> = {
  'ambiguous-name': ['adopt', 'except'],
  'near-twin': ['adopt', 'create', 'except'],
  'maybe-made': ['adopt', 'create', 'except'],
  'type-differs': ['again', 'except'],
  'type-replaced': ['again', 'except'],
  'code-differs': ['adopt', 'except'],
  'code-built-in': ['except'],
  'code-taken': ['adopt', 'except'],
  archived: ['again', 'except'],
  'parent-blocked': [],
  'reference-blocked': [],
  'reference-excepted': ['end-exception', 'except'],
  'limit-pipelines': ['again', 'except'],
  'limit-stages': ['again', 'except'],
  'limit-fields': ['again', 'except'],
  'not-counted': ['again'],
  'needs-target': ['move'],
  'requests-wait': ['again'],
  'target-unknown': ['move'],
  'holds-own-objects': ['again'],
  'holds-excepted': ['again'],
  'in-use': ['again'],
  'last-of-its-kind': ['again'],
  'not-writable': ['again', 'except'],
  'not-deletable': ['again', 'except'],
  'not-readable': ['tick'],
  'by-hand': ['tick'],
};

/** What answers name beside the change. */
export interface AskedBy {
  readonly planId: string;
  readonly accountId: string;
  readonly releaseId: string;
  /** Options that ask for the same plan again (`askAgain`). */
  readonly again: string;
  /** Whether the plan is about chosen objects: what those wait for may ask its question in the whole plan only. */
  readonly isNarrowed?: boolean;
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
  const { planId, accountId, releaseId, again, isNarrowed = false, isOfRollout = false } = by;
  const { exception = '' } = reason.facts;
  const what = quoted(`${kind}:${key}`);
  const facts = { planId, accountId, releaseId, again, what, exception, id: id === '' ? 'ID' : id };
  const isElsewhere = isNarrowed && reason.code === 'reference-blocked';
  return (isElsewhere ? (['whole'] as const) : answersTo[reason.code]).map((code) => {
    const isForAll = code === 'move' && isOfRollout;
    return {
      code,
      words: isForAll ? moveAll(key, releaseId) : message(`answers.${code}`, facts),
    };
  });
}

/** How a stage is named for the deals of every account of a rollout to a release; its `=` would end the key. */
export function moveAll(key: string, releaseId: string): Message {
  return message('answers.move-all', { releaseId, key: escaped(key.replaceAll('=', '\\=')) });
}
