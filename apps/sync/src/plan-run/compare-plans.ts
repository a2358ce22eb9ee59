import { sameJson } from '../configuration/json.js';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { isWritten, placeOf, type Change, type Plan } from '../plan/plan.js';
import type { InFlight } from './plan-run.entity.js';

/** What an interrupted apply remembers of itself. */
export interface Progress {
  /** False until the account was found exactly as approved; from then on calls may have been made. */
  readonly hasBegun: boolean;
  readonly inFlight: InFlight | null;
  readonly forcedBy: string | null;
}

/**
 * Why an approved plan must not be carried out on the account as it stands now, in words; null when it may. Before the
 * first write the account must give exactly the approved plan, after it at most what that plan covers. Either way
 * nothing may be lost that was not accepted: cards fill and deals move while a plan waits.
 */
export function whyStale(now: Plan, approved: Plan, progress: Progress): string | null {
  if (!progress.hasBegun && now.checksum !== approved.checksum)
    return 'it gives another plan than the approved one';
  return newObjection(now, approved, progress.forcedBy) ?? beyondApproved(now, approved, progress.inFlight);
}

/** A refusal of the safety check that the person who approved has not seen: another sort, or more cards to lose. */
function newObjection(now: Plan, approved: Plan, forcedBy: string | null): string | null {
  const safety = checkSafety(now);
  if (safety.verdict === 'safe') return null;
  const known = checkSafety(approved);
  const accepted = forcedBy === null || known.verdict === 'safe' ? [] : known.objections;
  const fresh = safety.objections.find(
    (objection) =>
      objection.code !== 'too-many-updates' &&
      objection.code !== 'too-many-deletions' &&
      !accepted.some(
        (seen) =>
          seen.code === objection.code &&
          (!('count' in seen) || !('count' in objection) || seen.count >= objection.count),
      ),
  );
  return fresh ? describeObjection(fresh) : null;
}

/**
 * The first change of a plan made after an interruption that the approved plan does not cover, in words; null when it
 * covers all of them. What an unanswered call created turns up as an adoption, what was done in part as a smaller
 * update; anything beyond means that somebody else changed the account, and then nothing more is written.
 */
export function beyondApproved(remaining: Plan, approved: Plan, inFlight: InFlight | null): string | null {
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
  return beyond ? `${beyond.action} ${beyond.kind} ${beyond.key}` : null;
}

function isCovered(
  change: Change,
  approved: Change | undefined,
  { stirred, sent }: { stirred: ReadonlySet<string>; sent: ReadonlySet<string> },
): boolean {
  const hasPlace = !change.moved || stirred.has(`${change.kind} ${change.within}`);
  const written = Object.keys(change.after ?? {});
  if (!approved) return change.action === 'update' && written.length === 0 && hasPlace;
  switch (change.action) {
    case 'create':
    case 'delete':
      return approved.action === change.action;
    case 'adopt':
      // Because the branch may have made an object of that name itself meanwhile: only what we sent is ours.
      if (approved.action === 'create') return sent.has(`${change.kind} ${change.ref}`);
      return (
        approved.action === 'adopt' && hasPlace && written.every((name) => isKnown(name, change, approved))
      );
    case 'update':
      if (approved.action === 'create') return true;
      return (
        (approved.action === 'adopt' || approved.action === 'update') &&
        hasPlace &&
        written.every((name) => isKnown(name, change, approved))
      );
    case 'manual':
    case 'blocked':
      return true;
  }
}

/** Whether an attribute was to be written, and stands as it was approved or as it was to become. */
function isKnown(name: string, change: Change, approved: Change): boolean {
  if (!(name in (approved.after ?? {}))) return false;
  const stands = change.before?.[name];
  return sameJson(stands, approved.before?.[name]) || sameJson(stands, approved.after?.[name]);
}

interface CreatedItem {
  readonly kind: string;
  readonly ref: string;
  readonly action: string;
  readonly children: readonly CreatedItem[];
}

/** Objects that a call is about to create, children included: kept before it is sent, dropped once it is answered. */
export function createdBy(items: readonly CreatedItem[]): InFlight['created'] {
  return items.flatMap((item) => [
    ...(item.action === 'create' ? [{ kind: item.kind, ref: item.ref }] : []),
    ...createdBy(item.children),
  ]);
}
