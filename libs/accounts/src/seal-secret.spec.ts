import { describe, expect, it } from '@jest/globals';
import { openSecret, parseSecretKeys, sealedVersion, sealSecret } from './seal-secret.js';

const text = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const [first, second] = parseSecretKeys(`2:${text(2)},1:${text(1)}`);
const place = { accountId: 'a', field: 'refresh_token' };
const nonce = Buffer.alloc(12, 7);

describe('sealSecret', () => {
  it('opens what it sealed, under any known key', () => {
    const sealed = sealSecret(second!, place, 'тайна', nonce);
    expect(sealedVersion(sealed)).toBe(1);
    expect(openSecret([first!, second!], place, sealed)).toBe('тайна');
    expect(sealed).not.toContain('тайна');
  });

  it('does not open for another account, another field, a changed value or a missing key', () => {
    const sealed = sealSecret(first!, place, 'secret', nonce);
    const changed = `2:${sealed.slice(2, -6)}AAAA==`;
    expect(() => openSecret([first!], { ...place, accountId: 'b' }, sealed)).toThrow();
    expect(() => openSecret([first!], { ...place, field: 'access_token' }, sealed)).toThrow();
    expect(() => openSecret([first!], place, changed)).toThrow();
    expect(() => openSecret([second!], place, sealed)).toThrow('No secret key with number 2');
    expect(() => openSecret([first!], place, '2:AAAA')).toThrow('too short');
  });
});

describe('parseSecretKeys', () => {
  it('names the position of a bad key and never its text', () => {
    expect(() => parseSecretKeys(`1:${text(1)},2:short`)).toThrow('Secret key 2 is not of the form');
    expect(() => parseSecretKeys('')).toThrow('Secret key 1');
    expect(() => parseSecretKeys(`1:${text(1)},1:${text(2)}`)).toThrow('same number');
  });
});
