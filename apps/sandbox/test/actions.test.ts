import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Change } from '../src/changes/change.js';
import {
  startTestSandbox,
  type Api,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
} from './call-sandbox.js';

describe('actions of people', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply;
  let api: Api;
  let subdomain: string;
  let heard: Change[] = [];
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    sandbox.sandbox.subscribers.push((_sandbox, _account, changes) => heard.push(...changes));
  });
  afterAll(() => sandbox.close());
  beforeEach(async () => {
    count += 1;
    subdomain = `people${count}`;
    const made = await sandbox.account({ subdomain, users: [{ name: 'Менеджер' }] });
    account = made;
    ({ api } = made);
    heard = [];
  });

  const manager = (): number => account.users.find((user) => !user.isAdmin)!.id;
  const act = (action: string, body: object = {}): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain, userId: manager(), ...body });
  const kinds = (): string[] => heard.map((change) => change.kind);

  it('creates, moves and changes a lead in the name of the person', async () => {
    const { leadId } = (await act('lead.create', { name: 'Звонок', price: 10 })).body;
    const pipelines = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines;
    const stages = pipelines[0]._embedded.statuses;
    expect((await act('lead.move', { leadId, statusId: stages[2].id })).status).toBe(200);
    expect(
      (await act('lead.change', { leadId, name: 'Заявка', price: 20, responsibleUserId: manager() })).status,
    ).toBe(200);
    const lead = (await api('GET', `/api/v4/leads/${leadId}`)).body;
    expect(lead).toMatchObject({
      name: 'Заявка',
      price: 20,
      status_id: stages[2].id,
      responsible_user_id: manager(),
      updated_by: manager(),
      created_by: manager(),
    });
    expect(kinds()).toEqual(['added', 'stage', 'name', 'price']);
    expect(heard.every((change) => change.author === manager() && change.via === 'person')).toBe(true);
    await act('lead.move', { leadId, statusId: 143 });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.status_id).toBe(143);
    await act('lead.move', { leadId, statusId: stages[0].id });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.status_id).toBe(stages[0].id);
  });

  it('fills and clears a field', async () => {
    const [field] = (await api('POST', '/api/v4/leads/custom_fields', [{ name: 'Город', type: 'text' }])).body
      ._embedded.custom_fields;
    const { leadId } = (await act('lead.create')).body;
    await act('field.fill', { leadId, fieldId: field.id, value: 'Омск' });
    const filled = (await api('GET', `/api/v4/leads/${leadId}`)).body.custom_fields_values;
    expect(filled[0].values).toEqual([{ value: 'Омск' }]);
    await act('field.fill', { leadId, fieldId: field.id, value: null });
    expect((await api('GET', `/api/v4/leads/${leadId}`)).body.custom_fields_values).toBeNull();
  });

  it('refuses bad input and names the field', async () => {
    const { leadId } = (await act('lead.create')).body;
    for (const [action, body, path] of [
      ['lead.move', { leadId }, 'statusId'],
      ['lead.move', { leadId: 1, statusId: 142 }, 'leadId'],
      ['lead.move', { leadId, statusId: 5 }, 'statusId'],
      ['lead.change', { leadId, price: 'x' }, 'price'],
      ['lead.change', { leadId, responsibleUserId: 1 }, 'responsibleUserId'],
      ['field.fill', { leadId, fieldId: 1, value: 'x' }, 'fieldId'],
      ['field.fill', { leadId, fieldId: 1 }, 'value'],
    ] as const) {
      const refused = await act(action, body);
      expect(refused.status).toBe(400);
      expect(refused.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toContain(
        path,
      );
    }
    expect((await act('lead.explode')).body).toMatchObject({ status: 400, field: 'action' });
    expect((await act('lead.create', { userId: 1 })).body).toMatchObject({ status: 400, field: 'userId' });
    expect((await act('lead.create', { subdomain: 'nobody' })).status).toBe(404);
  });
});
