import type { ConfigObject } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { knownAs } from './known-as.js';
import type { AllowedDifference } from './ledger.js';
import { keysOf, type Match } from './match-objects.js';
import type { PlanInput } from './plan-input.js';

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

/**
 * The exceptions, with one more for each object of the release whose counterpart in the branch HQ leaves to it as what an
 * earlier release had under another identity.
 */
export function withCounterparts(
  input: Pick<PlanInput, 'release' | 'branch' | 'ledger' | 'exceptions'>,
  matches: ReadonlyMap<string, Match>,
): readonly AllowedDifference[] {
  const { release, exceptions = [] } = input;
  const excepted = exceptedIn(input, keysOf(matches));
  if (excepted.size === 0) return exceptions;
  const counterparts = release.objects.filter((object) => {
    const match = matches.get(address(object.kind, object.key));
    const place = match?.state === 'matched' ? address(object.kind, match.observed.id) : null;
    return place !== null && excepted.has(place) && !isExcepted(object, input);
  });
  return [...exceptions, ...counterparts.map(({ kind, key }) => ({ kind, key }))];
}

/**
 * Addresses of the objects of a branch that HQ leaves to it, whole or with what they are in, in whatever release they are
 * or were: by the release's key, by what the ledger knows them as, or by their own names. `keys` has the release keys of
 * what is matched. Narrowing leaves nothing to the branch.
 */
export function exceptedIn(
  { branch, ledger, exceptions = [] }: Pick<PlanInput, 'branch' | 'ledger' | 'exceptions'>,
  keys: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const whole = exceptions.filter(({ attribute, isNarrowing }) => attribute === undefined && !isNarrowing);
  if (whole.length === 0) return found;
  for (const { kind, place, parentPlace, key, refs } of knownAs({ branch, ledger }, keys)) {
    const isNamed = whole.some(
      (one) => one.kind === kind && (one.key === key || (one.refs ?? []).some((ref) => refs.includes(ref))),
    );
    if (isNamed || (parentPlace !== undefined && found.has(parentPlace))) found.add(place);
  }
  return found;
}
