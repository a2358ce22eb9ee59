import { describe, expect, it } from '@jest/globals';
import { judgeKeys, type SealedSample } from './judge-keys.js';
import { sealSecret, type SecretKey } from './seal-secret.js';

const key = (version: number, fill: number): SecretKey => ({ version, key: Buffer.alloc(32, fill) });
const [one, two, otherOne, three] = [key(1, 1), key(2, 2), key(1, 9), key(3, 3)];

function sample(by: SecretKey, isSecret: boolean): SealedSample {
  const place = isSecret ? { accountId: 'a', field: 'access_token' } : { accountId: '', field: 'probe' };
  return { version: by.version, place, sealed: sealSecret(by, place, 'x', Buffer.alloc(12)), isSecret };
}
const probe = (by: SecretKey) => sample(by, false);
const secret = (by: SecretKey) => sample(by, true);

describe('judgeKeys', () => {
  it.each<[string, SecretKey[], SealedSample[], number[]]>([
    ['any key of a new database', [one], [], [1]],
    ['the same key again', [one], [probe(one), secret(one)], []],
    ['a database from before the probes', [one], [secret(one)], [1]],
    ['a new key in front of the old one', [two, one], [probe(one), secret(one)], [2]],
    ['half of the secrets rotated', [two, one], [probe(one), probe(two), secret(one), secret(two)], []],
    ['the old key gone after the rotation', [two], [probe(one), probe(two), secret(two)], []],
    ['a process that has not got the new key yet', [one], [probe(one), probe(two), secret(one)], []],
    ['one secret that is damaged', [one], [probe(one), { ...secret(otherOne) }], []],
    ['keys in another order', [one, two], [probe(one), probe(two), secret(two)], []],
  ])('accepts %s', (_name, keys, samples, unproven) => {
    expect(judgeKeys(keys, samples)).toEqual({ kind: 'right', unproven });
  });

  it.each<[string, SecretKey[], SealedSample[], RegExp]>([
    ['another key of the same number', [otherOne], [probe(one)], /its key 1 is not/],
    ['another key than the secrets have, without a probe', [otherOne], [secret(one)], /its key 1 is not/],
    ['a wrong old key behind the new one', [two, otherOne], [probe(one), probe(two), secret(two)], /key 1/],
    ['the old key gone before the rotation', [two], [probe(one), probe(two), secret(one)], /lacks key 1/],
    ['keys that nobody knows', [three], [probe(one)], /none of its keys/],
    ['a key the others have rotated to missing', [one], [probe(one), secret(two)], /lacks key 2/],
  ])('refuses %s', (_name, keys, samples, fault) => {
    const verdict = judgeKeys(keys, samples);
    expect(verdict.kind === 'wrong' && verdict.fault).toMatch(fault);
  });
});
