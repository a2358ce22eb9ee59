import { ok, type Answer } from '../http/answer.js';
import { withSet } from '../http/query.js';
import type { ApiContext, Route } from '../http/route.js';
import { switchOf, type Account } from '../state/account.js';
import { entityNames } from './entity-names.js';

function timezoneOffset(timezone: string, now: number): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    timeZoneName: 'longOffset',
  }).formatToParts(now * 1000);
  const name = parts.find((one) => one.type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? '+00:00' : name.slice(3);
}

function datetimeSettings(account: Account, now: number): Record<string, string> {
  return {
    date_pattern: 'd.m.Y H:i',
    short_date_pattern: 'd.m.Y',
    short_time_pattern: 'H:i',
    [switchOf(account, 'datetime_settings_key')]: 'd.m.Y',
    time_format: 'H:i:s',
    timezone: account.timezone,
    timezone_offset: timezoneOffset(account.timezone, now),
  };
}

/** The account's list of invoices. */
function invoicesOf({ catalogs }: Account): number | null {
  return [...catalogs.values()].find(({ type }) => type === 'invoices')?.id ?? null;
}

/** Top level keys that come only on request. */
function extras(ctx: ApiContext, wanted: ReadonlySet<string>): Record<string, unknown> {
  if (wanted.size === 0) return {};
  const { account } = ctx;
  const all: Record<string, () => unknown> = {
    amojo_id: () => account.amojo_id,
    uuid: () => account.uuid,
    version: () => 11,
    drive_url: () => `https://drive-b.${account.topLevelDomain}`,
    is_api_filter_enabled: () => account.features.apiFilter,
    entity_names: () => entityNames,
    invoices_settings: () => ({ lang: account.language, invoices_catalog_id: invoicesOf(account) }),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (wanted.has(key) ? [[key, value()]] : [])),
  );
}

function embedded(ctx: ApiContext, wanted: ReadonlySet<string>): Record<string, unknown> {
  if (wanted.size === 0) return {};
  const { account } = ctx;
  const all: Record<string, () => unknown> = {
    amojo_rights: () => ({ can_direct: true, can_create_groups: true }),
    users_groups: () => [...account.userGroups.values()],
    task_types: () => [...account.taskTypes.values()],
    datetime_settings: () => datetimeSettings(account, ctx.now),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (wanted.has(key) ? [[key, value()]] : [])),
  );
}

function show(ctx: ApiContext): Answer {
  return ok(view(ctx, withSet(ctx.query)));
}

function view(ctx: ApiContext, wanted: ReadonlySet<string>): Record<string, unknown> {
  const { account, user } = ctx;
  const inner = embedded(ctx, wanted);
  return {
    id: account.id,
    name: account.name,
    subdomain: account.subdomain,
    created_at: account.created_at,
    created_by: 0,
    updated_at: account.created_at,
    updated_by: 0,
    current_user_id: user.id,
    country: account.country,
    currency: account.currency,
    currency_symbol: account.currency === 'RUB' ? '₽' : '$',
    customers_mode: account.features.customersMode,
    is_unsorted_on: account.features.unsorted,
    mobile_feature_version: 0,
    is_loss_reason_enabled: account.features.lossReasons,
    is_helpbot_enabled: false,
    is_technical_account: false,
    contact_name_display_order: account.contact_name_display_order,
    ...extras(ctx, wanted),
    _links: { self: { href: `${ctx.origin}/api/v4/account` } },
    ...(Object.keys(inner).length > 0 ? { _embedded: inner } : {}),
  };
}

/** Config 2.6. */
export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/account', rights: 'user', handle: show },
];
