import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PlanView, ReleaseView, RolloutAccountPage, RolloutPage, RolloutView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { blueprint, runCli } from './run-cli.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

let whole: WholeHub;
let folder: string;
const cli = (words: string, input = '') =>
  runCli(words.split(' '), {
    ...{ XDG_CONFIG_HOME: folder, HUB_URL: whole.hub.url, HUB_KEY: whole.adminKey, input },
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'franchise-hub-cli-'));
  whole = await startWholeHub();
  for (const subdomain of ['kazan', 'tver']) {
    const remote = await whole.sandbox.account({ subdomain });
    const { clientId: id, clientSecret: secret, redirectUri } = remote;
    const { accountId } = await whole.api.post<{ accountId: string }>('accounts', {
      ...{ subdomain, name: subdomain, roles: ['branch'], mode: 'apply', timeZone: 'Europe/Moscow' },
      integration: { id, secret, redirectUri },
    });
    await whole.api.post(`accounts/${accountId}/connect`, { longLivedToken: remote.longLivedToken });
  }
  await whole.api.post<ReleaseView>('blueprints/import', { text: blueprint(['Заявки']) });
});
afterAll(async () => {
  await whole.close();
  rmSync(folder, { recursive: true, force: true });
});

const newest = async () => (await whole.api.get<RolloutPage>('rollouts?limit=1')).items[0]!.rolloutId;
const rowOf = async (rolloutId: string, name: string) => {
  const { items } = await whole.api.get<RolloutAccountPage>(`rollouts/${rolloutId}/accounts`);
  return items.find((row) => row.name === name)!;
};
/** As an account stands whose new plan does more than was approved. */
const ask = async (rolloutId: string, name: string) => {
  const { accountId } = await rowOf(rolloutId, name);
  await whole.source.query(
    `UPDATE sync.rollout_account SET state = 'needs-approval' WHERE rollout_id = $1 AND account_id = $2`,
    [rolloutId, accountId],
  );
};

it('answers for the one account that a rollout waits for', async () => {
  expect((await cli('rollout start latest --canary kazan')).code).toBe(0);
  const rolloutId = await newest();
  const { checksum } = await whole.api.get<RolloutView>(`rollouts/${rolloutId}`);
  await whole.api.post(`rollouts/${rolloutId}/approve`, { checksum, forcedBy: 'Анна' });
  await eventually(async () => expect((await rowOf(rolloutId, 'kazan')).state).toBe('verified'));
  expect((await cli('rollout approve-account latest tver')).stderr).toContain('ждёт своей волны');

  await ask(rolloutId, 'tver');
  const shown = await cli('rollout show');
  const [, next = ''] = /npm run hub -- (rollout approve-account \S+ [\da-f-]+)/.exec(shown.stderr) ?? [];
  const unanswered = await cli(`${next} --detailed-exitcode`);
  expect(unanswered).toMatchObject({ code: 4, stdout: expect.stringContaining('Заявки') });
  const approved = await cli(`${next} --json`, 'применить\n');
  expect(approved.code).toBe(0);
  expect(JSON.parse(approved.stdout)).toMatchObject({ name: 'tver', state: 'planned' });

  await ask(rolloutId, 'tver');
  expect((await cli('rollout skip latest tver')).code).toBe(0);
  expect(await rowOf(rolloutId, 'tver')).toMatchObject({ state: 'skipped' });
  expect((await cli('rollout skip latest nobody')).code).toBe(1);
  await cli('rollout stop');
});

it('prints as data how an approved rollout ended, and its plans among the notes', async () => {
  await whole.api.post<ReleaseView>('blueprints/import', { text: blueprint(['Заявки', 'Сервис']) });
  expect((await cli('rollout start latest --account tver --gate 0')).code).toBe(0);
  const { code, stdout, stderr } = await cli('rollout approve --yes --force Анна --json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'done', accounts: { healthy: 1 } });
  expect(stderr).toContain('Сервис');
});

it('records no account without changes while another plan of it is carried out, and fails then', async () => {
  const writes = () =>
    whole.sandbox.sandbox.journal.list({ subdomain: 'kazan' }).filter(({ method }) => method !== 'GET')
      .length;
  const before = writes();
  const apply = 'apply --account kazan -r 1 --yes --detailed-exitcode --json';
  const plan = async () => JSON.parse((await cli('plan kazan --json')).stdout) as PlanView;
  const { accountId } = await plan();
  const mode = (wanted: string) => whole.api.call('PATCH', `accounts/${accountId}`, { mode: wanted });
  await mode('observe');
  expect(await cli(apply)).toMatchObject({ code: 0, stdout: expect.stringContaining('"approved"') });
  await mode('apply');

  const { id, checksum } = await plan();
  const fault = {
    kind: 'hold',
    count: 1,
    subdomain: 'kazan',
    method: 'GET',
    path: '/api/v4/leads/pipelines',
  };
  const held = (await whole.sandbox.control('POST', 'faults', fault)).body as { id: string };
  await whole.api.post(`plans/${id}/approve`, { checksum });
  await whole.api.post(`plans/${id}/apply`);
  const state = async () => (await whole.api.get<PlanView>(`plans/${id}`)).state;
  await eventually(async () => expect(await state()).toBe('applying'));
  const refused = await cli(apply);
  await whole.api.post(`plans/${id}/cancel`);
  await whole.sandbox.control('POST', `faults/${held.id}/release`, {});
  await eventually(async () => expect(await state()).toBe('cancelled'));
  expect([refused.code, JSON.parse(refused.stdout)]).toEqual([1, expect.objectContaining({ status: 409 })]);
  expect(writes()).toBe(before);
});
