import type { KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { finalEnd } from '../kind/final-names.js';
import { isEmpty, type Change, type Plan, type RiskCode } from './plan.js';

export interface Thresholds {
  /** Largest share of the managed objects that one plan may change in a way that affects people. */
  readonly updates: number;
  readonly deletions: number;
  /** Below this many managed objects shares mean nothing. */
  readonly fromObjects: number;
}

export const defaultThresholds: Thresholds = { updates: 0.3, deletions: 0.3, fromObjects: 10 };

export type Objection =
  | {
      readonly code: 'too-many-updates' | 'too-many-deletions';
      readonly share: number;
      readonly allowed: number;
    }
  | { readonly code: 'all-of-kind' | 'all-vanished'; readonly kind: KindName; readonly count: number }
  | { readonly code: 'pipelines-go'; readonly names: readonly string[] }
  | { readonly code: 'values-lost' | 'deals-won' | 'deals-lost'; readonly count: number }
  | { readonly code: 'force-needs-a-name' };

export type Safety =
  | { readonly verdict: 'safe' }
  | { readonly verdict: 'refused'; readonly objections: readonly Objection[] }
  | { readonly verdict: 'forced'; readonly by: string; readonly objections: readonly Objection[] };

/**
 * Whether a plan may be applied. Refused when too large a share would be deleted or changed in a way that affects
 * people (`harmful` of a kind); when it deletes all of a kind, or a pipeline with its stages, or makes all of a kind a
 * second time, however small the share is; and when it loses values on cards or closes deals. A person may force it, by name, for this
 * plan only (its checksum is what was approved). Blocked changes are no objection: they are left out, forced or not,
 * and the plan names them.
 */
export function checkSafety(
  plan: Plan,
  thresholds: Thresholds = defaultThresholds,
  forcedBy?: string,
): Safety {
  const objections = objectionsTo(plan, thresholds);
  if (objections.length === 0) return { verdict: 'safe' };
  if (forcedBy === undefined) return { verdict: 'refused', objections };
  if (forcedBy.trim() === '')
    return { verdict: 'refused', objections: [...objections, { code: 'force-needs-a-name' }] };
  return { verdict: 'forced', by: forcedBy.trim(), objections };
}

function objectionsTo(plan: Plan, { updates, deletions, fromObjects }: Thresholds): readonly Objection[] {
  const objections: Objection[] = [];
  const { managed, adopt } = plan.counts;
  // Because a first plan onto a live branch manages nothing yet, and renames and moves what it takes over.
  const existing = managed + adopt;
  const share = (isCounted: (change: Change) => boolean) =>
    existing === 0 ? 0 : plan.changes.filter(isCounted).length / existing;
  if (existing >= fromObjects && !isEmpty(plan)) {
    const updated = share(isFelt);
    // Because stages go with their pipeline and values with their field, without a change of their own.
    const deleted = share(isDeletion) + atStake(plan, 'takes-along') / existing;
    if (updated > updates) objections.push({ code: 'too-many-updates', share: updated, allowed: updates });
    if (deleted > deletions)
      objections.push({ code: 'too-many-deletions', share: deleted, allowed: deletions });
  }
  objections.push(...clearances(plan));
  const lost = atStake(plan, 'cards-with-value');
  if (lost > 0) objections.push({ code: 'values-lost', count: lost });
  return [...objections, ...closings(plan)];
}

/** Deals that go to a final stage: those of them that are open are closed, which no later plan takes back. */
function closings(plan: Plan): readonly Objection[] {
  const ends = { won: 'deals-won', lost: 'deals-lost' } as const;
  return (['won', 'lost'] as const).flatMap((end) => {
    const moved = plan.changes.filter(({ migrateTo }) => finalEnd(migrateTo) === end);
    const count = moved.reduce((sum, { kind, risks }) => {
      const own = risks.find(({ code }) => code === kindOf(kind).live?.risk);
      return sum + (own?.count ?? 0);
    }, 0);
    return moved.length > 0 ? [{ code: ends[end], count }] : [];
  });
}

/** What is large by what it takes and not by its number: whole kinds, and pipelines with their stages. */
function clearances(plan: Plan): readonly Objection[] {
  const isWeighty = ({ kind }: { kind: KindName }) => kindOf(kind).isWeighty === true;
  const gone = plan.changes.filter((change) => isDeletion(change) && isWeighty(change));
  return [
    ...(gone.length > 0 ? [{ code: 'pipelines-go', names: gone.map(({ name }) => name) } as const] : []),
    // Because those are named above already.
    ...byKind(plan, 'all-of-kind').filter((objection) => !isWeighty(objection)),
    ...byKind(plan, 'all-vanished'),
  ];
}

function byKind<C extends 'all-of-kind' | 'all-vanished'>(
  plan: Plan,
  code: C,
): { code: C; kind: KindName; count: number }[] {
  const marked = plan.changes.filter(({ risks }) => risks.some((risk) => risk.code === code));
  return [...new Set(marked.map(({ kind }) => kind))].map((kind) => {
    return { code, kind, count: marked.filter((change) => change.kind === kind).length };
  });
}

/** Whether the write to an existing object affects people or integrations. */
function isFelt({ action, kind, after }: Change): boolean {
  if (action !== 'update' && action !== 'adopt') return false;
  return kindOf(kind).harmful.some((attribute) => attribute in (after ?? {}));
}

const isDeletion = ({ action }: Change): boolean => action === 'delete';

/** What all deletions of a plan touch of one sort, added up. */
function atStake(plan: Plan, code: RiskCode): number {
  return plan.changes
    .filter(isDeletion)
    .flatMap(({ risks }) => risks.filter((risk) => risk.code === code))
    .reduce((sum, { count }) => sum + (count ?? 0), 0);
}
