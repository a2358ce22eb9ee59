import { coversRegion, normaliseRegion } from '@hub/accounts/pure';
import { surrounds, type Area } from '@hub/regions';
import { coverPlace } from '../region/cover-place.js';
import type { LeadPlace } from '../region/read-place.js';
import type { BranchFacts, RouteRules, TerritoryFacts } from './facts.js';
import type { Candidate } from './routing-rule.js';

/** Who a place belongs to. */
export interface FoundTerritory {
  candidates: readonly Candidate[];
  /** Named by the rules; null: from the regions of the branches. */
  territory: TerritoryFacts | null;
  isExclusive: boolean;
  /** The text by which it was found as it is written, without the dictionary. */
  claimed: string | null;
}

/** Something that places belong to: a territory of the rules, or the regions of one branch. */
interface Holder {
  spells: (text: string) => boolean;
  areas: readonly Area[];
  candidates: readonly Candidate[];
  territory: TerritoryFacts | null;
}

const nobody: FoundTerritory = { candidates: [], territory: null, isExclusive: false, claimed: null };

/**
 * Who the client's place belongs to: an exclusive territory around it, else whoever has the text among its names as it is
 * written, else the narrowest by the dictionary (`coverPlace`). Several holders are an overlap that the rules do not
 * know of: all their branches, and no territory.
 */
export function findTerritory(
  place: LeadPlace,
  rules: Pick<RouteRules, 'territories'>,
  branches: readonly BranchFacts[],
): FoundTerritory {
  if (place.kind === 'empty') return nobody;
  const holders = holdersOf(rules.territories ?? [], branches);
  const exclusive = holders.find(
    (holder) => holder.territory?.isExclusive === true && isAround(holder, place),
  );
  const claimed = [place.claim ?? place.text, place.text].find((text) =>
    holders.some(({ spells }) => spells(text)),
  );
  if (exclusive) return { ...merge([exclusive]), claimed: claimed ?? null };
  if (claimed !== undefined) {
    const spelt = holders.filter(({ spells }) => spells(claimed));
    const named = spelt.filter(({ territory }) => territory !== null);
    return { ...merge(named.length > 0 ? named : spelt), claimed };
  }
  return place.kind === 'region' ? merge(coverPlace(holders, place.areas)) : nobody;
}

function holdersOf(territories: readonly TerritoryFacts[], branches: readonly BranchFacts[]): Holder[] {
  const known = new Map(branches.map((branch) => [branch.id, branch]));
  const named = new Set(
    territories.flatMap((territory) => territory.branches.map(({ branchId }) => branchId)),
  );
  return [
    ...territories.map((territory) => ({
      spells: (text: string) => coversRegion([territoryName(territory, branches)], text),
      areas: territory.areas ?? [],
      territory,
      candidates: territory.branches.flatMap(({ branchId, weight }) => {
        const branch = known.get(branchId);
        return branch ? [{ branch, weight: weight ?? null }] : [];
      }),
    })),
    ...branches
      .filter(({ id }) => !named.has(id))
      .map((branch) => ({
        spells: (text: string) => coversRegion(branch.regions, text),
        areas: branch.areas ?? [],
        territory: null,
        candidates: [{ branch, weight: null }],
      })),
  ];
}

/** The region of a territory, with the other spellings that branches have for it. */
function territoryName({ region }: TerritoryFacts, branches: readonly BranchFacts[]) {
  const same = branches
    .flatMap(({ regions }) => regions)
    .filter(({ name }) => normaliseRegion(name) === normaliseRegion(region));
  return { name: region, aliases: same.flatMap(({ aliases }) => aliases) };
}

/** All that the client's place may be is in it. */
function isAround({ areas, spells }: Holder, place: Exclude<LeadPlace, { kind: 'empty' }>): boolean {
  if (spells(place.claim ?? place.text)) return true;
  return place.kind === 'region' && place.areas.every((one) => areas.some((area) => surrounds(area, one)));
}

function merge(holders: readonly Holder[]): FoundTerritory {
  const [holder, ...others] = holders;
  if (!holder) return nobody;
  if (others.length === 0) {
    const { candidates, territory } = holder;
    return { candidates, territory, isExclusive: territory?.isExclusive === true, claimed: null };
  }
  const byId = new Map(holders.flatMap(({ candidates }) => candidates).map((one) => [one.branch.id, one]));
  return { ...nobody, candidates: [...byId.values()].map(({ branch }) => ({ branch, weight: null })) };
}
