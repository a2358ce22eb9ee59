import { checksum } from '../configuration/configuration.js';
import type { Json } from '../configuration/json.js';
import type { Attributes } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { ownMark } from '../kind/placeholder.js';
import { namedByBranch } from '../kind/uses-of-branch.js';
import { isRemoval, type Change, type Plan, type Reason, type Risk } from '../plan/plan.js';

/**
 * A plan without what differs between accounts for which it does the same: ids, the attributes of an object that is
 * removed, and the name of the branch that has its target there.
 */
export function portable<T extends Pick<Plan, 'changes'>>(plan: T): T {
  return { ...plan, changes: plan.changes.map(portableChange) };
}

function portableChange(change: Change): Change {
  const { before, after, reason, risks } = change;
  return {
    ...change,
    branchId: null,
    before: isRemoval(change) ? null : withoutIds(before),
    after: withoutIds(after),
    reason: reason && portableReason(reason),
    risks: risks.map((risk) => (risk.by === namedByBranch ? { ...risk, name: '' } : risk)),
  };
}

function portableReason({ code, facts }: Reason): Reason {
  const own = { ...('ids' in facts && { ids: 'ID' }), ...(facts.by === namedByBranch && { name: '' }) };
  return { code, facts: { ...facts, ...own } };
}

function withoutIds(attributes: Attributes | null): Attributes | null {
  const own = (value: Json): Json =>
    typeof value === 'string' && value.startsWith(ownMark)
      ? ownMark
      : Array.isArray(value)
        ? (value as readonly Json[]).map(own)
        : value;
  return (
    attributes && Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, own(value)]))
  );
}

/** Steps for people are not compared: no plan does them, and each branch has ticked off others. */
export const isCompared = ({ kind }: Change): boolean => !kindOf(kind).isStep;

const withoutCount = ({ code, facts: { count: _count, ...facts } }: Reason) => ({ code, facts });

/** What a change does, without the ids and counts of the account it is for. */
function contentOf(change: Change) {
  const { action, kind, key, within, before, after, moved, migrateTo, reason, risks } =
    portableChange(change);
  return {
    ...{ action, kind, key, within, before, after, moved, migrateTo },
    reason: reason && withoutCount(reason),
    risks: risks.map(contentOfRisk),
  };
}

/** How much goes along with an object is what the plan does; how many cards are touched is the account's. */
const contentOfRisk = ({ code, count, by, name }: Risk) => ({
  ...{ code, by: by ?? null, name: name ?? null },
  ...(code === 'takes-along' && { count }),
});

/** Checksum over what a plan does: plans of many accounts that say the same to a person have the same. */
export function planContent({ changes, unread = [] }: Pick<Plan, 'changes' | 'unread'>): string {
  return checksum({ changes: changes.filter(isCompared).map(contentOf), unread });
}

/** How a plan differs from another by what it does: its own changes, and those of the other that it lacks. */
export function contentDifference(
  plan: Pick<Plan, 'changes'>,
  other: Pick<Plan, 'changes'>,
): { own: Change[]; lacking: Change[] } {
  const sums = (changes: readonly Change[]) =>
    new Map(changes.filter(isCompared).map((change) => [checksum(contentOf(change)), change]));
  const [mine, theirs] = [sums(plan.changes), sums(other.changes)];
  return {
    own: [...mine].filter(([sum]) => !theirs.has(sum)).map(([, change]) => change),
    lacking: [...theirs].filter(([sum]) => !mine.has(sum)).map(([, change]) => change),
  };
}
