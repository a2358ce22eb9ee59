import type { ChangeSubscriber } from '../sandbox.js';
import { queryText } from '../http/query.js';
import type { ApiContext } from '../http/route.js';
import { switchOf, type Account } from '../state/account.js';
import type { EntityBase, EntityType } from '../state/entity.js';

interface Version {
  atMs: number;
  /** Null: removed for good. */
  card: EntityBase | null;
}

/** What the search index of an account will show one day, by kind and id of the card; the oldest version first. */
const versionsOf = new WeakMap<Account, Map<EntityType, Map<number, Version[]>>>();

const kinds: readonly string[] = ['leads', 'contacts', 'companies'];
const isCard = (type: string): type is EntityType => kinds.includes(type);
const lagMs = (account: Account): number => switchOf(account, 'filter_lag_seconds') * 1000;

/** Keeps each card as it is after a change, while the account's lists lag. */
export const rememberVersions: ChangeSubscriber = (sandbox, account, changes) => {
  const lag = lagMs(account);
  if (lag === 0) return;
  const ofAccount = versionsOf.get(account) ?? new Map<EntityType, Map<number, Version[]>>();
  versionsOf.set(account, ofAccount);
  const atMs = sandbox.clock.nowMs();
  for (const { entity } of changes) {
    if (!isCard(entity.type)) continue;
    const card = structuredClone(account[entity.type].get(entity.id) ?? null);
    const versions = ofAccount.get(entity.type) ?? new Map<number, Version[]>();
    ofAccount.set(entity.type, versions);
    const kept = versions.get(entity.id) ?? [];
    const shown = kept.findLastIndex((one) => one.atMs <= atMs - lag);
    versions.set(entity.id, [...kept.slice(Math.max(shown, 0)), { atMs, card }]);
  }
};

/** Whether this list is answered by an index that lags: lists with `filter` or `query` (entities 18.13). */
export function isLagging({ account, query }: ApiContext): boolean {
  if (lagMs(account) === 0) return false;
  return query.filter !== undefined || (queryText(query, 'query') ?? '').trim() !== '';
}

/**
 * The cards as they were so many seconds ago, in the order of ids, with all that were removed for good since, also where
 * `cards` are only some. One that was made since is missing, and so is one whose first change since the switch was set is
 * younger: what it was before is not known.
 */
export function laggingCards<E extends EntityBase>(
  { account, sandbox }: ApiContext,
  type: EntityType,
  cards: ReadonlyMap<number, E>,
): ReadonlyMap<number, E> {
  const seenAt = sandbox.clock.nowMs() - lagMs(account);
  const versions = versionsOf.get(account)?.get(type) ?? new Map<number, Version[]>();
  const removed = [...versions.keys()].filter((id) => !account[type].has(id));
  const shown: [number, E][] = [];
  for (const id of [...cards.keys(), ...removed]) {
    const card = cards.get(id);
    const kept = versions.get(id);
    const version = kept?.findLast(({ atMs }) => atMs <= seenAt);
    if (!kept && card) shown.push([id, card]);
    else if (version?.card) shown.push([id, version.card as E]);
  }
  return new Map(removed.length > 0 ? shown.sort(([a], [b]) => a - b) : shown);
}
