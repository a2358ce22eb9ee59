import { randomBytes } from 'node:crypto';
import { nonceBytes, openSecret, sealedVersion, sealSecret, type SecretKey } from './seal-secret.js';

/** Seals and opens the secrets of accounts with the process's keys. Never log what it returns. */
export class SecretBox {
  private readonly sealing: SecretKey;

  constructor(private readonly keys: readonly SecretKey[]) {
    const [first] = keys;
    if (!first) throw new Error('At least one secret key is needed');
    this.sealing = first;
  }

  /** The number of the key that seals now. */
  get version(): number {
    return this.sealing.version;
  }

  seal(accountId: string, field: string, plain: string): string {
    return sealSecret(this.sealing, { accountId, field }, plain, randomBytes(nonceBytes));
  }

  /** Throws when the key is missing or the value was tampered with. */
  open(accountId: string, field: string, sealed: string): string {
    return openSecret(this.keys, { accountId, field }, sealed);
  }

  /** The same secret under the newest key, or the value itself when it is there already. */
  reseal(accountId: string, field: string, sealed: string): string {
    return sealedVersion(sealed) === this.version
      ? sealed
      : this.seal(accountId, field, this.open(accountId, field, sealed));
  }
}
