import { checksum, type ConfigObject } from '../configuration/configuration.js';
import { sameJson, textOf } from '../configuration/json.js';
import { stepMark } from '../configuration/draft.js';
import { unreadStep } from '../configuration/manual-steps.js';
import { mapReferences } from '../configuration/normalise-snapshot.js';
import type { Guard, Observed } from '../kind/kind.js';
import type { Attributes } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address, ownMark } from '../kind/placeholder.js';
import { blockedReference } from './block-creations.js';
import { allowedAttributes, isExcepted } from './exceptions.js';
import { isCreatable } from './is-creatable.js';
import { notSeen, originsOf, type LedgerEntry } from './ledger.js';
import { countAddress } from './live-counts-needed.js';
import { builtInWith, type Match } from './match-objects.js';
import { placeObjects, type Place } from './place-objects.js';
import type { PlanInput } from './plan-input.js';
import type { Change, Reason, Risk } from './plan.js';
import { useRisks } from './uses.js';

/**
 * Checksum under which the ledger keeps the confirmation of a step; other words are another step. The name of one that is
 * about something does not count: it follows the name of that.
 */
export function stepChecksum({ ref, attributes }: Pick<ConfigObject, 'ref' | 'attributes'>): string {
  const words = Object.entries(attributes).filter(([name]) => name !== 'name' || !ref.startsWith(stepMark));
  return checksum(Object.fromEntries(words)).slice(0, 16);
}

/** The changes for everything the release has: create, update, adopt, manual or blocked, in release order. */
export function planWanted(input: PlanInput, matches: ReadonlyMap<string, Match>): readonly Change[] {
  const keys = new Map<string, string>();
  for (const [key, match] of matches)
    if (match.state !== 'new' && match.observed)
      keys.set(address(match.observed.kind, match.observed.id), key.slice(key.indexOf(' ') + 1));
  const context: Context = {
    input,
    matches,
    keys,
    places: placeObjects(input, matches),
    origins: originsOf(input.ledger),
    ledger: new Map(input.ledger.map((entry) => [`${entry.kind} ${entry.ref} ${entry.branchId}`, entry])),
  };
  const refused = new Set<string>();
  const { unread } = input.branch;
  const wanted = input.release.objects.filter((object) => !isExcepted(object, input));
  const read = wanted.filter(({ kind }) => !unread.includes(kind));
  const steps = unread.flatMap((kind) => {
    const objects = wanted.filter((object) => object.kind === kind);
    return objects.length === 0 ? [] : stepOf(unreadStep(kind, objects), 'not-readable', context);
  });
  const changes = read.flatMap((object) => {
    const { parent } = kindOf(object.kind);
    // Because what the branch keeps for itself gets no children from here.
    const isRefused = parent !== undefined && refused.has(address(parent, object.within));
    const changes = isRefused
      ? [change(object, { action: 'blocked', after: object.attributes, reason: reason('parent-blocked') })]
      : changesOf(object, context);
    const isAdoption = isAdopted(matches.get(address(object.kind, object.key)));
    if (isAdoption && !changes.some(({ action }) => action === 'adopt'))
      refused.add(address(object.kind, object.key));
    return changes;
  });
  return [...changes, ...steps];
}

/** A step for a person, unless it is confirmed in these words. */
function stepOf(step: ConfigObject, why: 'by-hand' | 'not-readable', { ledger }: Context): readonly Change[] {
  if (ledger.has(`${step.kind} ${step.ref} ${stepChecksum(step)}`)) return [];
  return [change(step, { action: 'manual', after: step.attributes, reason: reason(why) })];
}

/** Whether an object of the branch becomes the hub's with this plan. */
function isAdopted(match: Match | undefined): boolean {
  return match?.state === 'matched' && (match.by === 'code' || match.by === 'name');
}

interface Context {
  readonly input: PlanInput;
  readonly matches: ReadonlyMap<string, Match>;
  /** Address of a branch object (`kind id`) → release key. */
  readonly keys: ReadonlyMap<string, string>;
  readonly places: ReadonlyMap<string, Place>;
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  readonly origins: ReturnType<typeof originsOf>;
}

function changesOf(object: ConfigObject, context: Context): readonly Change[] {
  const kind = kindOf(object.kind);
  const match = context.matches.get(address(object.kind, object.key)) ?? { state: 'new' };
  if (kind.isStep) return stepOf(object, 'by-hand', context);
  if (match.state === 'blocked' && match.observed?.attributes.archived === true) {
    const [before, after] = [{ archived: true }, { archived: false }];
    const { reason: why, observed } = match;
    return [change(object, { action: 'blocked', branchId: observed.id, before, after, reason: why })];
  }
  if (match.state === 'blocked')
    return [change(object, { action: 'blocked', after: object.attributes, reason: match.reason })];
  if (match.state === 'matched') return compare(object, match, context);
  if (!isCreatable(object, context.input.release))
    return [change(object, { action: 'manual', after: object.attributes, reason: reason('not-writable') })];
  const place = context.places.get(address(object.kind, object.key));
  return [
    change(object, {
      action: 'create',
      after: object.attributes,
      risks: attributeRisks(object, object.attributes),
      ...place,
    }),
  ];
}

function compare(
  object: ConfigObject,
  match: Match & { state: 'matched' },
  context: Context,
): readonly Change[] {
  const { observed } = match;
  const kind = kindOf(object.kind);
  const existing = mapReferences(
    observed,
    (of, id) => context.keys.get(address(of, id)) ?? `${ownMark}${id}`,
  );
  const wanted = withOwnReferences(object, existing);
  const allowed = allowedAttributes(object, context.input);
  const differing = Object.keys(wanted).filter(
    (name) =>
      !allowed.has(name) &&
      !sameJson(wanted[name], existing[name]) &&
      !(name in (kind.unsaid ?? {}) && sameJson(wanted[name], kind.unsaid?.[name])),
  );
  const pick = (names: readonly string[], from: Attributes): Attributes =>
    Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name] ?? null]));
  const place = context.places.get(address(object.kind, object.key));
  const base = { branchId: observed.id };
  const stop = (why: Reason, names: readonly string[]) =>
    change(object, {
      ...base,
      action: 'blocked',
      before: pick(names, existing),
      after: pick(names, wanted),
      reason: why,
    });

  const byHand = differing.filter((name) => kind.unwritable.includes(name));
  const writable = differing.filter((name) => !kind.unwritable.includes(name));
  const stuck = blockedReference(object, pick(writable, wanted), context.matches, context.input);
  const obstacle = stuck ?? takenCode(object, writable, observed, context.input);
  if (obstacle) return [stop(obstacle, writable)];
  const { guard } = kind;
  const isThrown = guard !== undefined && pick(writable, wanted)[guard.attribute] === guard.value;
  const off = isThrown ? guardRisk(guard, observed, context.input) : null;
  const waits = off?.count === 0 ? null : off;
  // Because only this one switch waits for people; what else the pipeline gets does not depend on it.
  const written = waits ? writable.filter((name) => name !== guard?.attribute) : writable;
  const changes: Change[] = [];
  const adopts = isAdopted(match);
  if (adopts || written.length > 0 || place)
    changes.push(
      change(object, {
        ...base,
        action: adopts ? 'adopt' : 'update',
        ...(adopts && isOwn(object, observed, context) ? { origin: 'created' } : {}),
        before: pick(written, existing),
        after: pick(written, wanted),
        risks: [
          ...renameRisk(observed, written, context.input),
          ...attributeRisks(object, pick(written, wanted)),
          ...(off && !waits ? [off] : []),
        ],
        ...place,
      }),
    );
  if (guard && waits) changes.push({ ...stop(waitReason(guard, waits), [guard.attribute]), risks: [waits] });
  if (byHand.length > 0)
    changes.push(
      change(object, {
        ...base,
        action: 'manual',
        before: pick(byHand, existing),
        after: pick(byHand, wanted),
        reason: reason('not-writable'),
      }),
    );
  return changes;
}

function isOwn({ kind, ref }: ConfigObject, { id }: Observed, { origins, ledger }: Context): boolean {
  if (origins.get(address(kind, id)) === 'created') return true;
  const sent = ledger.get(`${kind} ${ref} ${notSeen}`);
  // Because what was there before the call was not made by it, whatever it is named now.
  return sent !== undefined && !(sent.beside ?? []).includes(id);
}

/** Lists of references keep what the branch added of its own, such as a field required at one of its own stages. */
function withOwnReferences(object: ConfigObject, existing: Attributes): Attributes {
  const { references } = kindOf(object.kind);
  return Object.fromEntries(
    Object.entries(object.attributes).map(([name, value]) => {
      const now = existing[name];
      if (!references[name] || !Array.isArray(value) || !Array.isArray(now)) return [name, value];
      const own = (now as readonly string[]).filter((key) => key.startsWith(ownMark));
      return [name, [...(value as readonly string[]), ...own].sort()];
    }),
  );
}

/** Codes are unique per entity type (sheet 4.2); another field that has the code cannot lose it silently. */
function takenCode(
  object: ConfigObject,
  written: readonly string[],
  observed: Observed,
  { branch }: PlanInput,
): Reason | null {
  if (!kindOf(object.kind).hasUniqueCodes || !written.includes('code')) return null;
  const builtIn = builtInWith(object, branch.unmanaged);
  if (builtIn) return reason('code-built-in', builtIn);
  const { code } = object.attributes;
  const holder = branch.objects.find(
    (item) =>
      item.kind === object.kind &&
      item.within === observed.within &&
      item.id !== observed.id &&
      item.attributes.code === code,
  );
  return holder ? reason('code-taken', { code: textOf(code), name: textOf(holder.attributes.name) }) : null;
}

/** The risk of touching what people see on their cards, with the live count if it is known. */
export function liveRisk(observed: Observed, { liveCounts }: PlanInput): readonly Risk[] {
  const code = kindOf(observed.kind).live?.risk;
  return code ? [{ code, count: liveCounts?.[address(observed.kind, observed.id)] ?? null }] : [];
}

function renameRisk(observed: Observed, written: readonly string[], input: PlanInput): readonly Risk[] {
  return written.includes('name') ? [...liveRisk(observed, input), ...useRisks(observed, input.uses)] : [];
}

/** The risk of changing a guarded switch, with what waits behind it now, if that was counted. */
export function guardRisk({ risk }: Guard, { kind, id }: Observed, { liveCounts }: PlanInput): Risk {
  return { code: risk, count: liveCounts?.[countAddress(risk, kind, id)] ?? null };
}

/** Why a guarded switch is not changed, or its object is not removed. */
export function waitReason(guard: Guard, { count }: Risk): Reason {
  return count === null ? reason('not-counted') : reason(guard.reason, { count });
}

function attributeRisks({ kind }: Pick<ConfigObject, 'kind'>, after: Attributes): readonly Risk[] {
  return (kindOf(kind).risks?.written(after) ?? []).map((code) => ({ code, count: null }));
}

function reason(code: Reason['code'], facts: Reason['facts'] = {}): Reason {
  return { code, facts };
}

/** A change of a release object; what is not given is empty. */
function change(object: ConfigObject, given: Partial<Change> & Pick<Change, 'action'>): Change {
  const { kind, key, ref, within } = object;
  return {
    kind,
    key,
    ref,
    within,
    name: textOf(object.attributes.name ?? key),
    fixed: object.fixed ?? null,
    branchId: null,
    before: null,
    after: null,
    sort: null,
    moved: false,
    wave: 0,
    reason: null,
    risks: [],
    migrateTo: null,
    ...given,
  };
}
