import { normaliseRegion } from '@hub/accounts/pure';
import { isSameArea } from '@hub/regions';
import type { LeadPlace } from '../region/read-place.js';
import type { Verdict } from './decide-choice.js';

/** What a place text means, and the branches to which that belongs. */
export interface MeantPlace {
  place: LeadPlace;
  branchIds: readonly string[];
}

/** What «Регион» and the city of an HQ lead say, and what the hub knows of it. */
export interface PlaceFacts {
  /** As `placeTextOf`. */
  shown: string;
  /** What the branch was decided by, or what was heeded last; null: not known. */
  last: string | null;
  now: MeantPlace;
  /** What `last` means today; null: it is not known, or says nothing. */
  before: MeantPlace | null;
  ownBranchId: string;
  /** The branch that is wanted and takes no leads now; null: none. */
  waitsFor: string | null;
  /** The own branch has the lead: it loses it for the one to which the place belongs. */
  isLiving: boolean;
  /** The one branch takes leads now. */
  isUsable: boolean;
  /** The one branch has had the lead, or of a living one: has rejected it. */
  isTried: boolean;
}

/**
 * Whether a place that was corrected by hand sends the lead to the branch that has it alone. A place that several share
 * chooses none of them, and one that is filled in where there was none is no correction: the branch was chosen without it.
 * `same`: the text was rewritten, and means what it meant, or belongs to whom it belonged; whatever was chosen is still chosen.
 */
export function decidePlace(facts: PlaceFacts): Verdict | 'same' {
  const { shown, last, now, before, ownBranchId, isUsable, isTried } = facts;
  if (isSameText(shown, last)) return 'none';
  // Nobody knows what it was before: as after the account was removed. It says nothing against what was chosen.
  if (last === null) return 'same';
  if (before === null || isSameText(shown, nowhere)) return 'remember';
  if (isSamePlace(before.place, now.place) || isSameSet(before.branchIds, now.branchIds)) return 'same';
  const [only, another] = now.branchIds;
  if (only === undefined || another !== undefined) return 'remember';
  if (only === ownBranchId || isTried || !isCorrection(facts, before)) return 'remember';
  return isUsable ? 'choose' : 'wait';
}

/**
 * Whether a lead that a branch has goes by its place. Where that place was not this branch's before, a person has chosen the
 * branch, or it has the client: only another region moves the lead. A text that nobody could read has chosen no branch.
 */
function isCorrection({ now, isLiving, ownBranchId, waitsFor }: PlaceFacts, before: MeantPlace): boolean {
  if (!isLiving || [ownBranchId, waitsFor].some((id) => id !== null && before.branchIds.includes(id)))
    return true;
  return (
    before.place.kind === 'region' && now.place.kind === 'region' && before.place.region !== now.place.region
  );
}

function isSamePlace(one: LeadPlace, other: LeadPlace): boolean {
  if (one.kind !== 'region' || other.kind !== 'region') return false;
  return (
    one.areas.length === other.areas.length &&
    one.areas.every((area) => other.areas.some((same) => isSameArea(area, same)))
  );
}

/** Nobody is not the same as nobody: two places that belong to no branch. */
function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length > 0 && some.length === others.length && some.every((id) => others.includes(id));
}

/** Region and city as one text, to be compared by `isSameText` and read again by `textsOfPlace`. */
export function placeTextOf(region: string | null, city: string | null): string {
  return [region, city].map((text) => (text ?? '').replaceAll('|', ' ').trim()).join('|');
}

/** The place of a lead that says nothing of it. */
const nowhere = placeTextOf(null, null);

/** Whether both say the same, but for spelling. */
export function isSameText(one: string, other: string | null): boolean {
  return other !== null && normaliseRegion(one) === normaliseRegion(other);
}

/** Region and city of `placeTextOf`; null: it is not known, or says nothing. */
export function textsOfPlace(text: string | null): { region: string; city: string } | null {
  if (text === null || isSameText(nowhere, text)) return null;
  const [region = '', city = ''] = text.split('|');
  return { region, city };
}
