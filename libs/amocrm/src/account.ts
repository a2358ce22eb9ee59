import type { AmoClient } from './amo-client.js';
import { flag, int, list, name, or, orNull, shape, text, type Read } from './read-value.js';

const account = shape({
  id: int,
  name,
  subdomain: orNull(text),
  country: orNull(text),
  current_user_id: orNull(int),
  is_unsorted_on: or(flag, true),
  is_loss_reason_enabled: or(flag, false),
  /** Null when the tariff does not say. Without this paid option amoCRM ignores filters without an error. */
  is_api_filter_enabled: orNull(flag),
  contact_name_display_order: orNull(int),
  _embedded: or(
    shape({
      users_groups: list(shape({ id: int, name })),
      task_types: list(shape({ id: int, name, code: orNull(text) })),
      datetime_settings: orNull(shape({ timezone: orNull(text), timezone_offset: orNull(text) })),
    }),
    { users_groups: [], task_types: [], datetime_settings: null },
  ),
});

export type AmoAccount = Read<typeof account>;

/** The account with its time zone, user groups and task types. Sheet: configuration 2.6. */
export async function readAccount(amo: AmoClient): Promise<AmoAccount> {
  const { body } = await amo.call({
    method: 'GET',
    path: '/api/v4/account',
    query: { with: 'users_groups,task_types,datetime_settings,is_api_filter_enabled' },
  });
  return account(body, 'account');
}
