import type { KindName } from '../kind/kind-name.js';
import { kindOf, levelOf } from '../kind/kinds.js';
import type { ConfigObject, Configuration } from './configuration.js';
import { draftKey, stepMark, type Draft } from './draft.js';
import { keyMaker } from './key.js';
import { entityTypes } from './raw-snapshot.js';

/**
 * A configuration of objects that come from no account: `ref` is the key, or of a step what it is about. Drafts may
 * come in any order; those of one parent keep theirs, except tags and task types, which have none and are sorted by
 * name.
 */
export function buildConfiguration(drafts: readonly Draft[]): Configuration {
  const unique = new Map<KindName, (key: string) => string>();
  const objects = drafts.map(({ about, ...draft }): ConfigObject => {
    const maker = unique.get(draft.kind) ?? keyMaker();
    unique.set(draft.kind, maker);
    const key = maker(draftKey(draft));
    return { ...draft, key, ref: about === undefined ? key : `${stepMark}${about}` };
  });
  const place = new Map<string, number>(entityTypes.map((entity, at) => [entity, at]));
  const byLevel = [...new Set(objects.map(({ kind }) => kind))].sort((a, b) => levelOf(a) - levelOf(b));
  const sorted = byLevel.flatMap((name) => {
    const { parent, order } = kindOf(name);
    const parentPlace = ({ within }: ConfigObject) =>
      place.get(parent ? `${parent} ${within}` : within) ?? -1;
    const mine = objects
      .filter(({ kind }) => kind === name)
      .sort((a, b) => parentPlace(a) - parentPlace(b) || (order !== 'by-name' ? 0 : a.key < b.key ? -1 : 1));
    mine.forEach(({ key }, at) => place.set(`${name} ${key}`, at));
    return mine;
  });
  return { objects: sorted };
}
