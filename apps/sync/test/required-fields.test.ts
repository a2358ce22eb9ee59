import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
let branch: Branch;

beforeAll(async () => {
  sync = await SyncFixture.start();
  branch = await sync.branch();
});
afterAll(() => sync.close());

const blueprint = (stages: string) => `
blueprint: 1
name: Проба
pipelines:
  - { name: Заявки, stages: [Новая, Договор] }
fields:
  leads: [{ name: Сумма замера, type: numeric, required: [${stages}] }]
  contacts: [{ name: Паспорт, type: text, required: [${stages}] }]
  companies: [{ name: Договор №, type: text, required: [${stages}] }]
`;

/** Names of the stages where a field must be filled, as amoCRM answers them. */
async function requiredAt(name: string): Promise<string[]> {
  const rows = [...(await readRows(branch)).values()];
  const links = rows.find((row) => row.name === name)?.required_statuses as { status_id: number }[];
  return links.map(({ status_id: id }) => rows.find((row) => row.id === id)?.name ?? '').sort();
}

describe('fields that must be filled at a stage', () => {
  it.each([
    ['one stage', 'Заявки/Договор', ['Договор']],
    ['two', 'Заявки/Новая, Заявки/Договор', ['Договор', 'Новая']],
    ['none any more', '', []],
  ])('of leads, contacts and companies alike: %s', async (_title, stages, names) => {
    const { id } = await sync.importRelease(blueprint(stages));
    expect(await sync.apply(await sync.plan(branch, id))).toMatchObject({ state: 'applied' });
    for (const field of ['Сумма замера', 'Паспорт', 'Договор №'])
      expect([field, await requiredAt(field)]).toEqual([field, names]);
    expect(await sync.plan(branch, id)).toMatchObject({ isEmpty: true });
  });
});
