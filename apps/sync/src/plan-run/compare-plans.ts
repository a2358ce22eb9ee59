import type { Outcomes } from '../apply/outcomes.js';
import { message, type Message } from '@hub/messages';
import { fixedIdOf } from '../apply/read-answer.js';
import type { KindName } from '../kind/kind-name.js';
import { sameJson } from '../configuration/json.js';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { changeWords, objectWords } from '../plan/describe-reason.js';
import { groupBy } from '../plan/match-objects.js';
import { isWritten, placeOf, type Change, type Plan, type RiskCode } from '../plan/plan.js';
import type { InFlight } from './plan-run.entity.js';

/** What an interrupted apply remembers of itself. */
export interface Progress {
  /** What became of the changes that earlier attempts made. */
  readonly outcomes: Outcomes;
  /** False until the account was found exactly as approved; from then on calls may have been made. */
  readonly hasBegun: boolean;
  readonly inFlight: InFlight | null;
  readonly forcedBy: string | null;
}

/**
 * Why an approved plan must not be applied to the account as it is now; null when it may. Before the first write the
 * account must give exactly the approved plan, after it at most what that plan covers. Either way nothing may be lost
 * that was not accepted: cards fill and deals move while a plan waits.
 */
export function whyStale(now: Plan, approved: Plan, progress: Progress): Message | null {
  if (!progress.hasBegun && now.checksum !== approved.checksum) return message('outcomes.another-plan');
  return (
    noLongerWritten(now, approved) ??
    goneAgain(now, progress.outcomes) ??
    newObjection(now, approved, progress.forcedBy) ??
    beyondApproved(now, approved, progress.inFlight)
  );
}

/**
 * What the person who approved has not seen: a refusal of the safety check where none was forced, and with
 * force or without it a deletion that touches more than was shown for that very object, or another blocked change.
 */
function newObjection(now: Plan, approved: Plan, forcedBy: string | null): Message | null {
  const safety = checkSafety(now);
  const objections = forcedBy === null && safety.verdict === 'refused' ? safety.objections : [];
  // Because shares were accepted with the plan, and while it is carried out they move by themselves.
  const refusal = objections.find(({ code }) => code !== 'too-many-updates' && code !== 'too-many-deletions');
  if (refusal) return describeObjection(refusal);
  const shown = new Map(approved.changes.filter(isDeletion).map((change) => [placeOf(change), change]));
  for (const change of now.changes.filter(isDeletion))
    for (const { code, count } of change.risks) {
      const seen = atStake(shown.get(placeOf(change)), code);
      if ((count ?? 0) > seen)
        return message('outcomes.touches-more', {
          change: changeWords(change),
          count: count ?? 0,
          shown: seen,
          what: message(`risks.${code}`, { count: count ?? 0, who: '' }),
        });
    }
  const known = new Set(approved.changes.filter(isBlocked).map(placeOf));
  const blocked = now.changes.filter(isBlocked).find((change) => !known.has(placeOf(change)));
  return blocked ? changeWords(blocked) : null;
}

const isDeletion = ({ action }: Change): boolean => action === 'delete';
const isBlocked = ({ action }: Change): boolean => action === 'blocked';

/** What a change touches of one sort; what it does not name it does not touch. */
function atStake(change: Change | undefined, code: RiskCode): number {
  return change?.risks.find((risk) => risk.code === code)?.count ?? 0;
}

/**
 * The first change that was to be written and that the fresh plan leaves to a person: without a call it would count as
 * applied. A step beside it that is about other attributes was there from the start.
 */
function noLongerWritten(now: Plan, approved: Plan): Message | null {
  const left = new Set(now.leftovers.map(({ kind, branchId }) => `${kind} ${branchId}`));
  const byHand = groupBy(
    now.changes.filter((step) => !isWritten(step)),
    placeOf,
  );
  const stuck = approved.changes.filter(isWritten).find((change) => {
    if (now.unread?.includes(change.kind)) return true;
    const steps = byHand.get(placeOf(change)) ?? [];
    if (isDeletion(change)) return steps.length > 0 || left.has(`${change.kind} ${change.branchId ?? ''}`);
    const names = Object.keys(change.after ?? {});
    return steps.some(({ after }) => names.some((name) => name in (after ?? {})));
  });
  return stuck ? message('outcomes.not-writable-now', { change: changeWords(stuck) }) : null;
}

/** What this very plan has made and the account does not show now: to make it again could double it. */
function goneAgain({ changes }: Plan, outcomes: Outcomes): Message | null {
  const again = changes.find(
    (change) => change.action === 'create' && outcomes[placeOf(change)]?.result === 'done',
  );
  return again ? message('outcomes.made-and-gone', { object: objectWords(again) }) : null;
}

/**
 * The first change of a plan made after an interruption that the approved plan does not cover; null when it covers all
 * of them. What an unanswered call created comes back as an adoption, what was done in part as a smaller update; anything
 * beyond means that other people changed the account, and then nothing more is written.
 */
export function beyondApproved(remaining: Plan, approved: Plan, inFlight: InFlight | null): Message | null {
  // An object may have a step for a person beside its change; only what was to be written covers a write.
  const known = new Map(approved.changes.filter(isWritten).map((change) => [placeOf(change), change]));
  const stirred = new Set(
    approved.changes
      .filter(({ action, moved }) => moved || action === 'create' || action === 'delete')
      .map(({ kind, within }) => `${kind} ${within}`),
  );
  const sent = new Set((inFlight?.created ?? []).map(({ kind, ref }) => `${kind} ${ref}`));
  const beyond = remaining.changes
    .filter(isWritten)
    .find((change) => !isCovered(change, known.get(placeOf(change)), { stirred, sent }));
  return beyond ? changeWords(beyond) : null;
}

function isCovered(
  change: Change,
  approved: Change | undefined,
  { stirred, sent }: { stirred: ReadonlySet<string>; sent: ReadonlySet<string> },
): boolean {
  const hasPlace = !change.moved || stirred.has(`${change.kind} ${change.within}`);
  const written = Object.keys(change.after ?? {});
  if (!approved) return change.action === 'update' && written.length === 0 && hasPlace;
  const isSame =
    change.branchId === approved.branchId && written.every((name) => isKnown(name, change, approved));
  switch (change.action) {
    case 'create':
      return approved.action === 'create';
    case 'delete':
      // Because no deal is moved that was not to be moved, nor elsewhere; when all have left, none has to.
      return change.migrateTo === null || change.migrateTo === approved.migrateTo;
    case 'adopt':
      // Because the branch may have made an object of that name itself meanwhile: only what we sent is ours.
      if (approved.action === 'create') return sent.has(`${change.kind} ${change.ref}`);
      return approved.action === 'adopt' && isSame && hasPlace;
    case 'update':
      if (approved.action === 'create') return true;
      return (approved.action === 'adopt' || approved.action === 'update') && isSame && hasPlace;
    case 'manual':
    case 'blocked':
      return true;
  }
}

/** Whether an attribute was to be written, and has the approved old or new value. */
function isKnown(name: string, change: Change, approved: Change): boolean {
  if (!(name in (approved.after ?? {}))) return false;
  const current = change.before?.[name];
  return sameJson(current, approved.before?.[name]) || sameJson(current, approved.after?.[name]);
}

interface CreatedItem {
  readonly kind: KindName;
  readonly key: string;
  readonly ref: string;
  readonly action: string;
  readonly children: readonly CreatedItem[];
}

/**
 * Objects that a call is about to create, children included: kept before it is sent, dropped once it is answered. Children
 * that come with every parent are found without having been remembered.
 */
export function createdBy(items: readonly CreatedItem[]): InFlight['created'] {
  return items.flatMap((item) => [
    ...(item.action === 'create' && fixedIdOf(item) === undefined
      ? [{ kind: item.kind, ref: item.ref }]
      : []),
    ...createdBy(item.children),
  ]);
}
