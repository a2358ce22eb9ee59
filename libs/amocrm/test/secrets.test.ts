import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLead, readAccount, type AmoClient } from '@hub/amocrm';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, type AmocrmProcess } from './amocrm-fixture.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;
const logged: string[] = [];
let accounts = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  database = await createTestDatabase();
  const log = { write: (line: string) => void logged.push(line) };
  hub = await startAmocrm(database.url, { connectTo: sandbox.url, totalTimeoutMs: 400 }, { log });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
  await sandbox.close();
});

/** An account whose tokens and secret all carry one word, and that word. */
async function planted() {
  const subdomain = `planted${++accounts}`;
  const { clientId, redirectUri } = await sandbox.account({ subdomain });
  const word = `word-of-${subdomain}-`;
  const id = await addAccount(hub, subdomain, {
    integrationId: clientId,
    clientSecret: `${word}client-secret`,
    redirectUri,
    accessToken: `${word}access-token`,
    refreshToken: `${word}refresh-token`,
    accessExpiresAt: new Date(Date.now() + 3_600_000),
  });
  return { id, subdomain, word };
}

const lead = (amo: AmoClient) => createLead(amo, { name: 'x' });

it.each<[string, object, (amo: AmoClient) => Promise<unknown>]>([
  ['nothing but a refused token and refresh', {}, readAccount],
  ['a token endpoint that fails', { kind: 'status', status: 500, path: '/oauth2/*' }, readAccount],
  ['a token endpoint that is silent', { kind: 'timeout', path: '/oauth2/*' }, readAccount],
  ['a cut connection to it', { kind: 'reset', path: '/oauth2/*' }, readAccount],
  [
    'tokens that are no JSON',
    { kind: 'status', status: 200, body: '{"access_token":', path: '/oauth2/*' },
    readAccount,
  ],
  ['a refused content', { kind: 'status', status: 400 }, lead],
  ['an ended tariff', { kind: 'status', status: 402 }, readAccount],
  ['a missing right', { kind: 'status', status: 403 }, readAccount],
  ['a block', { kind: 'status', status: 403, html: true }, readAccount],
  ['too many calls', { kind: 'status', status: 429, body: { retry_after: 1 } }, readAccount],
  ['a failed server', { kind: 'status', status: 500 }, lead],
  ['a lost answer', { kind: 'reset' }, lead],
  ['no answer', { kind: 'timeout' }, lead],
])('shows no secret after %s', async (_name, fault, call) => {
  const { id, subdomain, word } = await planted();
  if ('kind' in fault) {
    const made = await sandbox.control('POST', 'faults', { subdomain, count: null, ...fault });
    expect(made.status).toBe(201);
  }
  const error: unknown = await call(hub.clients.forAccount(id, 'claim')).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  hub.log.error({ error, account: id }, 'as a worker logs it');
  const alarms = await hub.alarms.list({ state: 'open' }, null, 100);
  const shown = [inspect(error, { depth: 8, showHidden: true }), JSON.stringify([error, alarms]), ...logged];
  expect(shown.filter((text) => text.includes(word))).toEqual([]);
});

it('shows no secret when the database fails while a pair is stored, and none in the rows', async () => {
  const { word } = await planted();
  const pair = {
    accessToken: `${word}new-access`,
    refreshToken: `${word}new-refresh`,
    expiresAt: new Date(),
  };
  const error: unknown = await hub.credentials
    .storePair('no account', pair, 1, new Date())
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  hub.log.error({ error }, 'as a worker logs it');
  const rows: unknown[] = await hub.source.query(
    `SELECT c::text, a::text FROM accounts.credential c, accounts.account a`,
  );
  const shown = [inspect(error, { depth: 8, showHidden: true }), JSON.stringify([error, rows]), ...logged];
  expect(shown.filter((text) => text.includes(word))).toEqual([]);
  expect(logged.length).toBeGreaterThan(0);
});
