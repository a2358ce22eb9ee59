import { checksum } from '../configuration/configuration.js';
import type { Change, Plan, Reason } from '../plan/plan.js';

const withoutCount = ({ code, facts: { count: _count, ...facts } }: Reason) => ({ code, facts });

/** What a change does, without the ids and counts of the account it is for. */
function contentOf({ action, kind, key, within, before, after, moved, migrateTo, reason, risks }: Change) {
  return {
    ...{ action, kind, key, within, before, after, moved, migrateTo },
    reason: reason && withoutCount(reason),
    risks: risks.map(({ code, by, name }) => ({ code, by: by ?? null, name: name ?? null })),
  };
}

/** Checksum over what a plan does: plans of many accounts that say the same to a person have the same. */
export function planContent({ changes, unread = [] }: Pick<Plan, 'changes' | 'unread'>): string {
  return checksum({ changes: changes.map(contentOf), unread });
}

/** How a plan differs from another by what it does: its own changes, and those of the other that it lacks. */
export function contentDifference(
  plan: Pick<Plan, 'changes'>,
  other: Pick<Plan, 'changes'>,
): { own: Change[]; lacking: Change[] } {
  const sums = (changes: readonly Change[]) =>
    new Map(changes.map((change) => [checksum(contentOf(change)), change]));
  const [mine, theirs] = [sums(plan.changes), sums(other.changes)];
  return {
    own: [...mine].filter(([sum]) => !theirs.has(sum)).map(([, change]) => change),
    lacking: [...theirs].filter(([sum]) => !mine.has(sum)).map(([, change]) => change),
  };
}
