import type { ReleasePage, ReleaseView } from '@hub/contracts';
import { chooseAccount, chooseRelease, isId, type AccountNames } from './choose-one.js';
import type { HubApi } from './hub-api.js';

/** The account that is meant. Throws a `CliError` when it is not certain which. */
export async function findAccount(hub: HubApi, words: string): Promise<AccountNames> {
  return chooseAccount(words, await readAll<AccountNames>(hub, 'accounts'));
}

/** The release that is meant. Throws a `CliError` when there is none. */
export async function findRelease(hub: HubApi, words: string): Promise<ReleaseView> {
  if (isId(words)) return hub.get<ReleaseView>(`releases/${words}`);
  if (words !== 'latest') return chooseRelease(words, await readAll<ReleaseView>(hub, 'releases'));
  const { items } = await hub.get<ReleasePage>('releases', { limit: '1' });
  return chooseRelease(words, items);
}

/** Every row of a list, page by page. */
export async function readAll<T>(
  hub: HubApi,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const page: { items: T[]; nextCursor: string | null } = await hub.get(path, {
      ...{ ...query, limit: '100', cursor },
    });
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}
