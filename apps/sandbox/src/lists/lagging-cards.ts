import type { ChangeSubscriber } from '../sandbox.js';
import { queryText } from '../http/query.js';
import type { ApiContext } from '../http/route.js';
import { switchOf, type Account } from '../state/account.js';
import type { EntityBase, EntityType } from '../state/entity.js';

interface Version {
  atMs: number;
  card: EntityBase;
}

/** What the search index of an account will show one day, by kind and id of the card; the oldest version first. */
const versionsOf = new WeakMap<Account, Map<string, Version[]>>();

const kinds: readonly string[] = ['leads', 'contacts', 'companies'];
const isCard = (type: string): type is EntityType => kinds.includes(type);
const keyOf = (type: EntityType, id: number): string => `${type} ${id}`;
const lagMs = (account: Account): number => switchOf(account, 'filter_lag_seconds') * 1000;

/** Keeps each card as it is after a change, while the account's lists lag. */
export const rememberVersions: ChangeSubscriber = (sandbox, account, changes) => {
  const lag = lagMs(account);
  if (lag === 0) return;
  const versions = versionsOf.get(account) ?? new Map<string, Version[]>();
  versionsOf.set(account, versions);
  const atMs = sandbox.clock.nowMs();
  for (const { entity } of changes) {
    if (!isCard(entity.type)) continue;
    const card = account[entity.type].get(entity.id);
    if (!card) continue;
    const key = keyOf(entity.type, entity.id);
    const kept = versions.get(key) ?? [];
    const shown = kept.findLastIndex((one) => one.atMs <= atMs - lag);
    versions.set(key, [...kept.slice(Math.max(shown, 0)), { atMs, card: structuredClone(card) }]);
  }
};

/** Whether this list is answered by an index that lags: lists with `filter` or `query` (entities 18.13). */
export function isLagging({ account, query }: ApiContext): boolean {
  if (lagMs(account) === 0) return false;
  return query.filter !== undefined || (queryText(query, 'query') ?? '').trim() !== '';
}

/**
 * The cards as they were so many seconds ago. One that was made since is missing, and so is one whose first change
 * since the switch was set is younger: what it was before is not known.
 */
export function laggingCards<E extends EntityBase>(
  { account, sandbox }: ApiContext,
  type: EntityType,
  cards: ReadonlyMap<number, E>,
): ReadonlyMap<number, E> {
  const seenAt = sandbox.clock.nowMs() - lagMs(account);
  const versions = versionsOf.get(account);
  const shown = new Map<number, E>();
  for (const [id, card] of cards) {
    const kept = versions?.get(keyOf(type, id));
    const version = kept?.findLast(({ atMs }) => atMs <= seenAt);
    if (!kept) shown.set(id, card);
    else if (version) shown.set(id, version.card as E);
  }
  return shown;
}
