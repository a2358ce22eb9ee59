import type { AmoClient } from './amo-client.js';
import { flag, int, name, neverEmpty, or, orNull, shape, text, type Read } from './read-value.js';
import { readCard } from './read-card.js';
import { readAll } from './read-pages.js';

const user = shape({
  id: int,
  /** A user who was invited and never signed in may have none. */
  name,
  email: or(text, ''),
  lang: orNull(text),
  rights: or(
    shape({
      /** Null where amoCRM shows no rights: that is no "no". */
      is_admin: orNull(flag),
      is_active: or(flag, true),
      is_free: or(flag, false),
      group_id: orNull(int),
      role_id: orNull(int),
    }),
    { is_admin: null, is_active: true, is_free: false, group_id: null, role_id: null },
  ),
});

export type AmoUser = Read<typeof user>;

/**
 * The users of the account, and how many of them cannot be read. Admin rights needed; external
 * integrations get `Forbidden` (configuration 5.2). Throws `UnexpectedAnswer` for none: somebody has given the consent.
 */
export async function listUsers(amo: AmoClient): Promise<{ users: AmoUser[]; unreadable: number }> {
  let unreadable = 0;
  const onUnreadable = () => {
    unreadable += 1;
  };
  const path = '/api/v4/users';
  const users = await readAll(amo, { path, key: 'users', read: user, onUnreadable });
  return { users: neverEmpty(users, path), unreadable };
}

/** One user, or null when the account has no such user. Throws `Forbidden` where users may not be read. */
export async function findUser(amo: AmoClient, id: number): Promise<AmoUser | null> {
  const body = await readCard(amo, { path: `/api/v4/users/${id}` });
  return body === undefined ? null : user(body, 'user');
}
