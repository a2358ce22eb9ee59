import type { BranchRegion, BranchState } from '@hub/accounts';
import { normaliseRegion } from '@hub/accounts/pure';
import { isSameArea, sureAreas, type RegionAnswer } from '@hub/regions';

/** What of a branch must not belong to another one. */
export interface Claims {
  id: string;
  name: string;
  state: BranchState;
  regions: readonly BranchRegion[];
}

/** A spelling that another branch has already; `path` is its field in the body of the branch. */
export interface Clash {
  path: string;
  text: string;
  branchName: string;
}

/**
 * Which of the branch's name and regions belong to others, compared by spelling, and by the place that they mean in the dictionary
 * (`read`). A lead of such a region would be left to a person, of both branches. HQ's own words, which routing reads first, are the
 * router's and are not asked: what only they join is not seen here. Closed branches own nothing. What the branch had before is refused by spelling only, so that it can be saved again.
 */
export function findClashes(
  branch: Claims,
  all: readonly Claims[],
  read: (text: string) => RegionAnswer,
): { name: string | null; regions: Clash[] } {
  if (branch.state === 'closed') return { name: null, regions: [] };
  const open = all.filter(({ state }) => state !== 'closed');
  const others = open.filter(({ id }) => id !== branch.id);
  const namesake = others.find(({ name }) => normaliseRegion(name) === normaliseRegion(branch.name));
  const had = new Set(textsOf(open.filter(({ id }) => id === branch.id)));
  const isSame = (text: string, other: string): boolean => {
    if (normaliseRegion(text) === normaliseRegion(other)) return true;
    if (had.has(text)) return false;
    const areas = sureAreas(read(other));
    return sureAreas(read(text)).some((area) => areas.some((one) => isSameArea(area, one)));
  };
  const regions = branch.regions.flatMap((region, at) =>
    spellingsOf(region).flatMap((text, index) => {
      const owner = others.find((other) => textsOf([other]).some((one) => isSame(text, one)));
      const path = index === 0 ? `regions.${at}.name` : `regions.${at}.aliases.${index - 1}`;
      return owner ? [{ path, text, branchName: owner.name }] : [];
    }),
  );
  return { name: namesake?.name ?? null, regions };
}

const textsOf = (branches: readonly Claims[]): string[] =>
  branches.flatMap(({ regions }) => regions.flatMap(spellingsOf));

function spellingsOf({ name, aliases }: BranchRegion): string[] {
  return [name, ...aliases];
}
