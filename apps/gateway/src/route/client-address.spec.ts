import { describe, expect, it } from '@jest/globals';
import { clientAddress } from './client-address.js';

describe('clientAddress', () => {
  it.each([
    ['no proxy', undefined, 0, 'socket'],
    ['no proxy, a forged header', '1.1.1.1', 0, 'socket'],
    ['one proxy', '1.1.1.1', 1, '1.1.1.1'],
    ['one proxy, a forged header', '6.6.6.6, 1.1.1.1', 1, '1.1.1.1'],
    ['two proxies', '6.6.6.6,1.1.1.1 , 2.2.2.2', 2, '1.1.1.1'],
    ['fewer than said', '1.1.1.1', 3, '1.1.1.1'],
    ['an empty header', ' , ', 1, 'socket'],
  ])('%s', (_name, header, proxies, expected) => {
    expect(clientAddress('socket', header, proxies)).toBe(expected);
  });
});
