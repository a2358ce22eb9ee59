import type { ConfigObject } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';
import type { AllowedDifference } from './ledger.js';

interface Allowing {
  readonly exceptions?: readonly AllowedDifference[];
}

/** Whether HQ allows the whole object, or its parent, to differ in this branch. */
export function isExcepted(
  object: Pick<ConfigObject, 'kind' | 'key' | 'within'>,
  allowing: Allowing,
): boolean {
  return exceptionsFor(object, allowing).length > 0;
}

/** The exceptions by which the whole object, or its parent, is left alone. */
export function exceptionsFor(
  object: Pick<ConfigObject, 'kind' | 'key' | 'within'>,
  { exceptions = [] }: Allowing,
): readonly AllowedDifference[] {
  const { parent } = kindOf(object.kind);
  return exceptions.filter(
    ({ kind, key, attribute }) =>
      attribute === undefined &&
      ((kind === object.kind && key === object.key) || (kind === parent && key === object.within)),
  );
}

/** The attributes of an object that HQ allows to differ in this branch. */
export function allowedAttributes(
  object: Pick<ConfigObject, 'kind' | 'key'>,
  { exceptions = [] }: Allowing,
): ReadonlySet<string> {
  return new Set(
    exceptions
      .filter(({ kind, key }) => kind === object.kind && key === object.key)
      .map(({ attribute }) => attribute ?? ''),
  );
}
