import { coverPlace } from '../region/cover-place.js';
import type { LeadPlace } from '../region/read-place.js';
import { countWord } from './count-word.js';
import type { BranchFacts, NotTaken, Reason } from './facts.js';
import { findTerritory, type FoundTerritory } from './find-territory.js';
import type { StepRule } from './routing-rule.js';

/**
 * The client's place says who may get the lead. What may mean several regions, or several branches, is a person's to
 * decide.
 */
export const region: StepRule = {
  name: 'region',
  words: {
    place: 'routing.place',
    region: 'routing.region',
    city: 'routing.region',
    phone: 'routing.region',
    sent: 'routing.sent',
    territory: 'routing.territory',
  },
  judge({ lead: { place }, rules, branches, candidates }) {
    if (candidates) return null;
    if (place.kind === 'empty')
      return { reasons: [{ check: 'region', found: 'empty' }], ends: { kind: 'wait' } };
    const found = findTerritory(place, rules, branches);
    if (found.candidates.length === 0 && place.kind === 'ambiguous') {
      const { from: check, text: value, candidates: meant } = place;
      return { reasons: [{ check, found: 'ambiguous', value, candidates: meant }], ends: { kind: 'manual' } };
    }
    const reasons = pathOf(place, found);
    if (isOverlap(found)) {
      const notTaken = found.candidates.map(({ branch }) => elsewhere(branch, 'overlap'));
      return { reasons, notTaken, ends: { kind: 'manual' } };
    }
    const { territory, isExclusive } = found;
    return {
      reasons,
      notTaken: othersThere(place, found, branches),
      course: { candidates: found.candidates, territory, isBound: isExclusive },
    };
  },
};

function pathOf(
  place: Exclude<LeadPlace, { kind: 'empty' }>,
  { candidates, territory, isExclusive, claimed }: FoundTerritory,
): Reason[] {
  const isRead = claimed === null && place.kind === 'region';
  const isClaim = claimed !== null && claimed === place.claim;
  const count = territory && candidates.length > 1 ? 'shared' : countWord(candidates.length);
  return [
    ...(isRead ? [{ check: 'place', found: place.how, value: place.region }] : []),
    { check: isClaim ? 'region' : place.from, found: count, value: claimed ?? place.text },
    ...(isExclusive ? [{ check: 'territory', found: 'exclusive', value: territory?.region ?? '' }] : []),
  ];
}

function isOverlap({ candidates, territory }: FoundTerritory): boolean {
  return territory === null && candidates.length > 1;
}

/** Branches around the place that the rules give to others. */
function othersThere(
  place: LeadPlace,
  { territory, candidates }: FoundTerritory,
  branches: readonly BranchFacts[],
): NotTaken[] {
  if (!territory || place.kind !== 'region') return [];
  const own = new Set(candidates.map(({ branch }) => branch.id));
  return coverPlace(branches, place.areas)
    .filter(({ id }) => !own.has(id))
    .map((branch) => elsewhere(branch, 'other-territory'));
}

function elsewhere({ id, name }: BranchFacts, found: string): NotTaken {
  return { check: 'territory', found, value: name, branchId: id };
}
