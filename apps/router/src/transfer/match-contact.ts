import { clientKeysOf } from '@hub/amocrm/pure';

/** A person as far as two accounts can compare one. */
export interface Person {
  name: string;
  phones: readonly string[];
  emails: readonly string[];
}

/**
 * Do both share a phone or an e-mail? amoCRM's `query` hits any field and any part of it, so what it finds is compared
 * with this before it is accepted (entities sheet 1.2).
 */
export function isSamePerson(one: Person, other: Person): boolean {
  const known = new Set(keysOf(one));
  return keysOf(other).some((key) => known.has(key));
}

/** Is `found` the contact that an earlier attempt made from `wanted`? Where nothing proves a person, all has to agree. */
export function isMadeFrom(found: Person, wanted: Person): boolean {
  if (keysOf(wanted).length > 0) return isSamePerson(found, wanted);
  return (
    found.name === wanted.name &&
    isSameList(found.phones, wanted.phones) &&
    isSameList(found.emails, wanted.emails)
  );
}

/** What to ask amoCRM's search for, phones first. It compares the last ten digits of a number. */
export function searchTerms(person: Person): string[] {
  return [...new Set(keysOf(person).map((key) => (key.startsWith('+') ? key.slice(1).slice(-10) : key)))];
}

function keysOf({ phones, emails }: Person): string[] {
  const keys = clientKeysOf(phones, emails);
  return [...keys.phones, ...keys.emails];
}

function isSameList(ones: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify([...ones].sort()) === JSON.stringify([...others].sort());
}
