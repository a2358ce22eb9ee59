import type { Outcomes } from '../apply/outcomes.js';
import { message, type Message } from '@hub/messages';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { sameJson, textOf } from '../configuration/json.js';
import { checkSafety } from '../plan/check-safety.js';
import { describeObjection } from '../plan/describe-objection.js';
import { changeWords, objectWords, short } from '../plan/describe-reason.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { groupBy } from '../plan/match-objects.js';
import { isWritten, placeOf, type Change, type Plan, type RiskCode } from '../plan/plan.js';

/** What an interrupted apply remembers of itself. */
export interface Progress {
  /** What became of the changes that earlier attempts made. */
  readonly outcomes: Outcomes;
  /** False until the account was found exactly as approved; from then on calls may have been made. */
  readonly hasBegun: boolean;
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
    beyondApproved(now, approved)
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
  if (!stuck) return null;
  const change = changeWords(stuck);
  const question = byHand.get(placeOf(stuck))?.find(({ reason }) => reason?.code === 'maybe-made')?.reason;
  if (!question) return message('outcomes.not-writable-now', { change });
  return message('outcomes.maybe-made', { change, names: short(textOf(question.facts.names)) });
}

/**
 * The first object that was to be deleted and that people have taken out of the ledger since: it is the branch's own. Only our
 * own deletion takes an entry out too; a refused one does not.
 */
export function forgottenSince(
  approved: Plan,
  { outcomes }: Pick<Progress, 'outcomes'>,
  ledger: readonly LedgerEntry[],
): Message | null {
  const known = new Set(ledger.map(({ kind, branchId }) => address(kind, branchId)));
  const forgotten = approved.changes.find(
    (change) =>
      isDeletion(change) &&
      outcomes[placeOf(change)]?.result !== 'done' &&
      !known.has(address(change.kind, change.branchId ?? '')),
  );
  return forgotten ? message('outcomes.forgotten', { object: objectWords(forgotten) }) : null;
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
export function beyondApproved(remaining: Plan, approved: Plan): Message | null {
  // An object may have a step for a person beside its change; only what was to be written covers a write.
  const known = new Map(approved.changes.filter(isWritten).map((change) => [placeOf(change), change]));
  const stirred = new Set(
    approved.changes
      .filter(({ action, moved }) => moved || action === 'create' || action === 'delete')
      .map(({ kind, within }) => `${kind} ${within}`),
  );
  const beyond = remaining.changes.filter(isWritten).find((change) => {
    const hasPlace = !change.moved || stirred.has(`${change.kind} ${change.within}`);
    const shown = known.get(placeOf(change));
    return !hasPlace || !(shown ? isCovered(change, shown) : isPlacedOnly(change));
  });
  return beyond ? changeWords(beyond) : null;
}

/** A neighbour of what comes or goes has to make room. */
const isPlacedOnly = ({ action, after }: Change): boolean =>
  action === 'update' && Object.keys(after ?? {}).length === 0;

/**
 * Whether a change does what was approved, to the object that was approved as it was then, or as this plan has left it: what
 * people have made of it since is theirs. The one rule for all that a begun plan still writes.
 */
function isCovered(change: Change, approved: Change): boolean {
  const { action, before, branchId, migrateTo, inside } = change;
  switch (action) {
    case 'create':
      return approved.action === 'create';
    case 'delete': {
      // An attribute that it has no more is nothing to lose: the main flag moves with another pipeline's.
      const isAsShown = Object.keys(before ?? {}).every((name) => isAsBefore(name, change, approved));
      // Because no deal is moved that was not to be moved, nor elsewhere; when all have left, none has to.
      const isMove = migrateTo === null || migrateTo === approved.migrateTo;
      return approved.action === 'delete' && isAsShown && inside === approved.inside && isMove;
    }
    case 'adopt':
    case 'update': {
      const names = Object.keys(change.after ?? {});
      if (approved.action === 'create')
        // Because the branch may have made an object of that name itself meanwhile: only what we sent is ours.
        return (
          (action === 'update' || change.origin === 'created') && names.every((name) => isLate(name, change))
        );
      const isSame = branchId === approved.branchId && names.every((name) => isLeft(name, change, approved));
      return isSame && (approved.action === 'adopt' || (approved.action === 'update' && action === 'update'));
    }
    case 'manual':
    case 'blocked':
      return true;
  }
}

const isAsBefore = (name: string, change: Change, approved: Change): boolean =>
  sameJson(change.before?.[name], approved.before?.[name]);

/** Whether an attribute was to be written, and has the approved old or new value. */
function isLeft(name: string, change: Change, approved: Change): boolean {
  if (!(name in (approved.after ?? {}))) return false;
  return isAsBefore(name, change, approved) || sameJson(change.before?.[name], approved.after?.[name]);
}

/** Whether an attribute is one that the call that made the object could not carry, and has not been written yet. */
function isLate(name: string, { kind, before }: Change): boolean {
  return kindOf(kind).travel?.late?.attributes.includes(name) === true && before?.[name] === '';
}
