import { createHmac } from 'node:crypto';

/** What a client is known by: phones and e-mails, each normalised so that equal ones are equal texts. */
export interface ClientValues {
  phones: readonly string[];
  emails: readonly string[];
}

/** Their hashes, by what they were made from. */
export interface ClientHashes {
  phones: string[];
  emails: string[];
}

/** So many bytes: two of a million million clients share a hash by chance once in a million million times. */
const hashBytes = 16;

/**
 * Keyed hashes of a client's phones and e-mails: equal for equal values under one key, and without the key nobody can
 * find a value by trying numbers. A hash begins with what it was made from, `p:` or `e:`.
 */
export function hashClients(key: Buffer, { phones, emails }: ClientValues): ClientHashes {
  const hashed = (kind: string) => (value: string) => {
    const digest = createHmac('sha256', key).update(`${kind}:${value}`, 'utf8').digest();
    return `${kind}:${digest.subarray(0, hashBytes).toString('base64url')}`;
  };
  return { phones: phones.map(hashed('p')), emails: emails.map(hashed('e')) };
}
