import { createCipheriv, createDecipheriv } from 'node:crypto';

/** One AES-256 key with the number under which sealed values name it. */
export interface SecretKey {
  version: number;
  key: Buffer;
}

/** What a sealed value belongs to; it opens under the same place only, so rows cannot be swapped. */
export interface SecretPlace {
  accountId: string;
  field: string;
}

/** Nonce of AES-GCM; 96 random bits per sealing. */
export const nonceBytes = 12;
const tagBytes = 16;

/**
 * Reads `2:base64,1:base64`: numbered keys of 32 bytes, the first one seals and all of them open.
 * Throws an error that names the position of a bad key and never its text.
 */
export function parseSecretKeys(text: string): SecretKey[] {
  const keys = text.split(',').map((part, index) => {
    const match = /^\s*(\d{1,6}):([A-Za-z0-9+/_=-]+)\s*$/.exec(part);
    const key = Buffer.from(match?.[2] ?? '', 'base64');
    if (!match || key.length !== 32) {
      throw new Error(`Secret key ${index + 1} is not of the form number:base64 with 32 bytes`);
    }
    return { version: Number(match[1]), key };
  });
  if (new Set(keys.map(({ version }) => version)).size < keys.length) {
    throw new Error('Two secret keys have the same number');
  }
  return keys;
}

/** Seals with AES-256-GCM; the account and the field are additional data. A nonce must never be used twice. */
export function sealSecret(key: SecretKey, place: SecretPlace, plain: string, nonce: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', key.key, nonce).setAAD(additionalData(place));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return `${key.version}:${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')}`;
}

/** Opens a sealed value. Throws when the key is missing, or the value was changed or belongs elsewhere. */
export function openSecret(keys: readonly SecretKey[], place: SecretPlace, sealed: string): string {
  const version = sealedVersion(sealed);
  const key = keys.find((candidate) => candidate.version === version);
  if (!key) throw new Error(`No secret key with number ${version}`);
  const bytes = Buffer.from(sealed.slice(sealed.indexOf(':') + 1), 'base64');
  if (bytes.length < nonceBytes + tagBytes) throw new Error('A sealed value is too short');
  const decipher = createDecipheriv('aes-256-gcm', key.key, bytes.subarray(0, nonceBytes))
    .setAAD(additionalData(place))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString(
    'utf8',
  );
}

/** The number of the key that sealed a value. */
export function sealedVersion(sealed: string): number {
  return Number(sealed.slice(0, Math.max(0, sealed.indexOf(':'))));
}

function additionalData({ accountId, field }: SecretPlace): Buffer {
  return Buffer.from(`${accountId}|${field}`, 'utf8');
}
