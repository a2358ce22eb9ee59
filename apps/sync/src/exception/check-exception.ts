import { message } from '@hub/messages';
import type { FieldError } from '@hub/platform';
import type { Configuration, ConfigObject } from '../configuration/configuration.js';
import type { KindName } from '../kind/kind-name.js';
import { isOrdered, kindOf } from '../kind/kinds.js';

interface Asked {
  readonly kind: KindName;
  readonly key: string;
  readonly attributes: readonly string[];
  readonly endsAt: Date;
}

type Checked =
  | { readonly verdict: 'right'; readonly object: ConfigObject }
  | { readonly verdict: 'wrong'; readonly errors: FieldError[] };

/** The object that an exception is about, or what is wrong with it by field. */
export function checkException(
  { kind, key, attributes, endsAt }: Asked,
  release: Configuration,
  now: Date,
): Checked {
  const object = release.objects.find((item) => item.kind === kind && item.key === key);
  const errors: FieldError[] = [];
  if (!object) errors.push({ path: 'key', detail: message('exceptions.no-object', { kind, key }) });
  const of = object ? attributesOf(object) : [];
  attributes.forEach((attribute, at) => {
    if (object && !of.includes(attribute))
      errors.push({
        path: `attributes.${at}`,
        detail: message('exceptions.no-attribute', { attribute, of }),
      });
  });
  errors.push(...wrongEnd(endsAt, now));
  return object && errors.length === 0 ? { verdict: 'right', object } : { verdict: 'wrong', errors };
}

/** What is wrong with the end of an exception; empty when nothing is. */
export function wrongEnd(endsAt: Date, now: Date): FieldError[] {
  return endsAt > now ? [] : [{ path: 'endsAt', detail: message('exceptions.end-passed') }];
}

/** What may differ in an object: its attributes, and its place where the order counts. */
function attributesOf({ kind, fixed, attributes }: ConfigObject): string[] {
  const isPlaced = isOrdered(kindOf(kind)) && fixed === undefined;
  return [...Object.keys(attributes), ...(isPlaced ? ['order'] : [])];
}
