import type { DryPlanRelease, DryPlanView } from '@hub/contracts';
import { checked, type PreflightCheck } from '@hub/contracts/pure';
import type { DryPlan } from './dry-plan.entity.js';

/** At most one dry plan of an account is made in so long. */
export const betweenMs = 600_000;

type Row = Pick<DryPlan, 'askedAt' | 'madeAt' | 'failure' | 'found'>;

/** The last dry plan of an account, with its age and how to get another one; `newest` is what a new one would lead to. */
export function dryPlanView(
  accountId: string,
  row: Row | null,
  { newest, now }: { newest: Pick<DryPlanRelease, 'id' | 'number'> | null; now: Date },
): DryPlanView {
  const { release = null, counts = null, checks = [] } = row?.found ?? {};
  return {
    accountId,
    release,
    askedAt: row?.askedAt.toISOString() ?? null,
    madeAt: row?.madeAt?.toISOString() ?? null,
    nextAt: row ? new Date(row.askedAt.getTime() + betweenMs).toISOString() : null,
    counts: counts && { ...counts },
    checks: [releaseCheck(row, newest, now), ...checks],
  };
}

function releaseCheck(
  row: Row | null,
  newest: Pick<DryPlanRelease, 'id' | 'number'> | null,
  now: Date,
): PreflightCheck {
  if (!newest) return checked('release', 'unknown', 'none');
  if (!row) return checked('release', 'unknown', 'never');
  if (row.failure) return checked('release', 'unknown', 'failed', { failure: row.failure });
  if (!row.madeAt || !row.found) return checked('release', 'unknown', 'waiting');
  const { release } = row.found;
  if (release?.id !== newest.id) return checked('release', 'unknown', 'outdated', { number: newest.number });
  const minutes = Math.max(0, Math.floor((now.getTime() - row.madeAt.getTime()) / 60_000));
  const note = release.note ? ` «${release.note}»` : '';
  return checked('release', 'ok', 'compared', { number: release.number, note, minutes });
}
