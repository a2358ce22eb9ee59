import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
let source: DataSource;

beforeAll(async () => {
  gateway = await startGateway();
  source = gateway.service.app.get(DataSource);
});
afterAll(() => gateway.stop());

async function branchOf(subdomain: string): Promise<{ account: string; branchId: string }> {
  const body = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const { body: made } = await gateway.api('post', '/accounts').send(body).expect(201);
  const branch = { name: subdomain, regions: [], accountId: made.accountId };
  const { body: added } = await gateway.api('post', '/branches').send(branch).expect(201);
  return { account: `/accounts/${String(made.accountId)}`, branchId: String(added.branchId) };
}

const makeKey = (branchIds: string[]) =>
  gateway.api('post', '/keys').send({ name: 'Анна Кац', role: 'branch-admin', branchIds });

const offBoard = (account: string) =>
  gateway.api('post', `${account}/off-board`).send({ reason: 'договор окончен' }).expect(204);

describe('a key of branches in two accounts', () => {
  it('opens what is left after the first off-boarding, and nothing after the second', async () => {
    const [first, second] = [await branchOf('omsk'), await branchOf('tomsk')];
    const { body: made } = await makeKey([first.branchId, second.branchId]).expect(201);
    const key = String(made.key);
    await offBoard(first.account);
    await gateway.api('get', `/branches/${second.branchId}`, key).expect(200);
    await gateway.api('get', `/branches/${first.branchId}`, key).expect(403);
    await offBoard(second.account);
    await gateway.api('get', `/branches/${second.branchId}`, key).expect(401);
    const { body: left } = await gateway.api('get', `/keys/${String(made.id)}`).expect(200);
    expect(left).toMatchObject({ name: made.prefix, branchIds: [], revokedAt: expect.any(String) });
  });

  it('opens nothing when both are off-boarded at once', async () => {
    const [first, second] = [await branchOf('pskov'), await branchOf('tver')];
    const { body: made } = await makeKey([first.branchId, second.branchId]).expect(201);
    await Promise.all([offBoard(first.account), offBoard(second.account)]);
    await gateway.api('get', `/branches/${second.branchId}`, String(made.key)).expect(401);
  });
});

describe('a closed branch', () => {
  it('gets no new key', async () => {
    const { account, branchId } = await branchOf('perm');
    await offBoard(account);
    const { body } = await makeKey([branchId]).expect(400);
    expect(body.errors).toEqual([{ path: 'branchIds', detail: expect.stringContaining('закрыт') }]);
  });

  it('gets none while its account is off-boarded', async () => {
    const { branchId } = await branchOf('ufa');
    const making = await source.transaction(async (tx) => {
      await tx.query(`UPDATE accounts.branch SET state = 'closed' WHERE id = $1`, [branchId]);
      const answer = Promise.resolve(makeKey([branchId]));
      await eventually(async () => {
        const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        expect(await source.query<unknown[]>(waiting)).toHaveLength(1);
      });
      return { answer };
    });
    expect((await making.answer).status).toBe(400);
  });
});
