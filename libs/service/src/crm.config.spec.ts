import { loadConfig } from '@hub/platform';
import { describe, expect, it } from '@jest/globals';
import { CrmConfig } from './crm.config.js';

const good = {
  DATABASE_URL: 'postgres://hub@localhost/hub',
  HUB_SECRET_KEYS: `1:${Buffer.alloc(32, 7).toString('base64')}`,
};

describe('the variables of a service that calls amoCRM', () => {
  it('may be these alone', () => {
    expect(loadConfig(CrmConfig, good)).toMatchObject({ HUB_LOCALE: 'ru' });
  });

  it.each([
    ['a port that is no number', { PORT: 'sesame' }, /PORT must be/],
    [
      'an address that is none',
      { DATABASE_URL: 'localhost:5432' },
      /DATABASE_URL must be an address such as postgres/,
    ],
    [
      'a sandbox that is no address',
      { AMOCRM_CONNECT_TO: 'sandbox' },
      /AMOCRM_CONNECT_TO must be an address/,
    ],
    ['an unknown language', { HUB_LOCALE: 'sesame' }, /HUB_LOCALE/],
    ['keys of a wrong form', { HUB_SECRET_KEYS: 'sesame' }, /HUB_SECRET_KEYS.*openssl/],
    ['a missing certificate', { AMOCRM_CA_FILE: '/missing.pem' }, /AMOCRM_CA_FILE must name a file/],
  ])('are refused by name, without the value: %s', (_name, wrong, words) => {
    const load = () => loadConfig(CrmConfig, { ...good, ...wrong });
    expect(load).toThrow(words);
    expect(load).not.toThrow(/sesame/);
  });
});
