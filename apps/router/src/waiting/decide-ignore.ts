import type { AssignFacts, AssignRefusal } from './decide-assign.js';

export type IgnoreVerdict =
  | { kind: 'ignore' }
  /** It is ignored by a person already. */
  | { kind: 'ignored' }
  | { kind: 'refuse'; why: AssignRefusal };

/**
 * Whether an operator may leave a lead alone: not one that a branch has or gets, nor the card of a deal that a branch has
 * given to HQ. One in hand may always be, whatever was said of it before its last branch lost it.
 */
export function decideIgnore({
  judged,
  progress,
  isEscalated,
  isInHand,
}: Pick<AssignFacts, 'judged' | 'progress' | 'isEscalated'> & { isInHand: boolean }): IgnoreVerdict {
  if (progress) return { kind: 'refuse', why: progress };
  if (isInHand) return { kind: 'ignore' };
  if (!judged) return { kind: 'refuse', why: 'not-waiting' };
  if (isEscalated) return { kind: 'refuse', why: 'escalated' };
  const isIgnored = judged.kind === 'ignore' && judged.reason?.check === 'operator';
  return { kind: isIgnored ? 'ignored' : 'ignore' };
}
