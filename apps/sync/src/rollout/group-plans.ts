import type { Message } from '@hub/messages';
import { sumTouched, type TouchedAccount, type TouchedSum } from './sum-touched.js';
import type { Counts } from '../plan/plan.js';

/** What grouping needs of one account's plan. */
export interface PlannedAccount {
  readonly name: string;
  readonly content: string;
  readonly planId: string;
  readonly counts: Counts;
  readonly objections: readonly Message[];
  readonly irrevocable: readonly Message[];
  readonly touched: TouchedAccount;
}

export interface Group {
  readonly content: string;
  readonly planId: string;
  readonly accounts: number;
  /** The first ones, in the order of the waves. */
  readonly names: readonly string[];
  readonly counts: Counts;
  /** Of all its plans, one of each sort with counts added up: equal changes may be a large share of a small branch only. */
  readonly objections: readonly Message[];
  /** What its plans do not bring back, with counts added up. */
  readonly irrevocable: readonly Message[];
  /** Deals and cards that its plans touch, of all its accounts together. */
  readonly touched: readonly TouchedSum[];
}

/** The most accounts of a group that are named. */
const named = 20;

/** Accounts with equal plans together, the largest group first; of equally large ones the earlier. */
export function groupPlans(accounts: readonly PlannedAccount[]): Group[] {
  const groups = new Map<string, PlannedAccount[]>();
  for (const account of accounts)
    groups.set(account.content, [...(groups.get(account.content) ?? []), account]);
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([content, members]) => {
      const [first] = members;
      if (!first) return [];
      const { planId, counts } = first;
      const all = members.flatMap((member) => member.objections);
      const objections = withSumsOf(all, ({ facts }) => 'count' in facts);
      const lost = members.flatMap((member) => member.irrevocable);
      const irrevocable = withSumsOf(lost, () => true);
      const names = members.slice(0, named).map(({ name }) => name);
      const touched = sumTouched(members.map((member) => member.touched));
      return [{ content, planId, accounts: members.length, names, counts, objections, irrevocable, touched }];
    });
}

/** Messages that say the same but for their counts are one, with the sum; those of one key where facts do not matter. */
function withSumsOf(said: readonly Message[], factsMatter: (one: Message) => boolean): Message[] {
  const sums = new Map<string, Message>();
  for (const one of said) {
    const { count, ...others } = one.facts;
    const sort = JSON.stringify([one.key, factsMatter(one) ? others : null]);
    const before = sums.get(sort)?.facts.count;
    const isSum = typeof before === 'number' && typeof count === 'number';
    sums.set(sort, isSum ? { ...one, facts: { ...one.facts, count: before + count } } : one);
  }
  return [...sums.values()];
}
