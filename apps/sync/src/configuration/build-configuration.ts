import type { Attributes, KindName } from '../kind/kind.js';
import { kindOf, levelOf } from '../kind/kinds.js';
import type { ConfigObject, Configuration } from './configuration.js';
import { textOf } from './json.js';
import { joinKey, keyMaker, segment } from './key.js';
import { entityTypes } from './raw-snapshot.js';

/** An object before it has a key. References are keys already; `within` is the parent's key or the entity type. */
export interface Draft {
  readonly kind: KindName;
  readonly within: string;
  readonly attributes: Attributes;
  readonly fixed?: string;
}

/** The key a draft gets, unless an elder sister has it: its code, else its name, below its parent. */
export function draftKey({ within, attributes, fixed }: Draft): string {
  return joinKey(within, fixed ?? segment(textOf(attributes.code ?? attributes.name)));
}

/**
 * A configuration of objects that come from no account: `ref` is the key. Drafts may come in any order; those of one
 * parent keep theirs, except tags and task types, which have none and are sorted by name.
 */
export function buildConfiguration(drafts: readonly Draft[]): Configuration {
  const unique = new Map<KindName, (key: string) => string>();
  const objects = drafts.map((draft): ConfigObject => {
    const maker = unique.get(draft.kind) ?? keyMaker();
    unique.set(draft.kind, maker);
    const key = maker(draftKey(draft));
    return { ...draft, key, ref: key };
  });
  const place = new Map<string, number>(entityTypes.map((entity, at) => [entity, at]));
  const byLevel = [...new Set(objects.map(({ kind }) => kind))].sort((a, b) => levelOf(a) - levelOf(b));
  const sorted = byLevel.flatMap((name) => {
    const { parent, ordered } = kindOf(name);
    const parentPlace = ({ within }: ConfigObject) =>
      place.get(parent ? `${parent} ${within}` : within) ?? -1;
    const mine = objects
      .filter(({ kind }) => kind === name)
      .sort(
        (a, b) =>
          parentPlace(a) - parentPlace(b) || (ordered || name === 'manual' ? 0 : a.key < b.key ? -1 : 1),
      );
    mine.forEach(({ key }, at) => place.set(`${name} ${key}`, at));
    return mine;
  });
  return { objects: sorted };
}
