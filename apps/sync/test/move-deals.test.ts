import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { franchise, readRows, SyncFixture } from './sync-fixture.js';

let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
});
afterAll(() => sync.close());

it('keeps won and lost deals closed when their pipeline goes', async () => {
  const branch = await sync.branch();
  const { id: releaseId } = await sync.importRelease(franchise);
  await sync.apply(await sync.plan(branch, releaseId));
  const rows = await readRows(branch);
  const pipeline = [...rows.values()].find(({ name }) => name === 'Передача в головной офис')!;
  const work = [...rows.values()].find(({ name }) => name === 'Работа')!;
  const stages = [Number(work.id), 142, 143];
  for (const status_id of stages)
    await branch.api('POST', '/api/v4/leads', [
      { name: String(status_id), pipeline_id: Number(pipeline.id), status_id },
    ]);

  const text = franchise.replace(/\n {2}- name: Передача в головной офис[^]*?\n(?=\nfields:)/, '');
  const next = await sync.importRelease(text.replace(/\n +required:\n.*Передача в головной офис\/.*/, ''));
  const target = { from: String(pipeline.id), to: 'Продажи — филиал/Контакт' };
  const plan = await sync.plan(branch, next.id, { prune: true, migrationTargets: [target] });
  expect(plan.counts).toMatchObject({ delete: 1, blocked: 0 });
  expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });

  const contact = [...rows.values()].find(({ name }) => name === 'Контакт')!;
  const { body } = await branch.api('GET', '/api/v4/leads?order[id]=asc');
  const { leads } = (body as { _embedded: { leads: { pipeline_id: number; status_id: number }[] } })
    ._embedded;
  expect(leads.map(({ status_id }) => status_id)).toEqual([Number(contact.id), 142, 143]);
  expect(leads.some(({ pipeline_id }) => pipeline_id === Number(pipeline.id))).toBe(false);
});
