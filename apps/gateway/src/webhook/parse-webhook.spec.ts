import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { laterOf, parseWebhook } from './parse-webhook.js';

const account = 'account[subdomain]=kazan&account[id]=31000001';

describe('parseWebhook', () => {
  it.each([
    [
      'a new lead',
      'leads[add][0][id]=7&leads[add][0][updated_at]=1700000000',
      ['lead', 7, 'add', 1700000000],
    ],
    ['a status', 'leads[status][0][id]=7&leads[status][0][last_modified]=5', ['lead', 7, 'status', 5]],
    ['an owner', 'leads[responsible][0][id]=7', ['lead', 7, 'responsible', null]],
    ['a deletion', 'leads[delete][0][id]=7&leads[delete][0][status_id]=142', ['lead', 7, 'delete', null]],
    [
      'a contact',
      'contacts[update][0][id]=8&contacts[update][0][type]=contact',
      ['contact', 8, 'update', null],
    ],
    ['a company', 'contacts[add][0][type]=company&contacts[add][0][id]=9', ['company', 9, 'add', null]],
    ['a task', 'task[update][0][id]=5&task[update][0][updated_at]=6', ['task', 5, 'update', 6]],
    [
      'a note',
      'leads[note][0][note][id]=1&leads[note][0][note][element_id]=7&leads[note][0][note][element_type]=2',
      ['lead', 7, 'note', null],
    ],
    [
      'a note of a company',
      'contacts[note][0][note][element_id]=9&contacts[note][0][note][element_type]=3',
      ['company', 9, 'note', null],
    ],
    [
      'unsorted',
      'unsorted[add][0][uid]=ab&unsorted[add][0][data][leads][0][id]=7',
      ['unsorted', 7, 'add', null],
    ],
    [
      'unsorted whose only lead is no list, as several clients read it',
      'unsorted[update][0][uid]=ab&unsorted[update][0][data][leads][id]=77',
      ['unsorted', 77, 'update', null],
    ],
    [
      'accepted unsorted',
      'unsorted[delete][0][action]=accept&unsorted[delete][0][accept_result][leads][0]=7&unsorted[delete][0][created_at]=5',
      ['lead', 7, 'add', null],
    ],
    [
      'declined unsorted',
      'unsorted[delete][0][action]=decline&unsorted[delete][0][decline_result][leads][0]=7',
      ['unsorted', 7, 'delete', null],
    ],
    ['a message', 'message[add][0][id]=a-b&message[add][0][talk_id]=3', ['talk', 3, 'add', null]],
    ['a talk', 'talk[update][0][talk_id]=3&talk[update][0][updated_at]=4', ['talk', 3, 'update', 4]],
    ['a digital pipeline call', 'leads[call_in][0][id]=7', ['lead', 7, 'update', null]],
  ])('reads %s', (_name, body, [entity, entityId, action, changedAt]) => {
    const encoded = body.replaceAll('[', '%5B').replaceAll(']', '%5D');
    for (const form of [body, encoded]) {
      expect(parseWebhook(`${account}&${form}`)).toEqual([
        { entity, entityId, action, changedAt, changedBy: null, lead: null },
      ]);
    }
  });

  it.each([
    ['leads[status][0][modified_user_id]=31', 31],
    ['leads[status][0][modified_user_id]=0', 0],
    ['leads[status][0][modified_user_id]=', null],
    ['leads[status][0][modified_by]=5', 5],
    ['leads[status][0][note][modified_by]=6', 6],
  ])('says who made the change of %s', (field, changedBy) => {
    expect(parseWebhook(`leads[status][0][id]=7&${field}`)).toMatchObject([{ entityId: 7, changedBy }]);
  });

  const lead =
    'leads[update][0][id]=7&leads[update][0][status_id]=3&leads[update][0][pipeline_id]=2&leads[update][0][price]=0' +
    '&leads[update][0][responsible_user_id]=5&leads[update][0][created_at]=9&leads[update][0][name]=x';

  it('says what a body has of a lead in numbers, and nothing where some of it is missing', () => {
    const values = { pipelineId: 2, statusId: 3, ownerId: 5, price: 0, createdAt: 9 };
    expect(parseWebhook(lead)).toMatchObject([{ lead: values }]);
    for (const missing of ['status_id', 'price', 'created_at'])
      expect(parseWebhook(lead.replace(`[${missing}]`, '[else]'))).toMatchObject([{ lead: null }]);
  });

  it.each([
    ['status', { pipelineId: 1, statusId: 142 }],
    ['update', { pipelineId: 1, statusId: 142 }],
    ['responsible', { ownerId: 6 }],
  ])('says what a change in a body of %s has replaced', (action, changedFrom) => {
    const old = { old_pipeline_id: 1, old_status_id: 142, old_responsible_user_id: 6 };
    const fields = Object.entries(old).map(([name, id]) => `&leads[${action}][0][${name}]=${id}`);
    expect(parseWebhook(`leads[${action}][0][id]=7${fields.join('')}`)).toMatchObject([{ changedFrom }]);
    expect(parseWebhook(`leads[${action}][0][id]=7`)[0]).not.toHaveProperty('changedFrom');
  });

  it('says nothing of a lead about which two changes differ', () => {
    const [one] = parseWebhook(`${lead}&leads[update][0][updated_at]=9`);
    expect(laterOf(one, one!)).toEqual(one);
    expect(laterOf(one, { ...one!, changedBy: 4 })).toMatchObject({ changedBy: null, lead: null });
    const [moved] = parseWebhook(`${lead}&leads[update][0][updated_at]=9&leads[update][0][old_status_id]=2`);
    expect(laterOf(moved, moved!)).toEqual(moved);
    expect(laterOf(one, moved!)).toEqual({ ...one, lead: null });
    expect(laterOf(one, { ...one!, changedAt: 10, changedBy: 4 })).toMatchObject({
      changedAt: 10,
      changedBy: null,
      lead: null,
    });
    expect(laterOf(one, { ...one!, changedAt: 8, changedBy: 4 })).toEqual({ ...one, lead: null });
  });

  it('reads several items and actions of one body, each entity once per action, the later time wins', () => {
    const body =
      'leads[add][0][id]=1&leads[add][1][id]=2&leads[update][0][id]=1&leads[update][0][updated_at]=5' +
      '&leads[update][1][id]=1&leads[update][1][updated_at]=9';
    expect(parseWebhook(body)).toEqual([
      { entity: 'lead', entityId: 1, action: 'add', changedAt: null, changedBy: null, lead: null },
      { entity: 'lead', entityId: 2, action: 'add', changedAt: null, changedBy: null, lead: null },
      { entity: 'lead', entityId: 1, action: 'update', changedAt: 9, changedBy: null, lead: null },
    ]);
  });

  it.each([
    '',
    'x',
    'leads',
    'leads[add]=1',
    'leads[add][0][id]=-1',
    'leads[add][0][id]=%zz',
    'a[b][0][id]=1',
    account,
  ])('finds nothing in %p', (body) => {
    expect(parseWebhook(body)).toEqual([]);
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseWebhook(text))));
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, value) => {
        parseWebhook(`leads[add][0]${key}=${value}`);
      }),
    );
  });
});
