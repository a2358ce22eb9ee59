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
  /** Deals and cards that its plans touch, of all its accounts together. */
  readonly touched: readonly TouchedSum[];
}

/** As many accounts of a group are named. */
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
      const all = members.flatMap(({ objections }) => objections);
      const objections = withSumsOf(all);
      const names = members.slice(0, named).map(({ name }) => name);
      const touched = sumTouched(members.map((member) => member.touched));
      return [{ content, planId, accounts: members.length, names, counts, objections, touched }];
    });
}

/** Objections that say the same but for their counts are one, with the sum. */
function withSumsOf(objections: readonly Message[]): Message[] {
  const sums = new Map<string, Message>();
  for (const objection of objections) {
    const { count, ...others } = objection.facts;
    const sort = JSON.stringify([objection.key, 'count' in objection.facts ? others : null]);
    const before = sums.get(sort)?.facts.count;
    const isSum = typeof before === 'number' && typeof count === 'number';
    sums.set(
      sort,
      isSum ? { ...objection, facts: { ...objection.facts, count: before + count } } : objection,
    );
  }
  return [...sums.values()];
}
