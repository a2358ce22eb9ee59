import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** What a person may call an account by. */
export interface AccountNames {
  readonly accountId: string;
  readonly host: string;
  readonly name: string;
  /** Its reference group; null is the common one. */
  readonly groupId: string | null;
}

/** What a person may call a release by. */
export interface ReleaseNames {
  readonly id: string;
  readonly number: number;
  readonly groupId: string | null;
  /** Whether it is the `latest` of its group: the hub's rule, which prefers a reference account to blueprints. */
  readonly isLatest: boolean;
}

/** Among which releases `latest` is looked for; `all` where nothing says a group. */
export type Group = Pick<ReleaseNames, 'groupId'> | 'all';

/** Whether the words are an id as the hub gives them. */
export function isId(words: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(words);
}

/**
 * The account that is meant: by id, host, the host's first part, or name. Throws a `CliError` when there is none, or
 * several of one name: no guess may choose where a plan goes.
 */
export function chooseAccount<A extends AccountNames>(words: string, accounts: readonly A[]): A {
  const wanted = words.toLowerCase();
  const exact = accounts.filter(
    ({ accountId, host }) => accountId === wanted || host === wanted || host.split('.')[0] === wanted,
  );
  const found = exact.length > 0 ? exact : accounts.filter(({ name }) => name.toLowerCase() === wanted);
  const [account, ...others] = found;
  if (!account) throw new CliError(message('cli.no-such-account', { words }));
  if (others.length > 0)
    throw new CliError(message('cli.several-accounts', { words, hosts: found.map(({ host }) => host) }));
  return account;
}

/** Whether `latest` among the releases of `group` is this one. */
export function isLatestOf(
  { groupId, isLatest }: Pick<ReleaseNames, 'groupId' | 'isLatest'>,
  group: Group,
): boolean {
  return isLatest && (group === 'all' || groupId === group.groupId);
}

/**
 * The release that is meant: `latest` of its group, its number or its id. Throws a `CliError` when there is none, and for
 * the `latest` of several groups: no guess may choose whose release is taken.
 */
export function chooseRelease<R extends ReleaseNames>(
  words: string,
  releases: readonly R[],
  group: Group = 'all',
): R {
  const groups = new Set(releases.map(({ groupId }) => groupId));
  if (words === 'latest' && group === 'all' && groups.size > 1)
    throw new CliError(message('cli.several-groups'));
  const release =
    words === 'latest'
      ? releases.find((one) => isLatestOf(one, group))
      : releases.find(
          ({ id, number }) => id === words.toLowerCase() || String(number) === words.replace(/^#/, ''),
        );
  if (!release) throw new CliError(message('cli.no-such-release', { words }));
  return release;
}
