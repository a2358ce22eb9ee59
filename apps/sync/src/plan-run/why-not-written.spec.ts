import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { whyStopped } from './why-not-written.js';

const account = { name: 'Казань', mode: 'apply', state: 'connected', groupId: 'a' } as const;
const release = { number: 7, groupId: 'a' };

describe('whyStopped', () => {
  it.each([
    ['nothing', account, null],
    ['an account that is gone', null, { event: 'fail', reason: message('problems.account-unknown') }],
    [
      'an account that is only observed, whatever its group',
      { ...account, mode: 'observe', groupId: 'b' } as const,
      { event: 'fail', reason: message('problems.account-only-observed', { name: 'Казань' }) },
    ],
    [
      'an account of another group',
      { ...account, groupId: 'b' },
      { event: 'move', reason: message('outcomes.other-group', { number: 7 }) },
    ],
    [
      'an account of the common group, for a release of a group',
      { ...account, groupId: null },
      { event: 'move', reason: message('outcomes.other-group', { number: 7 }) },
    ],
  ] as const)('names %s', (_title, of, why) => {
    expect(whyStopped(of, release)).toEqual(why);
  });
});
