import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

const pathsOf = (body: { errors?: { path: string }[] }) => body.errors?.map(({ path }) => path);
const add = (name: string) => gateway.api('post', '/groups').send({ name });
const register = (subdomain: string, roles: string[], groupId?: string | null) =>
  gateway
    .api('post', '/accounts')
    .send({ subdomain, name: subdomain, roles, timeZone: 'Europe/Moscow', groupId });

it('a group has a name of its own, one reference account and branches, and goes when nobody is in it', async () => {
  const { body: kitchens } = await add('Кухни').expect(201);
  expect(kitchens).toMatchObject({ name: 'Кухни', referenceAccountId: null, branches: 0 });
  const taken = await add('КУХНИ').expect(409);
  expect(pathsOf(taken.body)).toEqual(['name']);
  const { groupId } = kitchens as { groupId: string };

  const { body: reference } = await register('kitchens', ['reference'], groupId).expect(201);
  expect(reference).toMatchObject({ groupId });
  const second = await register('kitchens-2', ['reference'], groupId).expect(409);
  expect(pathsOf(second.body)).toEqual(['roles']);
  const unknown = await register('kitchens-3', ['branch'], randomUUID()).expect(400);
  expect(pathsOf(unknown.body)).toEqual(['groupId']);

  const { body: branch } = await register('tver', ['branch']).expect(201);
  const change = (accountId: string, body: object) =>
    gateway.api('patch', `/accounts/${accountId}`).send(body);
  await change(branch.accountId as string, { groupId }).expect(200);
  const { body: shown } = await gateway.api('get', `/groups/${groupId}`).expect(200);
  expect(shown).toMatchObject({ referenceAccountId: reference.accountId, branches: 1 });

  const { body: other } = await register('wardrobes', ['reference']).expect(201);
  await change(other.accountId as string, { groupId }).expect(409);
  await gateway.api('delete', `/groups/${groupId}`).expect(409);
  for (const { accountId } of [reference, branch] as { accountId: string }[])
    if (accountId === branch.accountId) await change(accountId, { groupId: null }).expect(200);
    else await change(accountId, { groupId: null, roles: ['branch'] }).expect(200);
  const renamed = await gateway
    .api('patch', `/groups/${groupId}`)
    .send({ name: 'Кухни и столы' })
    .expect(200);
  expect(renamed.body).toMatchObject({ name: 'Кухни и столы', branches: 0 });
  await gateway.api('delete', `/groups/${groupId}`).expect(204);
  await gateway.api('get', `/groups/${groupId}`).expect(404);
  const { body: list } = await gateway.api('get', '/groups').expect(200);
  expect(list.items).toEqual([]);
});

it('an account that may be changed again is announced, so that what was put off goes on', async () => {
  const { body } = await register('omsk', ['branch']).expect(201);
  const { accountId } = body as { accountId: string };
  const source = gateway.service.app.get(DataSource);
  await source.query(`UPDATE accounts.account SET state = 'connected' WHERE id = $1`, [accountId]);
  const announced = async () => {
    const rows = await source.query(
      `SELECT 1 FROM gateway.outbox WHERE subject = 'account.usable' AND payload ->> 'accountId' = $1`,
      [accountId],
    );
    return rows.length as number;
  };
  const setMode = (mode: string) => gateway.api('patch', `/accounts/${accountId}`).send({ mode }).expect(200);
  await setMode('observe');
  expect(await announced()).toBe(0);
  await setMode('apply');
  await eventually(async () => expect(await announced()).toBe(1));
  await setMode('apply');
  expect(await announced()).toBe(1);
});
