import { checksum } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import { joinKey, nameOfSegment, segment } from '../configuration/key.js';
import type { Observed } from '../kind/kind.js';
import { kindOf, levelOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { allowedAttributes, exceptedIn, isExcepted } from './exceptions.js';
import { originsOf, type LedgerEntry } from './ledger.js';
import { keysOf, type Match } from './match-objects.js';
import { openGuard } from './live-counts-needed.js';
import type { PlanInput } from './plan-input.js';
import { guardRisk, liveRisk, waitReason } from './plan-wanted.js';
import type { Change, Plan, Reason, Risk } from './plan.js';
import { isEntryLeftOut, leftOutIn } from './released.js';
import { useObstacle, useRisks } from './uses.js';
import { contains } from './contains.js';
import { markClearances } from './mark-whole-kinds.js';

export interface Deletions {
  readonly changes: readonly Change[];
  readonly leftovers: Plan['leftovers'];
  readonly released: NonNullable<Plan['released']>;
}

/**
 * What becomes of objects in the ledger that the release no longer has. What the release leaves out is the branch's own
 * from now on. Of the rest only what the hub created is deleted, only with `prune`, and only when no setting of the hub
 * names it and nothing live is lost: deals need a target, requests that wait block, an unknown count blocks. A pipeline
 * or group that contains something of the branch's own stays, and so do what is archived, what HQ leaves to the branch
 * and what that is in. Children go with their parent, without calls of their own. `wanted` are the changes for what the
 * release has: what the branch keeps for itself because its adoption is blocked keeps what is in it, too.
 */
export function planDeletions(
  input: PlanInput,
  matches: ReadonlyMap<string, Match>,
  wanted: readonly Change[],
): Deletions {
  const context = contextOf(input, matches);
  const refused = refusedIn(matches, wanted);
  const changes: Change[] = [];
  const leftovers: Deletions['leftovers'][number][] = [];
  const going = new Set<string>();
  const origins = originsOf(input.ledger);
  const entries = [
    ...new Map(input.ledger.map((entry) => [address(entry.kind, entry.branchId), entry])).values(),
  ].sort((a, b) => levelOf(a.kind) - levelOf(b.kind));
  for (const entry of entries) {
    const observed = context.existing.get(address(entry.kind, entry.branchId));
    if (!observed || observed.fixed !== undefined) continue;
    if (context.leftOut.has(address(observed.kind, observed.id))) continue;
    if (context.inRelease.has(address(observed.kind, observed.id))) continue;
    if (context.keys.has(address(observed.kind, observed.id))) continue;
    const { parent, effect } = kindOf(observed.kind);
    if (parent && going.has(address(parent, observed.within))) continue;
    const name = textOf(observed.attributes.name);
    // Because a parent that was adopted and left the release is the branch's again, with all that is in it.
    const parentPlace = parent && address(parent, observed.within);
    const isReleased =
      parentPlace !== undefined && (!context.keys.has(parentPlace) || refused.has(parentPlace));
    const isAdopted = origins.get(address(entry.kind, entry.branchId)) === 'adopted';
    const isUnknown = input.release.unread?.includes(observed.kind) === true;
    const isExcepted = context.excepted.has(address(observed.kind, observed.id));
    const isKept = isAdopted || isUnknown || isExcepted || observed.attributes.archived === true;
    if (isKept || input.prune !== true || isReleased || isInQuestion(observed, input, matches)) {
      leftovers.push({ kind: observed.kind, name, branchId: observed.id, ...placed(observed, context) });
      continue;
    }
    going.add(address(observed.kind, observed.id));
    const by = effect.remove === 'manual' ? ({ code: 'not-deletable', facts: {} } as const) : null;
    const reason = by ?? useObstacle(observed, input.uses) ?? obstacle(observed, input, context);
    const migrateTo = target(observed, input);
    changes.push({
      action: by ? 'manual' : reason ? 'blocked' : 'delete',
      kind: observed.kind,
      ...keyOf(observed, context.keys),
      ref: entry.ref,
      name,
      branchId: observed.id,
      before: observed.attributes,
      after: null,
      fixed: null,
      sort: null,
      moved: false,
      wave: 0,
      reason,
      risks: risksOf(observed, input, migrateTo),
      migrateTo: reason ? null : migrateTo,
      ...(reason ? {} : insideOf(observed, input)),
    });
  }
  return {
    changes: markClearances(changes, input),
    leftovers: [...leftovers, ...unseenLeftovers(entries, input, context)],
    released: released(input, context),
  };
}

/** Addresses of branch objects that were found by code or name and that the plan does not take over. */
function refusedIn(matches: ReadonlyMap<string, Match>, wanted: readonly Change[]): ReadonlySet<string> {
  const taken = new Set(
    wanted.filter(({ action }) => action === 'adopt').map(({ kind, key }) => address(kind, key)),
  );
  return new Set(
    [...matches].flatMap(([key, match]) =>
      match.state === 'matched' && (match.by === 'code' || match.by === 'name') && !taken.has(key)
        ? [address(match.observed.kind, match.observed.id)]
        : [],
    ),
  );
}

/**
 * Every entry of what the release leaves out: the ledger is to forget it. For kinds that cannot be read, the ledger
 * decides.
 */
function released({ ledger, branch, release }: PlanInput, context: Context): Deletions['released'] {
  return ledger.flatMap((entry) => {
    const { kind, ref, branchId } = entry;
    const place = address(kind, branchId);
    const observed = context.existing.get(place);
    if (observed && context.leftOut.has(place) && !context.inRelease.has(place))
      return [{ kind, ref, name: textOf(observed.attributes.name), branchId, ...placed(observed, context) }];
    const isUnseen = isEntryLeftOut(entry, release) && branch.unread.includes(kind);
    return isUnseen && !context.inRelease.has(place)
      ? [{ kind, ref, name: unseenName(entry), branchId }]
      : [];
  });
}

/** The place of an object that stays, in words: the name of its parent, or its entity type. */
function placed({ kind, within }: Observed, { existing }: Context): { within?: string } {
  const { parent } = kindOf(kind);
  const where = parent ? textOf(existing.get(address(parent, within))?.attributes.name) : within;
  return where === '' ? {} : { within: where };
}

/** What the release dropped of kinds that cannot be read: the ledger knows its id, and at best its name. */
function unseenLeftovers(
  entries: readonly LedgerEntry[],
  { branch, release }: PlanInput,
  { inRelease }: Context,
): Deletions['leftovers'] {
  return entries
    .filter(({ kind, branchId }) => branch.unread.includes(kind) && !inRelease.has(address(kind, branchId)))
    .filter((entry) => !isEntryLeftOut(entry, release))
    .map((entry) => ({ kind: entry.kind, name: unseenName(entry), branchId: entry.branchId }));
}

function unseenName({ ref, branchId }: LedgerEntry): string {
  return /^\d+$/.test(ref) ? `№ ${branchId}` : nameOfSegment(ref);
}

interface Context {
  readonly existing: ReadonlyMap<string, Observed>;
  /** Addresses of branch objects that are in the release by the ledger, matched or not. */
  readonly inRelease: ReadonlySet<string>;
  /** Address of a matched branch object → its release key. */
  readonly keys: ReadonlyMap<string, string>;
  readonly created: ReadonlySet<string>;
  /** Addresses of branch objects that the release leaves out. */
  readonly leftOut: ReadonlySet<string>;
  /** Addresses of branch objects that HQ leaves to the branch. */
  readonly excepted: ReadonlySet<string>;
  readonly matches: ReadonlyMap<string, Match>;
}

function contextOf(input: PlanInput, matches: ReadonlyMap<string, Match>): Context {
  const { branch, release, ledger } = input;
  const keys = keysOf(matches);
  const refs = new Set(release.objects.map(({ kind, ref }) => `${kind} ${ref}`));
  const created = ledger.filter((entry: LedgerEntry) => entry.origin === 'created');
  return {
    keys,
    matches,
    existing: new Map(branch.objects.map((object) => [address(object.kind, object.id), object])),
    inRelease: new Set(
      ledger
        .filter(({ kind, ref }) => refs.has(`${kind} ${ref}`))
        .map(({ kind, branchId }) => address(kind, branchId)),
    ),
    created: new Set(created.map((entry) => address(entry.kind, entry.branchId))),
    leftOut: leftOutIn(input, keys),
    excepted: exceptedIn(input, keys),
  };
}

/** Whether the release has an object that may be this one, and only a person can say so. */
function isInQuestion(
  { kind, id, attributes: { name, code } }: Observed,
  { release }: PlanInput,
  matches: ReadonlyMap<string, Match>,
): boolean {
  return release.objects.some(({ kind: wanted, key, attributes }) => {
    const match = wanted === kind ? matches.get(address(kind, key)) : undefined;
    if (match?.state !== 'blocked') return false;
    const isNamed = textOf(match.reason.facts.ids).split(', ').includes(id);
    return isNamed || attributes.name === name || (code !== undefined && attributes.code === code);
  });
}

function keyOf(observed: Observed, keys: Context['keys']): { key: string; within: string } {
  const { parent } = kindOf(observed.kind);
  const within = parent ? (keys.get(address(parent, observed.within)) ?? observed.within) : observed.within;
  return {
    within,
    key: joinKey(within, segment(textOf(observed.attributes.code ?? observed.attributes.name))),
  };
}

function target(observed: Observed, { migrationTargets, liveCounts }: PlanInput): string | null {
  const count = liveCounts?.[address(observed.kind, observed.id)];
  return count === undefined || count === 0 ? null : (migrationTargets?.[observed.id] ?? null);
}

/** The reason why this object cannot go now, if there is one. */
function obstacle(observed: Observed, input: PlanInput, context: Context): Reason | null {
  const inside = input.branch.objects.filter((item) => contains(observed, item));
  const own = inside.find(
    ({ kind, id }) =>
      context.leftOut.has(address(kind, id)) ||
      (!context.created.has(address(kind, id)) && !context.keys.has(address(kind, id))),
  );
  if (own) return { code: 'holds-own-objects', facts: { name: textOf(own.attributes.name) } };
  const kept = inside.find((item) => isLeftInside(item, input, context));
  if (kept) return { code: 'holds-excepted', facts: { name: textOf(kept.attributes.name) } };
  if (kindOf(observed.kind).isNeverEmpty && isLast(observed, input, context))
    return { code: 'last-of-its-kind', facts: {} };
  const guard = openGuard(observed.kind, observed.attributes);
  const [waits] = waitsIn(observed, input);
  if (guard && waits) return waitReason(guard, waits);
  const [live] = liveRisk(observed, input);
  if (!live) return null;
  if (live.count === null) return { code: 'not-counted', facts: {} };
  const target = kindOf(observed.kind).live?.movesTo;
  if (live.count === 0 || target === undefined) return null;
  const to = input.migrationTargets?.[observed.id];
  if (to === undefined) return { code: 'needs-target', facts: { count: live.count } };
  const found = context.matches.get(address(target, to));
  return !found || found.state === 'blocked' ? { code: 'target-unknown', facts: { key: to } } : null;
}

/** What waits behind the switch of an object and would go with it, unless it is known that nothing does. */
function waitsIn(observed: Observed, input: PlanInput): readonly Risk[] {
  const guard = openGuard(observed.kind, observed.attributes);
  return guard ? [guardRisk(guard, observed, input)].filter(({ count }) => count !== 0) : [];
}

/** What goes along with an object as it is now, those that come with every such object included. */
function insideOf({ kind, id: within }: Observed, { branch }: PlanInput): Pick<Change, 'inside'> {
  const inside = branch.objects.filter((item) => kindOf(item.kind).parent === kind && item.within === within);
  const content = inside.map(({ id, attributes }) => ({ id, attributes }));
  return content.length === 0 ? {} : { inside: checksum(content) };
}

/** Whether HQ leaves an object to the branch, or at least where the branch has placed it. */
function isLeftInside(
  { kind, id }: Observed,
  { exceptions }: PlanInput,
  { excepted, keys }: Context,
): boolean {
  const place = address(kind, id);
  if (excepted.has(place)) return true;
  const [{ placedBy }, key] = [kindOf(kind), keys.get(place)];
  if (placedBy === undefined || key === undefined) return false;
  const own = (exceptions ?? []).filter(({ isNarrowing }) => !isNarrowing);
  return allowedAttributes({ kind, key }, { exceptions: own }).has(placedBy);
}

/**
 * Whether none of the kind would be left. A new one is made before an old one goes, but not where an exception or a question
 * blocks it.
 */
function isLast({ kind }: Observed, input: PlanInput, { created, excepted, matches }: Context): boolean {
  const stays = input.branch.objects.some((item) => {
    const place = address(kind, item.id);
    return item.kind === kind && (!created.has(place) || excepted.has(place));
  });
  const comes = input.release.objects.some((object) => {
    if (object.kind !== kind) return false;
    const match = matches.get(address(kind, object.key));
    return match?.state === 'new'
      ? !isExcepted(object, input)
      : match?.state === 'matched' || !!match?.observed;
  });
  return !stays && !comes;
}

function risksOf(observed: Observed, input: PlanInput, migrateTo: string | null): readonly Risk[] {
  const inside = input.branch.objects.filter((item) => contains(observed, item));
  const goesAlong = inside.filter((item) => kindOf(item.kind).parent === observed.kind);
  const within = new Set(goesAlong.map((item) => address(item.kind, item.id)));
  const named = input.branch.mentions.filter(
    ({ kind, id }) => (kind === observed.kind && id === observed.id) || within.has(address(kind, id)),
  );
  const mentions = new Map(named.map(({ by, name }) => [`${by} ${name}`, { by, name }]));
  const sorted = [...mentions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, mention]) => mention);
  return [
    ...liveRisk(observed, input),
    ...waitsIn(observed, input),
    ...(goesAlong.length > 0 ? [{ code: 'takes-along', count: goesAlong.length } as const] : []),
    ...(kindOf(observed.kind).risks?.removed(observed.attributes) ?? []).map((code) => ({
      code,
      count: null,
    })),
    ...sorted.map((mention): Risk => ({ code: 'named-by', count: null, ...mention })),
    ...useRisks(observed, input.uses),
    ...(migrateTo === null ? [] : [{ code: 'starts-robots', count: null } as const]),
  ];
}
