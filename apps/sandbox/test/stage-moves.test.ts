import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type Reply, type TestSandbox } from './call-sandbox.js';

type Json = ReturnType<typeof JSON.parse>;

/** Entities 1.7. */
describe('moves between stages', () => {
  let sandbox: TestSandbox;
  let api: Api;
  let main: Json;
  let other: Json;
  let reason: number;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'moves' }));
    await api('POST', '/api/v4/leads/pipelines', [
      {
        name: 'Вторая',
        sort: 20,
        is_main: false,
        is_unsorted_on: true,
        _embedded: {
          statuses: [
            { name: 'Раз', sort: 10 },
            { name: 'Два', sort: 20 },
          ],
        },
      },
    ]);
    [main, other] = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    [{ id: reason }] = (
      await api('POST', '/api/v4/leads/loss_reasons', [{ name: 'Дорого', sort: 1 }])
    ).body._embedded.loss_reasons;
  });
  afterAll(() => sandbox.close());

  const stages = (pipeline: Json): number[] =>
    pipeline._embedded.statuses.filter((one: Json) => one.type === 0).map((one: Json) => one.id);
  const unsortedOf = (pipeline: Json): number =>
    pipeline._embedded.statuses.find((one: Json) => one.type === 1).id;
  const lead = async (body: Json = {}): Promise<number> =>
    (await api('POST', '/api/v4/leads', [body])).body._embedded.leads[0].id;
  const patch = (id: number, body: Json): Promise<Reply> => api('PATCH', `/api/v4/leads/${id}`, body);
  const read = async (id: number): Promise<Json> => (await api('GET', `/api/v4/leads/${id}`)).body;
  const switched = (features: Json): Promise<Reply> =>
    sandbox.control('PATCH', 'accounts/moves', { features });
  const errorOf = ({ status, body }: Reply): Json => {
    const [{ code, path }] = body['validation-errors'][0].errors;
    return [status, code, path];
  };

  it('sets and clears closed_at itself when a lead that was read is sent back with another stage', async () => {
    const [first] = stages(main);
    const id = await lead({ status_id: first });
    await patch(id, { status_id: 142, closed_at: null });
    const { closed_at } = await read(id);
    expect(closed_at).toEqual(expect.any(Number));
    await patch(id, { pipeline_id: other.id, status_id: 142, closed_at: closed_at - 10 });
    expect(await read(id)).toMatchObject({ pipeline_id: other.id, closed_at: closed_at - 10 });
    await patch(id, { status_id: first, closed_at });
    expect(await read(id)).toMatchObject({ status_id: first, closed_at: null });
    await patch(id, { status_id: 143, closed_at: 1_500_000_000 });
    expect((await read(id)).closed_at).toBe(1_500_000_000);
  });

  it('finds the place that stage and pipeline mean', async () => {
    const [first, second] = stages(main);
    const [there, further] = stages(other);
    for (const [sent, pipeline_id, status_id] of [
      [{}, main.id, first],
      [{ status_id: second }, main.id, second],
      [{ status_id: further }, other.id, further],
      [{ pipeline_id: other.id }, other.id, there],
      [{ status_id: 142 }, main.id, 142],
      [{ status_id: 142, pipeline_id: other.id }, other.id, 142],
    ] as const) {
      expect(await read(await lead(sent))).toMatchObject({ pipeline_id, status_id });
    }
    const id = await lead({ status_id: second });
    await patch(id, { pipeline_id: other.id });
    expect(await read(id)).toMatchObject({ pipeline_id: other.id, status_id: there });
    await patch(id, { status_id: 143 });
    expect(await read(id)).toMatchObject({ pipeline_id: other.id, status_id: 143 });
    await patch(id, { status_id: second });
    expect(await read(id)).toMatchObject({ pipeline_id: main.id, status_id: second });
    await patch(id, { pipeline_id: main.id });
    expect(await read(id)).toMatchObject({ pipeline_id: main.id, status_id: second });
  });

  it('refuses stages of other pipelines, unknown and unsorted ones', async () => {
    const id = await lead();
    for (const sent of [
      { status_id: stages(other)[0], pipeline_id: main.id },
      { status_id: 99 },
      { status_id: unsortedOf(main) },
      { status_id: unsortedOf(other), pipeline_id: other.id },
    ]) {
      const refused = [400, 'NotSupportedChoice', 'status_id'];
      expect(errorOf(await patch(id, sent))).toEqual(refused);
      expect(errorOf(await api('POST', '/api/v4/leads', [sent]))).toEqual(refused);
      expect(errorOf(await api('POST', '/api/v4/leads/complex', [sent]))).toEqual(refused);
    }
    const typed = await patch(id, { status_id: [142] });
    expect(errorOf(typed)).toEqual([400, 'InvalidType', 'status_id']);
  });

  it('sets closed_at on 142 and 143, takes a sent one, and clears it on the way back', async () => {
    const id = await lead();
    for (const status_id of [142, 143]) {
      await patch(id, { status_id, pipeline_id: main.id });
      const closed = await read(id);
      expect(closed.closed_at).toBe(closed.updated_at);
    }
    await patch(id, { status_id: stages(main)[0] });
    expect((await read(id)).closed_at).toBeNull();
    await patch(id, { status_id: 143, closed_at: 1_600_000_000, loss_reason_id: reason });
    expect(await read(id)).toMatchObject({ closed_at: 1_600_000_000, loss_reason_id: reason });
    const born = await read(await lead({ status_id: 142 }));
    expect(born.closed_at).toBe(born.created_at);
  });

  it('takes a loss reason only with the lost stage, and drops it on the way back', async () => {
    const id = await lead();
    const text = 'Loss reason can be specified only for lost lead';
    for (const sent of [{ loss_reason_id: reason }, { loss_reason_id: reason, status_id: 142 }]) {
      const refused = await patch(id, sent);
      expect([refused.status, refused.body]).toEqual([
        400,
        expect.objectContaining({ detail: 'Invalid request body', errors: { [id]: text } }),
      ]);
      expect((await api('POST', '/api/v4/leads', [sent])).status).toBe(400);
      expect((await api('POST', '/api/v4/leads/complex', [sent])).status).toBe(400);
    }
    expect((await patch(id, { status_id: 143, loss_reason_id: 5 })).status).toBe(400);
    expect((await patch(id, { loss_reason_id: null })).status).toBe(200);
    await patch(id, { status_id: 143, loss_reason_id: reason });
    const shown = (await api('GET', `/api/v4/leads/${id}?with=loss_reason`)).body._embedded.loss_reason;
    expect(shown).toMatchObject([{ id: reason, name: 'Дорого', sort: 1 }]);
    const back = { status_id: stages(main)[0] };
    expect((await patch(id, { ...back, loss_reason_id: reason })).status).toBe(400);
    await patch(id, back);
    expect((await read(id)).loss_reason_id).toBeNull();
  });

  it('checks the stage before the move by the switch, then even null is refused', async () => {
    const id = await lead();
    await switched({ loss_reason_check: 'before' });
    expect((await patch(id, { status_id: 143, loss_reason_id: reason })).status).toBe(400);
    expect((await patch(id, { loss_reason_id: null })).status).toBe(400);
    expect((await patch(id, { status_id: 143 })).status).toBe(200);
    expect((await patch(id, { loss_reason_id: reason })).status).toBe(200);
    await switched({ loss_reason_check: 'after' });
  });

  it('leaves an incoming lead where it is, or by the switch accepts it with any PATCH', async () => {
    const metadata = { category: 'forms', form_id: 'f' };
    for (const [accepts, stage] of [
      [false, unsortedOf(main)],
      [true, stages(main)[0]],
    ] as const) {
      const sent = accepts ? [metadata] : metadata;
      const [{ id }] = (
        await api('POST', '/api/v4/leads/complex', [{ status_id: 142, _embedded: { metadata: sent } }])
      ).body;
      expect((await read(id)).status_id).toBe(unsortedOf(main));
      await switched({ patch_accepts_unsorted: accepts });
      expect((await patch(id, { price: 1 })).status).toBe(200);
      expect((await read(id)).status_id).toBe(stage);
    }
    await switched({ patch_accepts_unsorted: false });
  });

  const newPipeline = async (): Promise<Json> => {
    const statuses = [{ name: 'Раз', sort: 10 }];
    const wanted = {
      name: 'Третья',
      sort: 30,
      is_main: false,
      is_unsorted_on: true,
      _embedded: { statuses },
    };
    return (await api('POST', '/api/v4/leads/pipelines', [wanted])).body._embedded.pipelines[0];
  };
  const act = (action: string, body: object): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain: 'moves', ...body });

  it('takes a deleted pipeline out of all that names one of its stages', async () => {
    const gone = await newPipeline();
    const refs = [...stages(gone), unsortedOf(gone), 142].map((status_id) => {
      return { pipeline_id: gone.id, status_id };
    });
    const { id: role } = (await api('POST', '/api/v4/roles', [{ name: 'Роль', rights: {} }])).body._embedded
      .roles[0];
    const field = { name: 'Поле', type: 'text', required_statuses: refs, hidden_statuses: refs };
    const { id } = (await api('POST', '/api/v4/leads/custom_fields', [field])).body._embedded
      .custom_fields[0];
    expect((await api('DELETE', `/api/v4/leads/pipelines/${gone.id}`)).status).toBe(204);
    const { required_statuses, hidden_statuses } = (await api('GET', `/api/v4/leads/custom_fields/${id}`))
      .body;
    expect([required_statuses, hidden_statuses]).toEqual([[], []]);
    const { status_rights } = (await api('GET', `/api/v4/roles/${role}`)).body.rights;
    expect((status_rights ?? []).filter((one: Json) => one.pipeline_id === gone.id)).toEqual([]);
  });

  it('restores a lead of a deleted pipeline into the main one', async () => {
    const gone = await newPipeline();
    const leads = [
      await lead({ pipeline_id: gone.id }),
      await lead({ pipeline_id: gone.id, status_id: 142 }),
    ];
    for (const leadId of leads) await act('lead.delete', { leadId });
    expect((await api('DELETE', `/api/v4/leads/pipelines/${gone.id}`)).status).toBe(204);
    for (const leadId of leads) await act('lead.restore', { leadId });
    const places = await Promise.all(leads.map(async (id) => (await read(id)).status_id));
    expect(places).toEqual([stages(main)[0], 142]);
    for (const id of leads) expect((await read(id)).pipeline_id).toBe(main.id);
  });

  it('takes final stages of a new pipeline in the colours they are read with', async () => {
    const finals = main._embedded.statuses.filter((one: Json) => one.id === 142 || one.id === 143);
    const own = { name: 'Раз', sort: 10 };
    const statuses = [own, ...finals.map(({ id, name, color }: Json) => ({ id, name, color }))];
    const wanted = { name: 'Ц', sort: 40, is_main: false, is_unsorted_on: false, _embedded: { statuses } };
    expect((await api('POST', '/api/v4/leads/pipelines', [wanted])).status).toBe(200);
  });

  it('are filtered by pairs of pipeline and stage; half a pair is refused, ignored or applied by the switch', async () => {
    const paid = await sandbox.account({ subdomain: 'pairs', features: { apiFilter: true } });
    const [pipeline] = (await paid.api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const [first, second] = stages(pipeline);
    await paid.api(
      'POST',
      '/api/v4/leads',
      [first, second, 142].map((status_id) => ({ status_id, pipeline_id: pipeline.id })),
    );
    const find = async (pair: Record<string, number | string | undefined>): Promise<[number, number]> => {
      const query = Object.entries(pair).map(([key, value]) => `filter[statuses][0][${key}]=${value}`);
      const { status, body } = await paid.api('GET', `/api/v4/leads?${query.join('&')}`);
      return [status, body?._embedded?.leads?.length ?? 0];
    };
    expect(await find({ pipeline_id: pipeline.id, status_id: second })).toEqual([200, 1]);
    expect(await find({ status_id: 142 })).toEqual([200, 1]);
    expect(await find({ pipeline_id: '', status_id: 142 })).toEqual([200, 1]);
    const halves = [{ status_id: second }, { pipeline_id: pipeline.id }];
    for (const [half_stage_filter, answers] of [
      [
        'refuse',
        [
          [400, 0],
          [400, 0],
        ],
      ],
      [
        'ignore',
        [
          [200, 3],
          [200, 3],
        ],
      ],
      [
        'apply',
        [
          [200, 1],
          [200, 3],
        ],
      ],
    ] as const) {
      await sandbox.control('PATCH', 'accounts/pairs', { features: { half_stage_filter } });
      expect([half_stage_filter, await Promise.all(halves.map(find))]).toEqual([half_stage_filter, answers]);
    }
  });
});
