import type { Message } from '@hub/messages';
import { sumObjections } from './sum-objections.js';
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
  /** The most of each that one of its plans has; steps for people and objects that stay as they are may differ. */
  readonly counts: Counts;
  readonly fewest: Counts;
  /** Of all its plans, one of each sort, with the accounts that it is about. */
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
      const { planId } = first;
      const all = members.map(({ counts }) => counts);
      const [counts, fewest] = [countsBy(Math.max, all), countsBy(Math.min, all)];
      const objections = sumObjections(members);
      const lost = members.flatMap((member) => member.irrevocable);
      const irrevocable = withSumsOf(lost);
      const names = members.slice(0, named).map(({ name }) => name);
      const touched = sumTouched(members.map((member) => member.touched));
      const known = { content, planId, accounts: members.length, names, counts, fewest };
      return [{ ...known, objections, irrevocable, touched }];
    });
}

function countsBy(choose: (...counts: number[]) => number, all: readonly Counts[]): Counts {
  const of = (name: keyof Counts) => choose(...all.map((counts) => counts[name]));
  return {
    ...{ create: of('create'), update: of('update'), delete: of('delete'), adopt: of('adopt') },
    ...{ manual: of('manual'), blocked: of('blocked'), managed: of('managed'), own: of('own') },
  };
}

/** Messages that say the same but for their counts are one, with the sum. */
function withSumsOf(said: readonly Message[]): Message[] {
  const sums = new Map<string, Message>();
  for (const one of said) {
    const { count, ...others } = one.facts;
    const sort = JSON.stringify([one.key, others]);
    const before = sums.get(sort)?.facts.count;
    const isSum = typeof before === 'number' && typeof count === 'number';
    sums.set(sort, isSum ? { ...one, facts: { ...one.facts, count: before + count } } : one);
  }
  return [...sums.values()];
}
