import { openSecret, type SecretKey, type SecretPlace } from './seal-secret.js';

/** A sealed value of the database that shows whether a key is the right one. */
export interface SealedSample {
  version: number;
  place: SecretPlace;
  sealed: string;
  /** Whether a stored secret needs this key; a probe of a key that was rotated out needs none. */
  isSecret: boolean;
}

export type KeyVerdict =
  /** `unproven`: numbers of keys for which the database has no probe yet. */
  { kind: 'right'; unproven: number[] } | { kind: 'wrong'; fault: string };

/**
 * Whether a process with these keys could read what the database holds: each key opens a sample of its number (one that
 * is damaged condemns no key), every number that stored secrets need is there, and at least one key is known to a database
 * that knows any. Without samples (a new database) every key is right.
 */
export function judgeKeys(keys: readonly SecretKey[], samples: readonly SealedSample[]): KeyVerdict {
  const versions = new Set(keys.map(({ version }) => version));
  const known = samples.filter(({ version }) => versions.has(version));
  const opened = new Set(known.filter((sample) => opens(keys, sample)).map(({ version }) => version));
  const refused = known.find(({ version }) => !opened.has(version));
  if (refused) return wrong(`its key ${refused.version} is not the key ${refused.version} of this database`);
  const missing = samples.find(({ version, isSecret }) => isSecret && !versions.has(version));
  if (missing)
    return wrong(`it lacks key ${missing.version}, under which secrets of this database are sealed`);
  if (samples.length > 0 && known.length === 0) return wrong('none of its keys is known to this database');
  const proven = new Set(known.filter(({ isSecret }) => !isSecret).map(({ version }) => version));
  return { kind: 'right', unproven: [...versions].filter((version) => !proven.has(version)) };
}

function opens(keys: readonly SecretKey[], { place, sealed }: SealedSample): boolean {
  try {
    openSecret(keys, place, sealed);
    return true;
  } catch {
    return false;
  }
}

function wrong(fault: string): KeyVerdict {
  return { kind: 'wrong', fault };
}
