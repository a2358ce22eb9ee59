import { message, type Fact, type Message } from '@hub/messages';
import { groupBy } from '../plan/match-objects.js';

/** What the safety check has against one account's plan. */
export interface ObjectedAccount {
  readonly name: string;
  readonly objections: readonly Message[];
}

interface Raised {
  readonly name: string;
  readonly objection: Message;
}

/** The most accounts of one objection that are named. */
const named = 20;

/**
 * The objections to plans of several accounts, one of each sort: counts added up, shares from the smallest to the
 * largest. Equal changes may be a large share of a small branch only, so each objection names its accounts with their
 * own numbers, the largest first; one that says the same of all of them names none.
 */
export function sumObjections(accounts: readonly ObjectedAccount[]): Message[] {
  const raised = accounts.flatMap(({ name, objections }) =>
    objections.map((objection) => ({ name, objection })),
  );
  const sorts = groupBy(raised, ({ objection }) => sortOf(objection));
  return [...sorts.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const objection = { ...first.objection, facts: summed(members) };
    return accounts.length === 1 || isOfAll(members, accounts.length)
      ? [objection]
      : [message('rollouts.objection-of', { objection, ...whereOf(members) })];
  });
}

/** What it objects to, without numbers and names. */
function sortOf({ key, facts: { count: _count, share: _share, names: _names, ...others } }: Message): string {
  return JSON.stringify([key, others]);
}

function isOfAll(members: readonly Raised[], accounts: number): boolean {
  const words = new Set(members.map(({ objection }) => JSON.stringify(objection.facts)));
  return (
    members.length === accounts &&
    words.size === 1 &&
    !members.some(({ objection }) => 'count' in objection.facts)
  );
}

function summed(members: readonly Raised[]): Message['facts'] {
  const facts = members.map(({ objection }) => objection.facts);
  const numbers = (name: string) => facts.map((one) => one[name]).filter((fact) => typeof fact === 'number');
  const [counts, shares] = [numbers('count'), numbers('share')];
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const names = [...new Set(facts.flatMap((one) => (Array.isArray(one.names) ? (one.names as Fact[]) : [])))];
  return {
    ...facts[0],
    ...(counts.length > 0 && { count: counts.reduce((sum, count) => sum + count, 0) }),
    ...(shares.length > 0 && { share: least === most ? most : `${least}–${most}` }),
    ...(names.length > 0 && { names }),
  };
}

function whereOf(members: readonly Raised[]): { where: string; more: number } {
  const own = members.map(({ name, objection: { facts } }) => {
    const { share, count } = facts;
    if (typeof share === 'number') return { size: share, words: `${name} ${share} %` };
    return typeof count === 'number' ? { size: count, words: `${name} ${count}` } : { size: 0, words: name };
  });
  const largest = own.sort((a, b) => b.size - a.size).slice(0, named);
  return { where: largest.map(({ words }) => words).join(', '), more: members.length - largest.length };
}
