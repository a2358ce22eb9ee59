import type { AccountRole, DuplicateControl } from '@hub/accounts';
import { checked, type PreflightCheck, type Verdict } from '@hub/contracts/pure';
import { checkSettings, type SettingsFacts } from './check-settings.js';

/** What was read from the account; `null` where it could not be read, with the reason beside it. */
export interface PreflightFacts extends SettingsFacts {
  /** How the newest release fits, by the account's last dry plan. */
  dryPlan: readonly PreflightCheck[] | null;
  roles: readonly AccountRole[];
  /** The hub's clock minus amoCRM's, in seconds. */
  skewSeconds: number | null;
  duplicateControl: DuplicateControl;
  timeZone: string;
  account: {
    timeZone: string | null;
    isApiFilterEnabled: boolean | null;
    currentUserId: number | null;
  } | null;
  /** `isAdmin` is null where the user's rights are not shown. */
  users: { id: number; isAdmin: boolean | null }[] | null;
  /** Users whose rows could not be read. */
  unreadableUsers: number;
  /** `isOwn`: the hub's, with a secret that it knows. */
  webhooks: { isOwn: boolean; isDisabled: boolean }[] | null;
  refusal: 'unpaid' | 'blocked' | 'suspended' | 'reconnect' | 'unreachable' | null;
}

/** Most webhooks of an account. Sheet: configuration 1.5. */
const webhookRoom = 100;
/** Beyond this, daily limits and consent links are judged by a wrong clock. */
const mostSkewSeconds = 30;

/**
 * Judges an account before it is used. The checks are independent of each other; nothing is guessed where nothing was
 * read.
 */
export function decidePreflight(facts: PreflightFacts): PreflightCheck[] {
  return [
    reachable(facts),
    tariff(facts),
    admin(facts),
    users(facts),
    filter(facts),
    webhooks(facts),
    ...(facts.dryPlan ?? [checked('release', 'unknown', 'unread')]),
    checkSettings(facts),
    ...duplicates(facts),
    clock(facts),
    timeZone(facts),
  ];
}

/** The worst of all; `unknown` counts less than a warning. */
export function worstVerdict(checks: readonly PreflightCheck[]): Verdict {
  const order: Verdict[] = ['failure', 'warning', 'unknown', 'ok'];
  return order.find((verdict) => checks.some((one) => one.verdict === verdict)) ?? 'ok';
}

function reachable({ account, refusal }: PreflightFacts): PreflightCheck {
  if (refusal) return checked('reachable', 'failure', refusal);
  return account ? checked('reachable', 'ok', 'ok') : checked('reachable', 'unknown', 'unknown');
}

function admin({ account, users: all }: PreflightFacts): PreflightCheck {
  const me = all?.find(({ id }) => id === account?.currentUserId);
  if (me?.isAdmin == null) return checked('admin', 'unknown', 'unknown');
  return me.isAdmin ? checked('admin', 'ok', 'ok') : checked('admin', 'failure', 'missing');
}

function tariff({ account, refusal, webhooks: all }: PreflightFacts): PreflightCheck {
  if (refusal === 'unpaid') return checked('tariff', 'failure', 'unpaid');
  if (!account) return checked('tariff', 'unknown', 'unknown');
  return all ? checked('tariff', 'ok', 'ok') : checked('tariff', 'warning', 'small');
}

/** What was not read of an account that does not answer is unknown; of one that does, it is closed to the hub. */
function users({ account, users: all, unreadableUsers: unread }: PreflightFacts): PreflightCheck {
  if (all && unread > 0) return checked('users', 'warning', 'some', { count: all.length, unread });
  if (all) return checked('users', 'ok', 'ok', { count: all.length });
  return account ? checked('users', 'warning', 'unreadable') : checked('users', 'unknown', 'unknown');
}

function filter({ account }: PreflightFacts): PreflightCheck {
  if (account?.isApiFilterEnabled == null) return checked('filter', 'unknown', 'unknown');
  return account.isApiFilterEnabled ? checked('filter', 'ok', 'ok') : checked('filter', 'warning', 'off');
}

function webhooks({ account, webhooks: all }: PreflightFacts): PreflightCheck {
  if (!all)
    return account ? checked('webhooks', 'warning', 'unreadable') : checked('webhooks', 'unknown', 'unknown');
  const own = all.find(({ isOwn }) => isOwn);
  if (own?.isDisabled) return checked('webhooks', 'failure', 'disabled');
  if (own) return checked('webhooks', 'ok', 'ok');
  const free = webhookRoom - all.length;
  return free > 0
    ? checked('webhooks', 'warning', 'missing', { free })
    : checked('webhooks', 'failure', 'full', { count: all.length });
}

/** Leads are created in branches only. */
function duplicates({ roles, duplicateControl }: PreflightFacts): PreflightCheck[] {
  if (!roles.includes('branch')) return [];
  const verdict = duplicateControl === 'unknown' ? 'unknown' : 'ok';
  return [checked('duplicates', verdict, duplicateControl)];
}

function clock({ skewSeconds: skew }: PreflightFacts): PreflightCheck {
  if (skew === null) return checked('clock', 'unknown', 'unknown');
  const seconds = Math.abs(skew);
  return seconds > mostSkewSeconds
    ? checked('clock', 'warning', 'skewed', { seconds })
    : checked('clock', 'ok', 'ok');
}

function timeZone({ account, timeZone: ours }: PreflightFacts): PreflightCheck {
  if (!account?.timeZone) return checked('timeZone', 'unknown', 'unknown');
  const values = { theirs: account.timeZone, ours };
  return account.timeZone === ours
    ? checked('timeZone', 'ok', 'ok', values)
    : checked('timeZone', 'warning', 'differs', values);
}
