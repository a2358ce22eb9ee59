import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';
import { startHookReceiver, until, type HookReceiver } from './hook-receiver.js';

interface Asked {
  token: string;
  data: Record<string, unknown>;
  return_url: string;
}

describe('the dialogue of a bot and a widget', () => {
  let sandbox: TestSandbox;
  let receiver: HookReceiver;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    receiver = await startHookReceiver();
    ({ api } = await sandbox.account({ subdomain: 'bots' }));
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });

  const lead = async (): Promise<number> =>
    (await api('POST', '/api/v4/leads', [{ name: 'x' }])).body._embedded.leads[0].id;
  const ask = (data?: unknown): unknown => ({
    handler: 'widget_request',
    params: { url: `${receiver.url}/bot`, data },
  });
  const next = async (): Promise<Asked> => (await until(() => receiver.received.shift())).body as Asked;
  const said = { handler: 'show', params: { type: 'text', value: 'Спасибо' } };

  async function start(code: unknown): Promise<{ botId: number; id: number }> {
    const bot = { action: 'bot.paste', subdomain: 'bots', name: 'Диалог', code };
    const { botId } = (await sandbox.control('POST', 'actions', bot)).body;
    const id = await lead();
    await api('POST', `/api/v4/bots/${botId}/run`, { entity_id: id, entity_type: 'leads' });
    return { botId, id };
  }

  it('asks the widget with a form, waits, and goes on once continued', async () => {
    const { botId } = await start([
      { question: [ask({ round: 1 }), { handler: 'stop', params: {} }] },
      { question: [ask({ round: 2, said: '{{json.answer}}', none: '{{json.none}}' })] },
    ]);
    const { token, data, return_url: url } = await next();
    expect(data).toEqual({ round: '1' });
    expect(token.split('.')).toHaveLength(3);
    expect(url).toMatch(
      new RegExp(`^https://bots\\.amocrm\\.ru/api/v4/salesbot/${botId}/continue/[0-9a-f]+$`),
    );
    const { pathname } = new URL(url);
    const long = { handler: 'show', params: { type: 'text', value: 'x'.repeat(81) } };
    const refused = await api('POST', pathname, {
      data: {},
      execute_handlers: [long, { handler: 'find', params: {} }],
    });
    expect(refused.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toEqual([
      'execute_handlers.1.handler',
      'execute_handlers.0.params.value',
    ]);
    const tooLong = await api('POST', pathname, { execute_handlers: [long] });
    expect(tooLong.body['validation-errors'][0].errors[0].code).toBe('TooLong');
    const jump = { handler: 'goto', params: { type: 'question', step: 1 } };
    const gone = await api('POST', pathname, { data: { answer: 'да' }, execute_handlers: [jump] });
    expect([gone.status, gone.body]).toEqual([202, null]);
    expect((await next()).data).toEqual({ round: '2', said: 'да', none: '{{json.none}}' });
    expect((await api('POST', pathname, { execute_handlers: [said] })).status).toBe(202);
    expect((await api('POST', pathname, { execute_handlers: [said] })).status).toBe(404);
  });

  it('goes on for one handler at least', async () => {
    await start([{ question: [ask()] }]);
    const { pathname } = new URL((await next()).return_url);
    for (const body of [{}, { data: { x: 1 } }, { data: { x: 1 }, execute_handlers: [] }])
      expect((await api('POST', pathname, body)).status).toBe(400);
    expect((await api('POST', pathname, { execute_handlers: [said] })).status).toBe(202);
  });

  it('asks in JSON by the switch', async () => {
    await sandbox.control('PATCH', 'accounts/bots', { features: { widget_request_body: 'json' } });
    await start([{ question: [ask({ round: 1 })] }]);
    expect((await next()).data).toEqual({ round: 1 });
    await sandbox.control('PATCH', 'accounts/bots', { features: { widget_request_body: 'form' } });
  });

  it('does its actions as the robot, those after the widget too', async () => {
    const [field] = (await api('POST', '/api/v4/leads/custom_fields', [{ name: 'След', type: 'text' }])).body
      ._embedded.custom_fields;
    const fill = (value: string): unknown => ({
      handler: 'action',
      params: { name: 'set_custom_fields', params: { custom_fields_id: field.id, value } },
    });
    const { id } = await start([{ question: [fill('до'), ask(), fill('после')] }]);
    await api('POST', new URL((await next()).return_url).pathname, { execute_handlers: [said] });
    const { updated_by, custom_fields_values: values } = (await api('GET', `/api/v4/leads/${id}`)).body;
    expect([updated_by, values[0].values[0].value]).toEqual([0, 'после']);
    const rows = await api(
      'GET',
      '/api/v4/events?filter[type]=custom_field_value_changed&filter[created_by]=0',
    );
    expect(rows.body._embedded.events).toHaveLength(2);
  });

  describe('a field that it fills', () => {
    let fieldId: number;
    const fill = (value: string): unknown => ({
      handler: 'action',
      params: { name: 'set_custom_fields', params: { custom_fields_id: fieldId, value } },
    });
    const valueOf = async (id: number): Promise<unknown> =>
      (await api('GET', `/api/v4/leads/${id}`)).body.custom_fields_values?.[0]?.values[0].value ?? null;
    const goOn = async (body: object): Promise<number> =>
      (await api('POST', new URL((await next()).return_url).pathname, body)).status;
    const goto = (type: string, step: number): unknown => ({ handler: 'goto', params: { type, step } });

    beforeAll(async () => {
      const made = await api('POST', '/api/v4/leads/custom_fields', [{ name: 'Регион', type: 'text' }]);
      fieldId = made.body._embedded.custom_fields[0].id;
    });

    it('takes what the widget has sent with continue, and no unknown marker', async () => {
      const { id } = await start([
        { question: [ask(), fill('{{json.region}} {{lead.id}}'), fill('{{json.none}}')] },
      ]);
      expect(await goOn({ data: { region: 'Самара' }, execute_handlers: [said] })).toBe(202);
      expect(await valueOf(id)).toBe(`Самара ${id}`);
    });

    it('takes the markers of the deal and of its main contact, and says them to a widget', async () => {
      const contact = {
        name: 'Анна',
        custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79162223344' }] }],
      };
      const made = (await api('POST', '/api/v4/contacts', [contact])).body._embedded.contacts[0].id;
      const fields = (await api('GET', '/api/v4/contacts/custom_fields')).body._embedded.custom_fields;
      const phone = fields.find(({ code }: { code: string }) => code === 'PHONE').id;
      const data = {
        ...{ price: '{{lead.price}}', stage: '{{lead.status_id}}', owner: '{{lead.responsible.name}}' },
        ...{
          client: '{{contact.name}}',
          phone: `{{contact.cf.${phone}}}`,
          other: '{{lead.cf.1}}',
          rand: '{{rand}}',
        },
      };
      const marker = {
        name: 'set_custom_fields',
        params: { custom_field: `{{lead.cf.${fieldId}}}`, value: '{{contact.name}}: {{lead.price}}' },
      };
      const code = [{ question: [ask(data), { handler: 'action', params: marker }] }];
      const { botId } = (
        await sandbox.control('POST', 'actions', { action: 'bot.paste', subdomain: 'bots', name: 'М', code })
      ).body;
      const deal = { name: 'x', price: 7, _embedded: { contacts: [{ id: made }] } };
      const { id } = (await api('POST', '/api/v4/leads', [deal])).body._embedded.leads[0];
      await api('POST', `/api/v4/bots/${botId}/run`, { entity_id: id, entity_type: 'leads' });
      const asked = await next();
      const { status_id: stage } = (await api('GET', `/api/v4/leads/${id}`)).body;
      const expected = {
        price: '7',
        stage: String(stage),
        client: 'Анна',
        phone: '+79162223344',
        other: '',
        rand: '{{rand}}',
      };
      expect(asked.data).toEqual({ ...expected, owner: expect.stringMatching(/.+/) });
      await api('POST', new URL(asked.return_url).pathname, { execute_handlers: [said] });
      expect(await valueOf(id)).toBe('Анна: 7');
    });

    it.each(['finish', 'answer'])('is that of the part «%s» where a goto says so', async (part) => {
      const steps = [{ question: [ask()] }, { question: [ask()], [part]: [fill(part)] }];
      const continued = await start(steps);
      await goOn({ execute_handlers: [goto(part, 1)] });
      expect(await valueOf(continued.id)).toBe(part);
      const own = await start([{ question: [goto(part, 1)] }, { question: [ask()], [part]: [fill(part)] }]);
      expect(await valueOf(own.id)).toBe(part);
      expect(receiver.received).toEqual([]);
    });

    it('is none of a lead in the trash', async () => {
      const { id } = await start([{ question: [ask(), fill('поздно')] }]);
      await sandbox.control('POST', 'actions', { action: 'lead.delete', subdomain: 'bots', leadId: id });
      expect(await goOn({ execute_handlers: [said] })).toBe(202);
      await sandbox.control('POST', 'actions', { action: 'lead.restore', subdomain: 'bots', leadId: id });
      expect(await valueOf(id)).toBeNull();
    });
  });
});
