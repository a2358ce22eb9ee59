import { expect, it } from '@jest/globals';
import { hubAddress } from './hub-address.js';

it.each([
  ['https://hub.example.com', 'https://hub.example.com'],
  ['https://hub.example.com/', 'https://hub.example.com'],
  ['https://Hub.example.com:8443', 'https://hub.example.com:8443'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://hub.example.com', null],
  ['https://hub.example.com/api', null],
  ['https://user@hub.example.com', null],
  ['ftp://hub.example.com', null],
  ['hub.example.com', null],
  ['', null],
])('%s is %s', (given, found) => {
  expect(hubAddress(given)).toBe(found);
});
