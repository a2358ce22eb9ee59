import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bus, BusModule } from '@hub/bus';
import type { BranchChanged } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { Module, type OnModuleInit } from '@nestjs/common';
import { startGateway, type TestGateway } from './start-gateway.js';

/** What the router gets to know of saved branches. */
const changed: BranchChanged[] = [];

@Module({ imports: [BusModule.forService('router')] })
class RouterStandIn implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.consume<BranchChanged>({
      consumer: 'router.branch',
      subject: 'branch.changed',
      handle: ({ payload }) => Promise.resolve(void changed.push(payload)),
    });
  }
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({}, [RouterStandIn]);
});
afterAll(() => gateway.stop());

const regions = (...names: string[]) => names.map((name) => ({ name, aliases: [] }));
const add = (body: object) => gateway.api('post', '/branches').send({ regions: [], ...body });

describe('a branch that is saved', () => {
  it('must not have the name of another one, however it is spelt', async () => {
    await add({ name: 'Орёл' }).expect(201);
    const { body } = await add({ name: ' ОРЕЛ ' }).expect(409);
    expect(body.detail).toContain('Орёл');
    const { body: other } = await add({ name: 'Тула' }).expect(201);
    await gateway
      .api('put', `/branches/${other.branchId}`)
      .set('If-Match', '*')
      .send({ name: 'орел', regions: [] })
      .expect(409);
    await gateway
      .api('put', `/branches/${other.branchId}`)
      .set('If-Match', '*')
      .send({ name: 'ТУЛА', regions: [] })
      .expect(200);
  });

  it('must not have a region of another one; the field is named', async () => {
    await add({ name: 'Казань', regions: [{ name: 'Татарстан', aliases: ['РТ'] }] }).expect(201);
    const { body } = await add({ name: 'Челны', regions: regions('Марий Эл', 'рт') }).expect(400);
    expect(body.errors).toEqual([
      { path: 'regions.1.name', detail: expect.stringContaining('Казань') as unknown },
    ]);
  });

  it('owns nothing when it is closed', async () => {
    const { body: first } = await add({ name: 'Уфа', regions: regions('Башкортостан') }).expect(201);
    const closed = { name: 'Уфа', regions: regions('Башкортостан'), state: 'closed' };
    await gateway.api('put', `/branches/${first.branchId}`).set('If-Match', '*').send(closed).expect(200);
    await add({ name: 'Уфа', regions: regions('Башкортостан') }).expect(201);
    await gateway
      .api('put', `/branches/${first.branchId}`)
      .set('If-Match', '*')
      .send({ ...closed, state: 'active' })
      .expect(409);
  });

  it('owns nothing when its account is off-boarded', async () => {
    const account = { subdomain: 'omsk', name: 'Омск', roles: ['branch'], timeZone: 'Europe/Moscow' };
    const { accountId } = (await gateway.api('post', '/accounts').send(account).expect(201)).body;
    await add({ name: 'Омск', accountId, regions: regions('Омская область') }).expect(201);
    const reason = { reason: 'закрыт' };
    await gateway
      .api('post', `/accounts/${accountId}/off-board`)
      .send(reason)
      .expect((answer) => {
        expect(answer.status).toBeLessThan(300);
      });
    await add({ name: 'Омск', regions: regions('Омская область') }).expect(201);
  });

  it('is published with the save, and not when it is refused', async () => {
    const { body } = await add({ name: 'Псков' }).expect(201);
    await add({ name: 'псков' }).expect(409);
    await gateway
      .api('put', `/branches/${body.branchId}`)
      .set('If-Match', '*')
      .send({ name: 'Псков', regions: [] })
      .expect(200);
    await eventually(() => {
      const own = changed.filter(({ branchId }) => branchId === body.branchId);
      expect(own).toEqual([1, 2].map(() => ({ branchId: body.branchId, accountId: null })));
    });
  });

  it('is one of two that are added at once under one name', async () => {
    const answers = await Promise.all([
      add({ name: 'Пермь' }),
      add({ name: 'пермь' }),
      add({ name: 'ПЕРМЬ' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});
