import { checksum, type ConfigObject, type Configuration } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import { fits } from '../configuration/leave-out.js';
import { nameOfSegment } from '../configuration/key.js';
import type { KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { groupBy } from '../plan/match-objects.js';

/** Objects of one kind and entity type that a release no longer has; what went with a parent is not named again. */
export interface LostObjects {
  readonly kind: KindName;
  /** Entity type, or empty. */
  readonly entity: string;
  readonly names: readonly string[];
}

/** What a release lost against the one before it. */
export interface Loss {
  readonly objects: readonly LostObjects[];
  readonly gone: number;
  /** Objects that the release before had. */
  readonly of: number;
  /** Whether a person has to say that this was meant. */
  readonly isLarge: boolean;
  /** Names exactly this loss: the objects, and the release that had them. */
  readonly confirm: string;
}

/** Above this share of the objects a loss is large. */
const largeShare = 0.3;

/**
 * What `now` no longer has of `before`. A loss is large when all of a kind or a whole subtree (a pipeline with its
 * stages, a field with its values) went, or more than 30 % of the objects. An object that was renamed keeps its ref and is
 * not lost. Kinds that `now` could not read are not lost either, nor is what it leaves out: it says nothing of them.
 */
export function lossSince(before: Configuration & { readonly id: string }, now: Configuration): Loss {
  const kept = new Set(
    now.objects.flatMap(({ kind, ref, key }) => [`${kind} ref ${ref}`, `${kind} key ${key}`]),
  );
  const isLeftOut = ({ kind, ref, key, within }: ConfigObject): boolean => {
    const { parent } = kindOf(kind);
    const owner = parent && before.objects.find((one) => one.kind === parent && one.key === within);
    const isNamed = (now.leftOut ?? []).some((rule) => fits(rule, { kind, key, ref }));
    return isNamed || (owner !== undefined && isLeftOut(owner));
  };
  const isGone = (object: ConfigObject) =>
    !kept.has(`${object.kind} ref ${object.ref}`) &&
    !kept.has(`${object.kind} key ${object.key}`) &&
    !isLeftOut(object);
  // Steps for a person follow the pipelines, and final stages their pipeline: neither is something that was lost.
  const counted = before.objects.filter(
    ({ kind, fixed }) => !kindOf(kind).isStep && fixed === undefined && now.unread?.includes(kind) !== true,
  );
  const gone = counted.filter(isGone);
  const places = new Set(gone.map(({ kind, key }) => address(kind, key)));
  const isWhole = [...groupBy(counted, ({ kind, within }) => `${kind} ${within}`).values()].some((shelf) =>
    isShelfLost(shelf, places),
  );
  return {
    objects: nameLost(gone, places),
    gone: gone.length,
    of: counted.length,
    isLarge: isWhole || gone.length > largeShare * counted.length,
    confirm: checksum([before.id, ...[...places].sort()]).slice(0, 16),
  };
}

/** All of a kind (of one entity type), or all that was in one parent. A lone child may go without a question. */
function isShelfLost(shelf: readonly ConfigObject[], gone: ReadonlySet<string>): boolean {
  const [first] = shelf;
  const parent = first && kindOf(first.kind).parent;
  const isParentGone = first && parent && gone.has(address(parent, first.within));
  const least = parent && !isParentGone ? 2 : 1;
  return shelf.length >= least && shelf.every(({ kind, key }) => gone.has(address(kind, key)));
}

function nameLost(gone: readonly ConfigObject[], places: ReadonlySet<string>): readonly LostObjects[] {
  const topmost = gone.filter(({ kind, within }) => {
    const { parent } = kindOf(kind);
    return parent === undefined || !places.has(address(parent, within));
  });
  const groups = groupBy(topmost, ({ kind, within }) => `${kind} ${entityOf(kind, within)}`);
  return [...groups.values()].flatMap((objects) => {
    const [first] = objects;
    if (!first) return [];
    return [{ kind: first.kind, entity: entityOf(first.kind, first.within), names: objects.map(nameOf) }];
  });
}

function entityOf(kind: KindName, within: string): string {
  return kindOf(kind).parent === undefined ? within : '';
}

/** A stage or value with what it belongs to. */
function nameOf({ kind, within, attributes }: ConfigObject): string {
  const name = textOf(attributes.name);
  if (kindOf(kind).parent === undefined) return name;
  return `${within.split('/').map(nameOfSegment).join(' / ')} / ${name}`;
}
