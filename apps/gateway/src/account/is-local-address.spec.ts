import { describe, expect, it } from '@jest/globals';
import { isLocalAddress, isOutOfReach } from './is-local-address.js';

describe('isLocalAddress', () => {
  it.each([
    'http://127.0.0.1:3000',
    'http://localhost:3000',
    'http://0.0.0.0:3000',
    'https://10.1.2.3',
    'https://172.20.0.5',
    'https://192.168.1.10/hub',
    'https://100.64.0.1',
    'http://gateway:3000',
    'https://hub.local',
    'http://[::1]:3000',
    'http://[fd00::1]',
  ])('%s is', (url) => expect(isLocalAddress(url)).toBe(true));

  it.each([
    'https://hub.example.ru',
    'https://172.32.0.5',
    'https://100.128.0.1',
    'https://8.8.8.8',
    'http://[2001:db8::1]',
    'no address',
  ])('%s is not', (url) => expect(isLocalAddress(url)).toBe(false));
});

describe('isOutOfReach', () => {
  it('does not complain where the sandbox is near too', () => {
    expect(isOutOfReach('http://127.0.0.1:3000', undefined)).toBe(true);
    expect(isOutOfReach('http://127.0.0.1:3000', 'http://127.0.0.1:3900')).toBe(false);
    expect(isOutOfReach('http://127.0.0.1:3000', 'https://sandbox.example.ru')).toBe(true);
    expect(isOutOfReach('https://hub.example.ru', undefined)).toBe(false);
  });
});
