import { describe, expect, it } from '@jest/globals';
import { formEncode } from './form-encode.js';

describe('formEncode', () => {
  it('nests with percent-encoded brackets, lists by index', () => {
    const text = formEncode({ account: { id: 1 }, leads: { add: [{ id: 5, name: 'А б' }, { id: 6 }] } });
    expect(text).toBe(
      'account%5Bid%5D=1&leads%5Badd%5D%5B0%5D%5Bid%5D=5&leads%5Badd%5D%5B0%5D%5Bname%5D=%D0%90+%D0%B1' +
        '&leads%5Badd%5D%5B1%5D%5Bid%5D=6',
    );
  });

  it('leaves out nulls and empty lists, writes booleans as 1 and 0', () => {
    expect(formEncode({ a: null, b: undefined, c: [], d: true, e: false, f: '' })).toBe('d=1&e=0&f=');
  });

  it('writes half of a surrogate pair as the replacement character, so that the rest is sent', () => {
    expect(formEncode({ name: 'a\ud83d', next: '\udd25 🔥' })).toBe(
      'name=a%EF%BF%BD&next=%EF%BF%BD+%F0%9F%94%A5',
    );
  });
});
