import type { DuplicateControl } from '@hub/accounts';
import { checkCrossing, type CrossingFacts } from './check-crossing.js';
import { checkSettings, type SettingsFacts } from './check-settings.js';
import { decideRoom, type RoomFacts } from './decide-room.js';
import { said, type Check, type Verdict } from './preflight-check.js';

/** What was read from the account; `null` where it could not be read, with the reason beside it. */
export interface PreflightFacts extends RoomFacts, SettingsFacts, CrossingFacts {
  fields: RoomFacts['fields'];
  needs: RoomFacts['needs'];
  uses: SettingsFacts['uses'];
  /** The hub's clock minus amoCRM's, in seconds. */
  skewSeconds: number | null;
  duplicateControl: DuplicateControl;
  timeZone: string;
  account: {
    timeZone: string | null;
    isApiFilterEnabled: boolean | null;
    currentUserId: number | null;
  } | null;
  users: { id: number; isAdmin: boolean }[] | null;
  /** Users whose rows could not be read. */
  unreadableUsers: number;
  /** `isOwn`: the hub's, with a secret that it knows. */
  webhooks: { isOwn: boolean; isDisabled: boolean }[] | null;
  refusal: 'unpaid' | 'blocked' | 'unreachable' | null;
}

/** Most webhooks of an account. Sheet: configuration 1.5. */
const webhookRoom = 100;
/** Beyond this, daily limits and consent links are judged by a wrong clock. */
const mostSkewSeconds = 30;

/** Judges an account before it is worked with. Each check stands alone; nothing is guessed where nothing was read. */
export function decidePreflight(facts: PreflightFacts): Check[] {
  return [
    reachable(facts),
    tariff(facts),
    admin(facts),
    users(facts),
    filter(facts),
    webhooks(facts),
    ...decideRoom(facts),
    checkSettings(facts),
    ...checkCrossing(facts),
    ...duplicates(facts),
    clock(facts),
    timeZone(facts),
  ];
}

/** The worst of all; `unknown` counts less than a warning. */
export function worstVerdict(checks: readonly Check[]): Verdict {
  const order: Verdict[] = ['failure', 'warning', 'unknown', 'ok'];
  return order.find((verdict) => checks.some((one) => one.verdict === verdict)) ?? 'ok';
}

function reachable({ account, refusal }: PreflightFacts): Check {
  if (refusal) return said('reachable', 'failure', refusal);
  return account ? said('reachable', 'ok', 'ok') : said('reachable', 'unknown', 'unknown');
}

function admin({ account, users: all }: PreflightFacts): Check {
  const me = all?.find(({ id }) => id === account?.currentUserId);
  if (!all || !me) return said('admin', 'unknown', 'unknown');
  return me.isAdmin ? said('admin', 'ok', 'ok') : said('admin', 'failure', 'missing');
}

function tariff({ account, refusal, webhooks: all }: PreflightFacts): Check {
  if (refusal === 'unpaid') return said('tariff', 'failure', 'unpaid');
  if (!account) return said('tariff', 'unknown', 'unknown');
  return all ? said('tariff', 'ok', 'ok') : said('tariff', 'warning', 'small');
}

/** What was not read of an account that does not answer is unknown; of one that does, it is closed to the hub. */
function users({ account, users: all, unreadableUsers: unread }: PreflightFacts): Check {
  if (all && unread > 0) return said('users', 'warning', 'some', { count: all.length, unread });
  if (all) return said('users', 'ok', 'ok', { count: all.length });
  return account ? said('users', 'warning', 'unreadable') : said('users', 'unknown', 'unknown');
}

function filter({ account }: PreflightFacts): Check {
  if (account?.isApiFilterEnabled == null) return said('filter', 'unknown', 'unknown');
  return account.isApiFilterEnabled ? said('filter', 'ok', 'ok') : said('filter', 'warning', 'off');
}

function webhooks({ account, webhooks: all }: PreflightFacts): Check {
  if (!all)
    return account ? said('webhooks', 'warning', 'unreadable') : said('webhooks', 'unknown', 'unknown');
  const own = all.find(({ isOwn }) => isOwn);
  if (own?.isDisabled) return said('webhooks', 'failure', 'disabled');
  if (own) return said('webhooks', 'ok', 'ok');
  const free = webhookRoom - all.length;
  return free > 0
    ? said('webhooks', 'warning', 'missing', { free })
    : said('webhooks', 'failure', 'full', { count: all.length });
}

/** Leads are created in branches only. */
function duplicates({ roles, duplicateControl }: PreflightFacts): Check[] {
  if (!roles.includes('branch')) return [];
  const verdict = duplicateControl === 'unknown' ? 'unknown' : 'ok';
  return [said('duplicates', verdict, duplicateControl)];
}

function clock({ skewSeconds: skew }: PreflightFacts): Check {
  if (skew === null) return said('clock', 'unknown', 'unknown');
  const seconds = Math.abs(skew);
  return seconds > mostSkewSeconds
    ? said('clock', 'warning', 'skewed', { seconds })
    : said('clock', 'ok', 'ok');
}

function timeZone({ account, timeZone: ours }: PreflightFacts): Check {
  if (!account?.timeZone) return said('timeZone', 'unknown', 'unknown');
  const values = { theirs: account.timeZone, ours };
  return account.timeZone === ours
    ? said('timeZone', 'ok', 'ok', values)
    : said('timeZone', 'warning', 'differs', values);
}
