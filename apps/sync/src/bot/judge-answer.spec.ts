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
    ['widget-setting', 'семь', 'no-number'],
    ['constructor', '1', 'unknown-kind'],
    ['user', undefined, null],
    ['user', null, null],
  ])('%s %s: %s', (kind, value, name) => {
    expect(judgeAnswer({ kind, ref: '5001', value })?.name ?? null).toBe(name);
  });

  it.each([
    ['f4e2a1bb-2e3f-4d66-8b12-00000000b001', '77', 'no-file'],
    ['f4e2a1bb-2e3f-4d66-8b12-00000000b001', 'f4e2a1bb-2e3f-4d66-8b12-00000000b002', null],
    ['7100001,7100002', '8100001,8100002', null],
    ['{"pipeline_id":7100001}', '{{lead.cf.880101}}', 'no-text'],
  ])('a setting %s is answered %s: %s', (ref, value, name) => {
    expect(judgeAnswer({ kind: 'widget-setting', ref, value })?.name ?? null).toBe(name);
  });
});
