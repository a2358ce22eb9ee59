import { expect, it } from '@jest/globals';
import { branchOf, plainLead, plainRules } from '../../test/situation.js';
import { paused } from './paused.js';

it('stops leads to a branch that is not active, until a person says otherwise', () => {
  const hinders = (state: 'active' | 'paused' | 'closed') =>
    paused.hinders(branchOf('a', { state }), { lead: plainLead, rules: plainRules });
  expect(hinders('active')).toBeNull();
  expect(hinders('paused')).toEqual({ found: 'paused', until: null, waits: 'no' });
  expect(hinders('closed')).toEqual({ found: 'closed', until: null, waits: 'no' });
});
