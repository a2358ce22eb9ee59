import { expect, it } from '@jest/globals';
import { decideBlame, type Blame } from './decide-blame.js';

it.each<[string[], Blame]>([
  [[], 'lead'],
  [['custom_fields_values.0.field_id'], 'lead'],
  [['responsible_user_id'], 'user'],
  [['0.status_id'], 'stage'],
  [['name', 'pipeline_id'], 'stage'],
  [['status_id', 'responsible_user_id'], 'user'],
])('blames for %j: %s', (paths, blame) => {
  expect(decideBlame({ paths, isForbidden: false })).toBe(blame);
});

it('blames the account where the hub lacks rights', () => {
  expect(decideBlame({ paths: [], isForbidden: true })).toBe('account');
});
