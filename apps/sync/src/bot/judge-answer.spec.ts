import { describe, expect, it } from '@jest/globals';
import { judgeAnswer } from './judge-answer.js';

describe('judgeAnswer', () => {
  it.each([
    ['user', '6400077', null],
    ['user', null, null],
    ['user', 'Анна', 'no-number'],
    ['user', '0', 'no-number'],
    ['user', '99999999999999999999', 'no-number'],
    ['file', 'f4e2a1bb-2e3f-4d66-8b12-00000000b001', null],
    ['file', '12', 'no-file'],
    ['link', 'https://b.amocrm.ru/leads', null],
    ['link', ' ', 'no-text'],
    ['address', 'https://b.example/{{lead.cf.880101}}', 'no-text'],
    ['widget-setting', '77', null],
    ['constructor', '1', 'unknown-kind'],
  ])('%s %s: %s', (kind, value, name) => {
    expect(judgeAnswer({ kind, value })?.name ?? null).toBe(name);
  });
});
