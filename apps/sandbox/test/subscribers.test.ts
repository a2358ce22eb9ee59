import { expect, it } from '@jest/globals';
import type { Sandbox } from '../src/sandbox.js';
import type { Account } from '../src/state/account.js';
import { failAlone } from '../src/webhooks/fail-alone.js';

it('a sender of hooks that fails does not fail the write that is done', () => {
  const send = failAlone(() => {
    throw new RangeError('Invalid time value');
  });
  expect(() => send({} as Sandbox, { subdomain: 'shop' } as Account, [])).not.toThrow();
});
