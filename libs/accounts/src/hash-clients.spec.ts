import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hashClients } from './hash-clients.js';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const values = fc.record({ phones: fc.array(fc.string()), emails: fc.array(fc.string()) });

describe('hashClients', () => {
  it('gives equal hashes for equal values, and other ones for others, under another key and as another kind', () => {
    fc.assert(
      fc.property(key, key, fc.string(), fc.string(), (one, other, value, second) => {
        const [hash] = hashClients(one, { phones: [value], emails: [] }).phones;
        const phone = (of: Buffer, text: string) => hashClients(of, { phones: [text], emails: [] }).phones[0];
        expect(phone(one, value)).toBe(hash);
        expect(phone(one, second) === hash).toBe(second === value);
        expect(phone(other, value) === hash).toBe(other.equals(one));
        expect(hashClients(one, { phones: [], emails: [value] }).emails[0]).not.toBe(hash);
      }),
    );
  });

  it('shows nothing of a value, and keeps count and order', () => {
    fc.assert(
      fc.property(key, values, (one, written) => {
        const { phones, emails } = hashClients(one, written);
        expect([phones.length, emails.length]).toEqual([written.phones.length, written.emails.length]);
        for (const hash of phones) expect(hash).toMatch(/^p:[\w-]{22}$/);
        for (const hash of emails) expect(hash).toMatch(/^e:[\w-]{22}$/);
      }),
    );
  });
});
