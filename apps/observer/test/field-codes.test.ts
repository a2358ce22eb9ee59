import { expect, it } from '@jest/globals';
import { Forbidden, type AmoClients } from '@hub/amocrm';
import type { Logger } from '@hub/platform';
import { FieldCodes } from '../src/echo/field-codes.js';

const log = { info: () => undefined } as unknown as Logger;

it('asks an account once that does not let its fields be read', async () => {
  let calls = 0;
  const call = () => {
    calls += 1;
    return Promise.reject(
      new Forbidden({ host: 'kazan.amocrm.ru', method: 'GET', path: '/api/v4/leads' }, 'no'),
    );
  };
  const codes = new FieldCodes({ forAccount: () => ({ call }) } as unknown as AmoClients);
  for (const attempt of [1, 2, 3])
    expect([attempt, ...(await codes.idsOf('a', ['HUB_PRICE'], log))]).toEqual([attempt]);
  expect(calls).toBe(1);
});
