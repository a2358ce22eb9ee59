import type { Configuration, ConfigObject } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';

/** Whether the API can make an object of a release as it is there; else only a person can, whatever the branch is like. */
export function isCreatable(object: ConfigObject, { objects }: Pick<Configuration, 'objects'>): boolean {
  const { name, effect, creatable } = kindOf(object.kind);
  if (effect.create === 'manual' || !creatable) return effect.create !== 'manual';
  const isFilled = objects.some(({ kind, within }) => within === object.key && kindOf(kind).parent === name);
  return creatable(object.attributes, object.within, isFilled);
}
