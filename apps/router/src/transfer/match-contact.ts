/** A person as far as two accounts can compare one. */
export interface Person {
  name: string;
  phones: readonly string[];
  emails: readonly string[];
}

/**
 * What is the same for one phone number however it is written: its last ten digits, because +7, 8 and a missing
 * country code mean one number. Null for what is too short to name anybody.
 */
export function phoneKey(phone: string): string | null {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 7 ? null : digits.slice(-10);
}

/** An e-mail address as mail servers compare it; null for what is none. */
export function emailKey(email: string): string | null {
  const plain = email.trim().toLowerCase();
  return plain.includes('@') ? plain : null;
}

/**
 * Do both share a phone or an e-mail? amoCRM's `query` hits any field and any part of it, so what it finds is
 * compared with this before it is believed (entities sheet 1.2).
 */
export function isSamePerson(one: Person, other: Person): boolean {
  return shareKey(one.phones, other.phones, phoneKey) || shareKey(one.emails, other.emails, emailKey);
}

/** Is `found` the contact that an earlier attempt made from `wanted`? Without phone and e-mail the name decides. */
export function isMadeFrom(found: Person, wanted: Person): boolean {
  return hasAddress(wanted) ? isSamePerson(found, wanted) : !hasAddress(found) && found.name === wanted.name;
}

/** What to ask amoCRM's search for, the surest first. */
export function searchTerms(person: Person): string[] {
  return [...keysOf(person.phones, phoneKey), ...keysOf(person.emails, emailKey)];
}

function hasAddress(person: Person): boolean {
  return searchTerms(person).length > 0;
}

function shareKey(
  ones: readonly string[],
  others: readonly string[],
  keyOf: (text: string) => string | null,
): boolean {
  const known = keysOf(ones, keyOf);
  return [...keysOf(others, keyOf)].some((key) => known.has(key));
}

function keysOf(texts: readonly string[], keyOf: (text: string) => string | null): Set<string> {
  return new Set(texts.map(keyOf).filter((key) => key !== null));
}
