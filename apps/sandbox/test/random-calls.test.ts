import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../src/changes/change.js';
import type { Account } from '../src/state/account.js';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

interface Call {
  method: string;
  path: string;
  body: unknown;
}

/** Changes that have no row in the feed (entities 8.2 has no type for them). */
const silent: ReadonlySet<Change['kind']> = new Set<Change['kind']>([
  'other',
  'quiet',
  'unsorted_added',
  'unsorted_updated',
  'unsorted_accepted',
  'unsorted_declined',
]);

function hasRow(change: Change): boolean {
  if (silent.has(change.kind)) return false;
  if (change.kind === 'task_completed') return change.completed;
  return change.kind !== 'note_added' || !change.note_type.startsWith('call_');
}

function checkInvariants(account: Account, changes: readonly Change[]): void {
  const mains = [...account.pipelines.values()].filter((one) => one.is_main);
  expect(mains).toHaveLength(1);
  const ids = [account.leads, account.contacts, account.companies, account.tasks, account.notes].flatMap(
    (map) => [...map.keys()],
  );
  expect(new Set(ids).size).toBe(ids.length);
  let inStages = 0;
  for (const pipeline of account.pipelines.values()) {
    for (const stage of pipeline.stages) {
      for (const lead of account.leads.values())
        if (lead.pipeline_id === pipeline.id && lead.status_id === stage.id) inStages += 1;
    }
  }
  expect(inStages).toBe(account.leads.size);
  expect(new Set(account.events.map((event) => event.serial)).size).toBe(account.events.length);
  expect(account.events).toHaveLength(changes.filter(hasRow).length);
}

const junk = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.string({ maxLength: 300 }),
  fc.constant([]),
  fc.constant({}),
  fc.constant([null, 1, {}]),
  fc.dictionary(fc.string({ maxLength: 5 }), fc.anything({ maxDepth: 1 }), { maxKeys: 3 }),
);

describe('random calls', () => {
  let sandbox: TestSandbox;
  let account: Account;
  let api: Api;
  const changes: Change[] = [];

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    const made = await sandbox.account({ subdomain: 'random', features: { apiFilter: true } });
    api = made.api;
    const found = sandbox.sandbox.accounts.get('random');
    if (!found) throw new Error('no account');
    account = found;
    sandbox.sandbox.subscribers.push((_sandbox, _account, published) => changes.push(...published));
    const types = ['text', 'numeric', 'checkbox', 'date', 'date_time', 'url', 'textarea', 'birthday'];
    const more = ['smart_address', 'legal_entity', 'monetary', 'file', 'streetaddress'];
    const plain = [...types, ...more].map((type) => ({
      name: type,
      type,
      ...(type === 'monetary' ? { currency: 'RUB' } : {}),
    }));
    const enums = [
      { value: 'a', sort: 1 },
      { value: 'b', sort: 2 },
    ];
    const lists = ['select', 'multiselect', 'radiobutton'].map((type) => ({ name: type, type, enums }));
    const fields = await api('POST', '/api/v4/leads/custom_fields', [...plain, ...lists]);
    expect(fields.status).toBe(201);
    const pipeline = { name: 'Вторая', sort: 2, is_main: false, is_unsorted_on: true };
    const statuses = [{ name: 'Шаг', sort: 10, color: '#fffeb2' }];
    await api('POST', '/api/v4/leads/pipelines', [{ ...pipeline, _embedded: { statuses } }]);
  });
  afterAll(() => sandbox.close());

  const at = <T>(list: Iterable<T>, pick: number): T | undefined => {
    const all = [...list];
    return all.length === 0 ? undefined : all[pick % all.length];
  };

  const pick = fc.nat({ max: 1000 });
  const kind = fc.constantFrom('leads', 'contacts', 'companies');
  const known = (word: string, n: number): number => {
    const maps = { leads: account.leads, contacts: account.contacts, companies: account.companies };
    return at(maps[word as keyof typeof maps].keys(), n) ?? 1;
  };
  const stageIds = (): number[] =>
    [...account.pipelines.values()].flatMap((one) => one.stages.map((stage) => stage.id));

  const fieldItem = fc
    .tuple(
      pick,
      fc.oneof(junk, fc.constant('a'), fc.constant('12.5'), fc.constant(1634601600), fc.constant(true)),
    )
    .map(([n, value]) => ({ field_id: at(account.fields.keys(), n), values: [{ value }] }));

  const card = fc
    .record(
      {
        name: fc.oneof(fc.string({ maxLength: 20 }), junk),
        price: fc.oneof(fc.nat(), junk),
        status: pick,
        responsible: fc.oneof(pick, junk),
        fields: fc.array(fieldItem, { maxLength: 3 }),
        tag: fc.string({ minLength: 1, maxLength: 3 }),
        extra: junk,
      },
      { requiredKeys: [] },
    )
    .map((wanted): Record<string, unknown> => {
      const body: Record<string, unknown> = {};
      if ('name' in wanted) body.name = wanted.name;
      if ('price' in wanted) body.price = wanted.price;
      if (wanted.status !== undefined) body.status_id = at(stageIds(), wanted.status);
      if ('responsible' in wanted)
        body.responsible_user_id =
          typeof wanted.responsible === 'number'
            ? at(account.users.keys(), wanted.responsible)
            : wanted.responsible;
      if (wanted.fields) body.custom_fields_values = wanted.fields;
      if (wanted.tag !== undefined) body.tags_to_add = [{ name: wanted.tag }];
      if ('extra' in wanted) body.loss_reason_id = wanted.extra;
      return body;
    });

  const safe = fc.record({
    name: fc.string({ minLength: 1, maxLength: 9 }),
    custom_fields_values: fc.constant([]),
  });
  const someCard = fc.oneof(safe, card, junk);

  const call: fc.Arbitrary<Call> = fc.oneof(
    fc.tuple(kind, fc.array(someCard, { maxLength: 3 })).map(([word, body]) => {
      return { method: 'POST', path: `/api/v4/${word}`, body };
    }),
    fc.tuple(kind, pick, fc.oneof(safe, card, junk)).map(([word, n, body]) => {
      return { method: 'PATCH', path: `/api/v4/${word}/${known(word, n)}`, body };
    }),
    fc.tuple(kind, pick, fc.oneof(safe, card)).map(([word, n, body]) => {
      return { method: 'PATCH', path: `/api/v4/${word}`, body: [{ ...body, id: known(word, n) }] };
    }),
    fc.tuple(kind, pick, kind, pick, fc.constantFrom('link', 'unlink')).map(([word, n, to, m, deed]) => {
      const body = [{ to_entity_id: known(to, m), to_entity_type: to }];
      return { method: 'POST', path: `/api/v4/${word}/${known(word, n)}/${deed}`, body };
    }),
    fc
      .tuple(
        kind,
        pick,
        fc.constantFrom('common', 'call_in', 'geolocation', 'x'),
        fc.oneof(junk, fc.constant({ text: 'т' })),
      )
      .map(([word, n, note_type, params]) => {
        return {
          method: 'POST',
          path: `/api/v4/${word}/${known(word, n)}/notes`,
          body: [{ note_type, params }],
        };
      }),
    fc.tuple(kind, pick, junk, fc.boolean()).map(([word, n, text, is_completed]) => {
      const body = [
        {
          text: typeof text === 'string' ? text : 'т',
          complete_till: 5,
          is_completed,
          entity_id: known(word, n),
          entity_type: word,
        },
      ];
      return { method: 'POST', path: '/api/v4/tasks', body };
    }),
    fc.tuple(pick, junk, fc.boolean()).map(([n, text, is_completed]) => {
      return {
        method: 'PATCH',
        path: `/api/v4/tasks/${at(account.tasks.keys(), n) ?? 1}`,
        body: { text, is_completed },
      };
    }),
    fc.tuple(fc.string({ minLength: 1, maxLength: 4 }), someCard).map(([source_uid, lead]) => {
      const body = [
        {
          source_uid,
          source_name: 'с',
          metadata: {},
          _embedded: { leads: [lead], contacts: [{ name: 'к' }] },
        },
      ];
      return { method: 'POST', path: '/api/v4/leads/unsorted/forms', body };
    }),
    fc.tuple(pick, junk, fc.boolean()).map(([n, body, yes]) => {
      const path = `/api/v4/leads/unsorted/${at(account.unsorted.keys(), n) ?? 'x'}`;
      return yes
        ? { method: 'POST', path: `${path}/accept`, body: {} }
        : { method: 'DELETE', path: `${path}/decline`, body };
    }),
    fc.array(someCard, { maxLength: 2 }).map((cards) => {
      const body = cards.map((one) => ({ ...(one as object), _embedded: { contacts: [{ name: 'к' }] } }));
      return { method: 'POST', path: '/api/v4/leads/complex', body };
    }),
    fc.tuple(kind, fc.string({ maxLength: 8 }), pick).map(([word, query, n]) => {
      const filter = `filter[custom_fields_values][${at(account.fields.keys(), n) ?? 1}][]=${n}`;
      const path = `/api/v4/${word}?query=${encodeURIComponent(query)}&${filter}&order[id]=desc&page=${n % 3}`;
      return { method: 'GET', path, body: undefined };
    }),
    fc
      .constantFrom('events', 'tasks', 'leads/unsorted', 'leads/notes', 'leads/unsorted/summary')
      .map((path) => {
        return { method: 'GET', path: `/api/v4/${path}`, body: undefined };
      }),
  );

  it('never answers 500 and breaks no invariant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), async (calls) => {
        for (const { method, path, body } of calls) {
          const reply = await api(method, path, body);
          if (reply.status >= 500 && reply.status !== 501)
            throw new Error(`${method} ${path}: ${JSON.stringify(reply.body)}`);
        }
        checkInvariants(account, changes);
      }),
      { numRuns: 120 },
    );
    expect(account.leads.size).toBeGreaterThan(20);
  });
});
