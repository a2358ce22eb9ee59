import type { ReleaseView } from '@hub/contracts';
import {
  chooseAccount,
  chooseRelease,
  isId,
  isLatestOf,
  type AccountNames,
  type Group,
} from './choose-one.js';
import type { HubApi } from './hub-api.js';

/** The account that is meant. Throws a `CliError` when it is not certain which. */
export async function findAccount(hub: HubApi, words: string): Promise<AccountNames> {
  return chooseAccount(words, await readAll<AccountNames>(hub, 'accounts'));
}

/** The release that is meant; `latest` is what the hub brings the accounts of the group to. Throws a `CliError` when there is none. */
export async function findRelease(hub: HubApi, words: string, group: Group): Promise<ReleaseView> {
  if (isId(words)) return hub.get<ReleaseView>(`releases/${words}`);
  const isMeant = (release: ReleaseView) =>
    words === 'latest' && group !== 'all' && isLatestOf(release, group);
  return chooseRelease(words, await readUntil<ReleaseView>(hub, 'releases', isMeant), group);
}

/** Every row of a list, page by page. */
export function readAll<T>(
  hub: HubApi,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<T[]> {
  return readUntil<T>(hub, path, () => false, query);
}

/** The rows of a list up to the page with the first one that `isLast` accepts. */
async function readUntil<T>(
  hub: HubApi,
  path: string,
  isLast: (row: T) => boolean,
  query: Readonly<Record<string, string>> = {},
): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const page: { items: T[]; nextCursor: string | null } = await hub.get(path, {
      ...{ ...query, limit: '100', cursor },
    });
    rows.push(...page.items);
    cursor = page.items.some(isLast) ? undefined : (page.nextCursor ?? undefined);
  } while (cursor !== undefined);
  return rows;
}
