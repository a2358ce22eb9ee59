import { normaliseRegion } from '@hub/accounts/pure';
import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { lintEscalation } from '../escalation/rules-of-escalation.js';
import { type Area, areasOf, isSameArea, surrounds, wholeOf } from '@hub/regions';
import type { BranchFacts, TerritoryFacts } from '../rule/facts.js';
import { findTerritory } from '../rule/find-territory.js';
import type { LintAgainst, Report } from './lint-against.js';
import { lintRejection } from './lint-rejection.js';
import { longestClosed } from './longest-closed.js';

/** A remark about one field. */
interface Remark {
  path: string;
  detail: Message;
}

type Territories = NonNullable<RoutingRulesBody['territories']>;

/** Hours in a row without an open branch that are worth a warning. */
const longNight = 6;

/** What is wrong in routing rules, field by field, and what may be meant otherwise. Rules with an error must not be saved. */
export function lintRules(
  rules: RoutingRulesBody,
  against: LintAgainst,
): { errors: Remark[]; warnings: Remark[] } {
  const errors: Remark[] = lintEscalation(rules);
  const warnings: Remark[] = [];
  const wrong: Report = (path, name, facts) => errors.push({ path, detail: message(`rules.${name}`, facts) });
  const doubtful: Report = (path, name, facts) =>
    warnings.push({ path, detail: message(`rules.${name}`, facts) });
  lintTerritories(rules, against, wrong, doubtful);
  lintFallback(rules, against, wrong, doubtful);
  lintFields(rules, wrong);
  lintInside(rules, against.branches, wrong);
  lintRejection(rules, against.branches, { wrong, doubtful });
  if (errors.length === 0) {
    lintHours(rules, against, doubtful);
    lintCover(rules, against, doubtful);
  }
  return { errors, warnings };
}

function lintTerritories(
  rules: RoutingRulesBody,
  against: LintAgainst,
  wrong: Report,
  doubtful: Report,
): void {
  const territories = rules.territories ?? [];
  const needsWeights = (rules.strategy ?? 'weighted') === 'weighted';
  for (const [at, { region, branches, isExclusive }] of territories.entries()) {
    const path = `territories.${at}`;
    if (!isRegion(region, against)) wrong(`${path}.region`, 'unknown-region', { region });
    if (branches.length === 0) wrong(`${path}.branches`, 'no-branches', { region });
    if (isExclusive && branches.length > 1) wrong(`${path}.isExclusive`, 'not-exclusive', { region });
    for (const [place, { branchId, weight }] of branches.entries()) {
      const own = `${path}.branches.${place}`;
      const branch = against.branches.find(isOpen(branchId));
      if (!branch) wrong(`${own}.branchId`, 'unknown-branch', { branchId });
      else if (!branch.target) doubtful(`${own}.branchId`, 'branch-nowhere', { branch: branch.name, region });
      if (branches.findIndex((one) => one.branchId === branchId) < place)
        wrong(`${own}.branchId`, 'branch-twice', { region });
      if (branches.length > 1 && needsWeights && weight == null)
        wrong(`${own}.weight`, 'no-weight', { region });
    }
  }
  lintOverlap(territories, against, wrong);
}

/** Two territories of one place, or one in another that is exclusive: also the regions of a branch. */
function lintOverlap(territories: Territories, { branches, read }: LintAgainst, wrong: Report): void {
  const named = new Set(
    territories.flatMap((territory) => territory.branches.map(({ branchId }) => branchId)),
  );
  for (const [at, { region }] of territories.entries()) {
    const areas = areaOf(region, read);
    for (const other of territories.slice(0, at)) {
      const others = areaOf(other.region, read);
      const isSame =
        normaliseRegion(region) === normaliseRegion(other.region) ||
        areas.some((area) => others.some((one) => isSameArea(one, area)));
      if (isSame) wrong(`territories.${at}.region`, 'territory-twice', { region, other: other.region });
    }
    const around = territories.find(
      (other, place) =>
        place !== at &&
        other.isExclusive === true &&
        areas.some((area) =>
          areaOf(other.region, read).some((one) => surrounds(one, area) && !isSameArea(one, area)),
        ),
    );
    if (around) wrong(`territories.${at}.region`, 'in-exclusive', { region, other: around.region });
  }
  for (const [at, territory] of territories.entries()) {
    if (territory.isExclusive !== true) continue;
    const areas = areaOf(territory.region, read);
    const inside = branches.find(
      ({ id, state, areas: own = [] }) =>
        state !== 'closed' && !named.has(id) && own.some((area) => areas.some((one) => surrounds(one, area))),
    );
    if (inside)
      wrong(`territories.${at}.region`, 'others-inside', { region: territory.region, branch: inside.name });
  }
}

/** A branch that is a pipeline of HQ has that pipeline for itself: leads are neither routed out of it nor given to HQ in it. */
function lintInside(rules: RoutingRulesBody, branches: LintAgainst['branches'], wrong: Report): void {
  const { hqAccountId, intakePipelineId, escalation } = rules;
  const of = (pipelineId: number | undefined) =>
    branches.find(
      ({ state, target }) =>
        state !== 'closed' && target?.accountId === hqAccountId && target.pipelineId === pipelineId,
    );
  const [inIntake, inEscalation] = [of(intakePipelineId), of(escalation?.pipelineId)];
  if (inIntake) wrong('intakePipelineId', 'branch-intake', { branch: inIntake.name });
  if (inEscalation) wrong('escalation.pipelineId', 'branch-escalation', { branch: inEscalation.name });
}

/** A field that means two things is read as both. */
function lintFields({ regionFieldId, cityFieldId, branchFieldId }: RoutingRulesBody, wrong: Report): void {
  const facts = { id: String(regionFieldId) };
  if (cityFieldId === regionFieldId) wrong('cityFieldId', 'field-twice', facts);
  if (branchFieldId === regionFieldId) wrong('branchFieldId', 'field-twice', facts);
  else if (branchFieldId != null && branchFieldId === cityFieldId)
    wrong('branchFieldId', 'field-twice', { id: String(branchFieldId) });
}

function lintFallback(
  { fallbackBranchId, outsideHours }: RoutingRulesBody,
  { branches }: LintAgainst,
  wrong: Report,
  doubtful: Report,
): void {
  const path = 'fallbackBranchId';
  if (fallbackBranchId == null) {
    if (outsideHours === 'next-branch') wrong(path, 'no-fallback');
    return;
  }
  const branch = branches.find(isOpen(fallbackBranchId));
  if (!branch) {
    wrong(path, 'unknown-branch', { branchId: fallbackBranchId });
    return;
  }
  if (branch.state === 'paused') doubtful(path, 'fallback-paused', { branch: branch.name });
  if (!branch.target) doubtful(path, 'fallback-nowhere', { branch: branch.name });
}

/** Hours in which no branch is open: who comes then waits, whatever the rules say. */
function lintHours(
  { outsideHours }: RoutingRulesBody,
  { branches, now }: LintAgainst,
  doubtful: Report,
): void {
  if (outsideHours == null || outsideHours === 'anyway') return;
  const active = branches.filter(({ state, target }) => state === 'active' && target !== null);
  const calendars = active.map(({ calendar }) => calendar);
  if (calendars.length === 0 || calendars.includes(null)) return;
  const hours = Math.floor(
    longestClosed(
      calendars.filter((one) => one !== null),
      now,
    ) / 3_600_000,
  );
  if (hours >= longNight) doubtful('outsideHours', 'nobody-open', { hours });
}

function lintCover(
  rules: RoutingRulesBody,
  { branches, read, regions }: LintAgainst,
  doubtful: Report,
): void {
  if (rules.fallbackBranchId != null || branches.length === 0) return;
  const territories: TerritoryFacts[] = (rules.territories ?? []).map((territory) => ({
    ...territory,
    areas: areaOf(territory.region, read),
  }));
  const open = branches.filter(({ state }) => state !== 'closed');
  const uncovered = regions.filter((region) => {
    const areas = [wholeOf(region)];
    const place = {
      kind: 'region',
      from: 'region',
      text: region,
      region,
      town: null,
      areas,
      how: 'exact',
    } as const;
    return findTerritory(place, { territories }, open).candidates.length === 0;
  });
  if (uncovered.length > 0)
    doubtful('territories', 'uncovered', { count: uncovered.length, regions: uncovered });
}

function isOpen(branchId: string): (branch: BranchFacts) => boolean {
  return ({ id, state }) => id === branchId && state !== 'closed';
}

/** A region or town of the dictionary, or a zone that some branch has among its regions. */
function isRegion(text: string, { branches, read }: LintAgainst): boolean {
  if (areaOf(text, read).length > 0) return true;
  const wanted = normaliseRegion(text);
  return branches.some(({ regions }) => regions.some(({ name }) => normaliseRegion(name) === wanted));
}

function areaOf(region: string, read: LintAgainst['read']): readonly Area[] {
  return areasOf([{ name: region, aliases: [] }], read);
}
