import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, it } from '@jest/globals';
import { startWholeHub, type WholeHub } from './whole-hub.js';

let world: WholeHub;
beforeAll(async () => {
  world = await startWholeHub();
});
afterAll(() => world.close());

it('counts', async () => {
  const text = readFileSync('blueprints/franchise.yaml', 'utf8');
  await world.api.post('blueprints/import', { text });
  const remote = await world.sandbox.account({ subdomain: 'kazan' });
  const { subdomain, clientId, clientSecret, redirectUri, longLivedToken } = remote;
  const { accountId } = await world.api.post<{ accountId: string }>('accounts', {
    ...{ subdomain, name: subdomain, roles: ['branch'], mode: 'apply', timeZone: 'Europe/Moscow' },
    integration: { id: clientId, secret: clientSecret, redirectUri },
  });
  const journal = world.sandbox.sandbox.journal;
  const dump = (name: string, after: number) => {
    console.log(name, journal.list({ subdomain, after }).map(({ method, path }) => `${method} ${path}`).join('\n'));
    return journal.list({}).at(-1)?.seq ?? 0;
  };
  let seq = 0;
  await world.api.post(`accounts/${accountId}/connect`, { longLivedToken });
  seq = dump('connect', seq);
  await world.api.get(`accounts/${accountId}/preflight`);
  seq = dump('preflight', seq);
  const { items } = await world.api.get<{ items: { id: string }[] }>('releases');
  await world.api.post('plans', { accountId, releaseId: items[0]!.id });
  seq = dump('plan', seq);
}, 120000);
