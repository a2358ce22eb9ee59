import { isCallable, type AccountState } from '@hub/accounts/pure';
import { clockTime } from '@hub/calendar';
import type { DryPlanRelease, DryPlanState, DryPlanView } from '@hub/contracts';
import { checked, type PreflightCheck } from '@hub/contracts/pure';
import { joined, message, type Facts } from '@hub/messages';
import type { DryPlan } from './dry-plan.entity.js';
import { daysFresh, isOld, minutesBetween, nextAfter } from './dry-plan-times.js';

type Row = Pick<DryPlan, 'askedAt' | 'madeAt' | 'failure' | 'found'>;

interface Viewed {
  readonly accountId: string;
  readonly account: { readonly state: AccountState; readonly timeZone: string };
  readonly row: Row | null;
  /** What a new one would lead to. */
  readonly newest: Pick<DryPlanRelease, 'id' | 'number'> | null;
  readonly now: Date;
}

/**
 * The last dry plan of an account: what it leads to, how old it is, and how to get another one. Without a release there
 * is nothing to show, not even what an earlier one found.
 */
export function dryPlanView(viewed: Viewed): DryPlanView {
  const { accountId, row, newest } = viewed;
  const { release = null, counts = null, checks = [] } = (newest && row?.found) ?? {};
  return {
    accountId,
    state: stateOf(row),
    release,
    askedAt: row?.askedAt.toISOString() ?? null,
    madeAt: row?.madeAt?.toISOString() ?? null,
    nextAt: row ? nextAfter(row.askedAt).toISOString() : null,
    counts: counts && { ...counts },
    checks: [withNextStep(releaseCheck(viewed), viewed), ...checks],
  };
}

function stateOf(row: Row | null): DryPlanState['state'] {
  if (!row) return 'never';
  if (row.failure) return 'failed';
  return row.found && row.madeAt && row.madeAt >= row.askedAt ? 'made' : 'waiting';
}

/** Says of which release and moment the checks behind it are, whatever became of the one asked for last. */
function releaseCheck({ row, newest, account, now }: Viewed): PreflightCheck {
  if (!newest) return checked('release', 'unknown', 'none');
  const state = stateOf(row);
  if (!row || state === 'never') return checked('release', 'unknown', 'never');
  const compared = comparedWith(row, account.timeZone);
  const earlier = compared ? joined('', [' ', message('preflight.release.earlier', compared)]) : '';
  if (state === 'waiting') return checked('release', 'unknown', 'waiting', { earlier });
  const facts = { earlier, minutes: minutesBetween };
  if (row.failure) return checked('release', 'unknown', 'failed', { ...facts, failure: row.failure });
  if (!compared || row.found?.release?.id !== newest.id)
    return checked('release', 'unknown', 'outdated', { ...facts, number: newest.number });
  if (row.madeAt && isOld(row.madeAt, now))
    return checked('release', 'unknown', 'old', { ...compared, days: daysFresh });
  return checked('release', 'ok', 'compared', compared);
}

function comparedWith({ found, madeAt }: Row, zone: string): Facts | null {
  if (!found?.release || !madeAt) return null;
  const { number, note } = found.release;
  return { number, note: note ? ` «${note}»` : '', at: clockTime(madeAt.getTime(), zone) };
}

/** None can be started in an account that may not be called: that comes first. */
function withNextStep(check: PreflightCheck, { account, newest, row }: Viewed): PreflightCheck {
  const { state } = account;
  if (isCallable(state) || !newest || !check.suggestion || stateOf(row) === 'waiting') return check;
  return { ...check, suggestion: message('advice.release.away', { state }) };
}
