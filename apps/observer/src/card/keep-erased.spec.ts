import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideChange } from './decide-change.js';
import { keepErased } from './keep-erased.js';

const read = fc.record({
  hashes: fc.array(fc.string()),
  isErased: fc.constant(false),
  updatedAt: fc.nat(),
});

it('keeps no hash of an erased contact, however often and however changed it is read', () => {
  fc.assert(
    fc.property(fc.array(read), (readings) => {
      let known = { hashes: [] as string[], isErased: true, updatedAt: 0 };
      for (const reading of readings) {
        const kept = keepErased(known, reading);
        expect(kept).toMatchObject({ hashes: [], isErased: true });
        const change = decideChange({ state: known, version: 1, goneAt: null }, kept);
        expect(change?.attributes ?? []).toEqual(reading.updatedAt === known.updatedAt ? [] : ['updatedAt']);
        known = kept;
      }
    }),
  );
});

it('keeps what is read of any other', () => {
  fc.assert(fc.property(read, read, (known, reading) => expect(keepErased(known, reading)).toEqual(reading)));
});
