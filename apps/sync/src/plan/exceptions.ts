import type { ConfigObject } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';
import type { AllowedDifference } from './ledger.js';

interface Allowing {
  readonly exceptions?: readonly AllowedDifference[];
}

/** Whether HQ allows the whole object, or its parent, to differ in this branch. */
export function isExcepted(
  object: Pick<ConfigObject, 'kind' | 'key' | 'within'>,
  { exceptions = [] }: Allowing,
): boolean {
  const { parent } = kindOf(object.kind);
  return exceptions.some(
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
