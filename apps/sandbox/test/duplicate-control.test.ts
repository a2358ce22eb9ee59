import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

interface Sent {
  name?: string;
  request_id?: string;
  visitor_uid?: string;
  phone?: string;
  email?: string;
  company?: string;
  values?: unknown[];
}

const complex = ({ phone, email, company, values, ...lead }: Sent): Record<string, unknown> => {
  const contact = {
    name: 'Клиент',
    custom_fields_values: [
      ...(phone === undefined ? [] : [{ field_code: 'PHONE', values: [{ value: phone }] }]),
      ...(email === undefined ? [] : [{ field_code: 'EMAIL', values: [{ value: email }] }]),
      ...(values ?? []),
    ],
  };
  const companies = company === undefined ? [] : [{ name: company }];
  return { ...lead, _embedded: { contacts: [contact], companies } };
};

describe('duplicate control of leads/complex', () => {
  let sandbox: TestSandbox;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  let accounts = 0;

  async function controlled(
    features: Record<string, unknown> = {},
  ): Promise<{ api: Api; subdomain: string }> {
    accounts += 1;
    return sandbox.account({
      subdomain: `dup${accounts}`,
      features: { duplicateControl: true, ...features },
    });
  }

  const post = async (api: Api, ...items: Sent[]): Promise<ReturnType<typeof JSON.parse>> =>
    (await api('POST', '/api/v4/leads/complex', items.map(complex))).body;

  it('does not compare the items of one call with each other', async () => {
    const { api } = await controlled();
    const made = await post(api, { phone: '89991112233' }, { phone: '+79991112233' });
    expect(made).toMatchObject([{ merged: false }, { merged: false }]);
    expect(new Set(made.map((row: { id: number }) => row.id)).size).toBe(2);
  });

  it.each([
    ['overwrite', 'Лютик'],
    ['keep', 'Ромашка'],
  ])(
    'makes no second company of a repeat, and leaves one with the name that %s asks for',
    async (rule, name) => {
      const { api } = await controlled({ duplicate_conflict: rule });
      const [first] = await post(api, { phone: '89991112233', company: 'Ромашка' });
      const [again] = await post(api, { phone: '89991112233', company: 'Лютик' });
      expect(again).toMatchObject({ id: first.id, company_id: first.company_id, merged: true });
      const { companies } = (await api('GET', '/api/v4/companies')).body._embedded;
      expect(companies.map((one: { id: number; name: string }) => [one.id, one.name])).toEqual([
        [first.company_id, name],
      ]);
    },
  );

  it('answers items that repeat one stored lead in one row, with all their request ids', async () => {
    const { api } = await controlled();
    const [first] = await post(api, { name: 'А', phone: '89991112233', company: 'Ромашка' });
    expect(first).toEqual({
      id: expect.any(Number),
      contact_id: expect.any(Number),
      company_id: expect.any(Number),
      request_id: ['0'],
      merged: false,
    });
    const again = await post(
      api,
      { name: 'Б', phone: '+7 (999) 111-22-33', request_id: 'x' },
      { name: 'Другая', email: 'other@example.com', request_id: 'y' },
      { name: 'В', phone: '9991112233', email: 'A@example.com', request_id: 'z' },
    );
    expect(again).toEqual([
      { ...first, request_id: ['x', 'z'], merged: true },
      {
        ...first,
        id: expect.any(Number),
        contact_id: expect.any(Number),
        company_id: null,
        request_id: ['y'],
      },
    ]);
    expect((await api('GET', `/api/v4/leads/${first.id}`)).body.name).toBe('В');
    const contact = (await api('GET', `/api/v4/contacts/${first.contact_id}`)).body;
    const values = contact.custom_fields_values.map(({ values: own }: { values: { value: string }[] }) =>
      own.map((one) => one.value),
    );
    expect(values).toEqual([['89991112233', '+7 (999) 111-22-33', '9991112233'], ['A@example.com']]);
  });

  it('compares phones in international form, a short number as itself', async () => {
    const { api } = await controlled();
    const idOf = async (phone: string): Promise<number> => (await post(api, { phone }))[0].id;
    const short = await idOf('12-34');
    expect(await idOf('1234')).toBe(short);
    expect(await idOf('+7 999 000 1234')).not.toBe(short);
    const ours = await idOf('+7 (921) 777-00-03');
    const theirs = await idOf('+1 921 777 00 03');
    expect(theirs).not.toBe(ours);
    expect([await idOf('8 (921) 777-00-03'), await idOf('921 777 00 03')]).toEqual([ours, ours]);
    const [none] = await post(api, { phone: 'нет' });
    expect(await post(api, { phone: 'нет' })).toMatchObject([{ merged: false }]);
    expect(none.merged).toBe(false);
  });

  it('leaves more than three alone, and of several takes the newest or none', async () => {
    for (const [several, merges] of [
      ['newest', true],
      ['new', false],
    ] as const) {
      const { api } = await controlled({ duplicate_several: several });
      const [one] = await post(api, { phone: '89991112233' }, { phone: '89991112233' });
      const [three] = await post(api, { phone: '89991112233' });
      expect([several, three.merged]).toEqual([several, merges]);
      expect(three.id > one.id).toBe(true);
    }
    const { api } = await controlled();
    const same = { phone: '89991112233' };
    await post(api, same, same, same, same);
    expect(await post(api, same)).toMatchObject([{ merged: false }]);
  });

  it('knows a visitor by the pixel', async () => {
    const { api } = await controlled();
    const visitor_uid = 'a4c86f3e-0000-4000-8000-000000000001';
    const [first] = await post(api, { name: 'А', visitor_uid, phone: '89990000001' });
    const [second] = await post(api, { name: 'Б', visitor_uid, phone: '89990000002' });
    expect(second).toMatchObject({ id: first.id, contact_id: first.contact_id, merged: true });
  });

  it('compares a text or numeric field, of contacts or of leads, when the account names one', async () => {
    const { api, subdomain } = await controlled();
    for (const entity of ['contacts', 'leads']) {
      const [field] = (
        await api('POST', `/api/v4/${entity}/custom_fields`, [{ name: 'Договор', type: 'text' }])
      ).body._embedded.custom_fields;
      await sandbox.control('PATCH', `accounts/${subdomain}`, { features: { duplicateFieldId: field.id } });
      const filled = [{ field_id: field.id, values: [{ value: `№ 17 ${entity}` }] }];
      const item: Record<string, unknown> =
        entity === 'contacts'
          ? complex({ values: filled })
          : { ...complex({}), custom_fields_values: filled };
      const once = (await api('POST', '/api/v4/leads/complex', [item])).body;
      const twice = (await api('POST', '/api/v4/leads/complex', [item])).body;
      expect(twice).toEqual([{ ...once[0], merged: true }]);
    }
  });

  it('looks only at open leads of the same pipeline whose main contact it is', async () => {
    const { api } = await controlled();
    const [first] = await post(api, { phone: '89991112233' });
    await api('PATCH', `/api/v4/leads/${first.id}`, { status_id: 143 });
    const [second] = await post(api, { phone: '89991112233' });
    expect(second.merged).toBe(false);
    const [other] = (await api('POST', '/api/v4/contacts', [{ name: 'Главный' }])).body._embedded.contacts;
    await api('POST', `/api/v4/leads/${second.id}/link`, [
      { to_entity_id: other.id, to_entity_type: 'contacts', metadata: { is_main: true } },
    ]);
    expect(await post(api, { phone: '89991112233' })).toMatchObject([{ merged: false }]);
  });

  it('merges nothing while it is off', async () => {
    const { api } = await sandbox.account({ subdomain: 'off' });
    await post(api, { phone: '89991112233' });
    expect(await post(api, { phone: '89991112233' })).toMatchObject([{ merged: false }]);
  });
});
