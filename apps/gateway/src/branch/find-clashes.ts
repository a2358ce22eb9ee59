import type { BranchRegion, BranchState } from '@hub/accounts';
import { normaliseRegion } from '@hub/accounts/pure';

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
 * Which of the branch's name and regions belong to others, compared as routing compares them. A lead of such a region
 * would be left to a person, of both branches. Closed branches own nothing.
 */
export function findClashes(
  branch: Claims,
  all: readonly Claims[],
): { name: string | null; regions: Clash[] } {
  if (branch.state === 'closed') return { name: null, regions: [] };
  const others = all.filter(({ id, state }) => id !== branch.id && state !== 'closed');
  const namesake = others.find(({ name }) => normaliseRegion(name) === normaliseRegion(branch.name));
  const owners = new Map(
    others.flatMap(({ name, regions }) =>
      regions.flatMap((region) => spellingsOf(region).map((text) => [normaliseRegion(text), name] as const)),
    ),
  );
  const regions = branch.regions.flatMap((region, at) =>
    spellingsOf(region).flatMap((text, index) => {
      const branchName = owners.get(normaliseRegion(text));
      const path = index === 0 ? `regions.${at}.name` : `regions.${at}.aliases.${index - 1}`;
      return branchName === undefined ? [] : [{ path, text, branchName }];
    }),
  );
  return { name: namesake?.name ?? null, regions };
}

function spellingsOf({ name, aliases }: BranchRegion): string[] {
  return [name, ...aliases];
}
