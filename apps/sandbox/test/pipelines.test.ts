import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

const pipelines = '/api/v4/leads/pipelines';

describe('pipelines and stages', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  async function fresh(features: Record<string, unknown> = {}): Promise<void> {
    count += 1;
    ({ api } = await sandbox.account({ subdomain: `pipes${count}`, features }));
  }

  const newPipeline = {
    ...{ name: 'Продажи', sort: 20, is_main: false, is_unsorted_on: true },
    _embedded: { statuses: [{ name: 'Этап', sort: 10 }] },
  };

  it('starts with the default pipeline, its stages and colours', async () => {
    await fresh();
    const { status, headers, body } = await api('GET', pipelines);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/hal+json');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    expect(body._total_items).toBe(1);
    const [first] = body._embedded.pipelines;
    expect(first).toMatchObject({ name: 'Воронка', is_main: true, is_unsorted_on: true, is_archive: false });
    expect(first._embedded.statuses.map((one: { sort: number }) => one.sort)).toEqual([
      10, 20, 30, 40, 50, 10000, 11000,
    ]);
    expect(first._embedded.statuses[0]).toMatchObject({ type: 1, is_editable: false, color: '#c1c1c1' });
    expect(first._embedded.statuses.at(-1)).toMatchObject({ id: 143, type: 0, is_editable: false });
  });

  it('adds pipelines with 200, system stages, renamed 142 and echoed request ids', async () => {
    await fresh();
    const statuses = [
      { name: 'Второй', sort: 200, color: '#fffeb2' },
      { name: 'Первый', sort: 100, color: '#98cbff' },
      { id: 142, name: 'Продано' },
    ];
    const { status, body } = await api('POST', pipelines, [
      { ...newPipeline, is_main: true, request_id: 'mine', _embedded: { statuses } },
      newPipeline,
    ]);
    expect(status).toBe(200);
    expect(body._embedded.pipelines.map((one: { request_id: string }) => one.request_id)).toEqual([
      'mine',
      '1',
    ]);
    const [made] = body._embedded.pipelines;
    expect(
      made._embedded.statuses.map((one: { name: string; sort: number }) => [one.name, one.sort]),
    ).toEqual([
      ['Неразобранное', 10],
      ['Первый', 20],
      ['Второй', 30],
      ['Продано', 10000],
      ['Закрыто и не реализовано', 11000],
    ]);
    const all = (await api('GET', pipelines)).body._embedded.pipelines;
    expect(all.filter((one: { is_main: boolean }) => one.is_main)).toHaveLength(1);
  });

  it('refuses a whole batch for one bad item and names only that item', async () => {
    await fresh();
    const bad = { ...newPipeline, sort: '1', colour: 'red' };
    const { status, headers, body } = await api('POST', pipelines, [newPipeline, bad]);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body.detail).toBe('Request validation failed');
    expect(body['validation-errors']).toEqual([
      {
        request_id: '1',
        errors: [
          { code: 'InvalidType', path: 'sort', detail: 'This value should be of type int.' },
          { code: 'FieldNotExpected', path: 'colour', detail: 'This field was not expected.' },
        ],
      },
    ]);
    expect((await api('GET', pipelines)).body._total_items).toBe(1);
  });

  it('refuses a pipeline without a stage of its own, unless the account says otherwise', async () => {
    await fresh();
    const wanted = { ...newPipeline, _embedded: undefined };
    for (const statuses of [undefined, [], [{ id: 142, name: 'Продано' }]]) {
      const _embedded = statuses && { statuses };
      const { status, body } = await api('POST', pipelines, [{ ...wanted, _embedded }]);
      expect([status, body['validation-errors']?.[0].errors]).toMatchObject([
        400,
        [{ code: 'FieldMissing', path: '_embedded.statuses' }],
      ]);
    }
    const features = { pipeline_without_stages: 'accept' };
    const { api: lax } = await sandbox.account({ subdomain: 'stageless', features });
    expect((await lax('POST', pipelines, [wanted])).status).toBe(200);
  });

  it('hides the unsorted stage when it is off', async () => {
    await fresh();
    const { id } = (await api('GET', pipelines)).body._embedded.pipelines[0];
    const { status, body } = await api('PATCH', `${pipelines}/${id}`, { is_unsorted_on: false });
    expect(status).toBe(200);
    expect(body.request_id).toBe('0');
    expect(body._embedded.statuses.some((one: { type: number }) => one.type === 1)).toBe(false);
    expect(body._embedded.statuses[0].descriptions).toEqual([]);
  });

  it('deletes with 204, but neither the last pipeline nor one with leads', async () => {
    await fresh();
    const [main] = (await api('GET', pipelines)).body._embedded.pipelines;
    expect((await api('DELETE', `${pipelines}/${main.id}`)).status).toBe(400);
    const statuses = [{ name: 'A', sort: 10 }];
    const [made] = (await api('POST', pipelines, [{ ...newPipeline, _embedded: { statuses } }])).body
      ._embedded.pipelines;
    await api('POST', '/api/v4/leads', [{ pipeline_id: made.id }]);
    expect((await api('DELETE', `${pipelines}/${made.id}`)).status).toBe(400);
    expect((await api('DELETE', `${pipelines}/${main.id}`)).status).toBe(204);
    const rest = (await api('GET', pipelines)).body._embedded.pipelines;
    expect(rest).toHaveLength(1);
    expect(rest[0].is_main).toBe(true);
    expect((await api('GET', `${pipelines}/${main.id}`)).body).toMatchObject({
      status: 404,
      detail: 'Pipeline not found',
    });
  });

  it('numbers added stages after the present ones and moves a stage to the place of its new sort', async () => {
    await fresh();
    const { id } = (await api('GET', pipelines)).body._embedded.pipelines[0];
    const path = `${pipelines}/${id}/statuses`;
    const added = await api('POST', path, [
      {
        name: 'Шестая',
        sort: 100,
        color: '#ff8f92',
        descriptions: [{ level: 'newbie', description: 'Позвоните' }],
      },
      { name: 'Седьмая', sort: 200 },
    ]);
    expect(added.status).toBe(200);
    expect(added.body._embedded.statuses.map((one: { sort: number }) => one.sort)).toEqual([60, 70]);
    const [stage] = added.body._embedded.statuses;
    expect(stage.descriptions[0]).toMatchObject({
      level: 'newbie',
      description: 'Позвоните',
      status_id: stage.id,
    });
    expect(stage.descriptions[0].created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect((await api('PATCH', `${path}/${stage.id}`, { sort: 20 })).body.sort).toBe(20);
    const names = (await api('GET', path)).body._embedded.statuses.map((one: { name: string }) => one.name);
    expect(names.slice(1, 3)).toEqual(['Шестая', 'Первичный контакт']);
    expect((await api('GET', path)).body._embedded.statuses[1].descriptions).toBeUndefined();
    expect(
      (await api('GET', `${path}?with=descriptions`)).body._embedded.statuses[1].descriptions,
    ).toHaveLength(1);
  });

  it('edits descriptions by id, overwrites them by level, deletes them without a text; the API is author 0', async () => {
    await fresh();
    const { id } = (await api('GET', pipelines)).body._embedded.pipelines[0];
    const path = `${pipelines}/${id}/statuses`;
    const [, stage] = (await api('GET', path)).body._embedded.statuses;
    const write = async (descriptions: unknown[]): Promise<Record<string, unknown>[]> => {
      const { status, body } = await api('PATCH', `${path}/${stage.id}`, { descriptions });
      expect([status, body.request_id]).toEqual([200, '0']);
      return body.descriptions;
    };
    const [newbie, candidate, master] = await write([
      { level: 'newbie', description: 'Первое 🙂' },
      { level: 'candidate', description: 'Второе' },
      { level: 'master', description: 'Третье' },
    ]);
    expect(newbie).toMatchObject({ created_by: 0, updated_by: null, description: 'Первое 🙂' });
    const after = await write([
      { level: 'newbie', description: 'Иначе' },
      { id: candidate?.id, level: 'candidate', description: 'Снова' },
      { id: master?.id, level: 'master' },
    ]);
    expect(after).toEqual([
      expect.objectContaining({ level: 'newbie', description: 'Иначе', updated_by: 0 }),
      expect.objectContaining({ id: candidate?.id, description: 'Снова', created_by: 0, updated_by: 0 }),
    ]);
    const taken = { descriptions: [{ id: candidate?.id, level: 'newbie', description: 'x' }] };
    const doubled = await api('PATCH', `${path}/${stage.id}`, taken);
    expect(doubled.body['validation-errors'][0].errors).toMatchObject([{ path: 'descriptions.0.level' }]);
    const bad = await api('PATCH', `${path}/${stage.id}`, {
      descriptions: [
        { level: 'newbie', description: 'x'.repeat(1001) },
        { level: 'expert', description: 'x' },
        { id: 5, level: 'master', description: 'x' },
        { level: 'newbie', description: null },
      ],
    });
    expect(bad.status).toBe(400);
    expect(bad.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toEqual([
      'descriptions.0.description',
      'descriptions.1.level',
      'descriptions.3.description',
      'descriptions.2.id',
      'descriptions.3.level',
    ]);
  });

  it('moves the leads of a deleted stage to the first one; system stages stay', async () => {
    await fresh();
    const [pipeline] = (await api('GET', pipelines)).body._embedded.pipelines;
    const [, first, second] = pipeline._embedded.statuses;
    const path = `${pipelines}/${pipeline.id}/statuses`;
    const [lead] = (await api('POST', '/api/v4/leads', [{ status_id: second.id }])).body._embedded.leads;
    expect((await api('DELETE', `${path}/${second.id}`)).status).toBe(204);
    expect((await api('GET', `/api/v4/leads/${lead.id}`)).body.status_id).toBe(first.id);
    expect((await api('DELETE', `${path}/142`)).status).toBe(404);
    expect((await api('PATCH', `${path}/142`, { name: 'Ура' })).body.name).toBe('Ура');
    expect((await api('PATCH', `${path}/143`, { color: '#ff8f92' })).status).toBe(400);
  });

  it('takes a colour that it has itself in any case', async () => {
    await fresh();
    const [{ id, _embedded }] = (await api('GET', pipelines)).body._embedded.pipelines;
    const own: [number, string][] = _embedded.statuses
      .filter(({ type }: { type: number }) => type === 0)
      .map((stage: { id: number; color: string }) => [stage.id, stage.color.toUpperCase()]);
    expect(own.length).toBeGreaterThan(3);
    for (const [stage, color] of own)
      expect((await api('PATCH', `${pipelines}/${id}/statuses/${stage}`, { color })).status).toBe(200);
  });

  it('refuses colours outside the palette unless the switch is off', async () => {
    await fresh();
    const { id } = (await api('GET', pipelines)).body._embedded.pipelines[0];
    const refused = await api('POST', `${pipelines}/${id}/statuses`, [
      { name: 'x', sort: 1, color: '#123456' },
    ]);
    expect(refused.body['validation-errors'][0].errors[0]).toMatchObject({
      code: 'NotSupportedChoice',
      path: 'color',
    });
    await fresh({ stage_color_check: false });
    const other = (await api('GET', pipelines)).body._embedded.pipelines[0].id;
    expect(
      (await api('POST', `${pipelines}/${other}/statuses`, [{ name: 'x', sort: 1, color: '#123456' }]))
        .status,
    ).toBe(200);
  });
});
