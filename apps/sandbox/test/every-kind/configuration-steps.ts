import fc from 'fast-check';
import { asList, junk, mostlyRight, pick, text } from './random-bodies.js';
import type { Step } from './world.js';

const call = (method: string, path: string, body?: unknown) => ({ method, path: `/api/v4/${path}`, body });

const owner = fc.constantFrom('leads', 'contacts', 'companies');
const enums = fc.constantFrom(
  [{ value: 'а', sort: 1 }],
  [
    { value: 'б', sort: 1 },
    { value: 'в', sort: 2 },
  ],
);
const field = mostlyRight(
  fc.oneof(
    fc.record({ name: text, type: fc.constantFrom('text', 'numeric', 'date', 'checkbox') }),
    fc.record({ name: text, type: fc.constantFrom('select', 'multiselect'), enums }),
  ),
);
const place = mostlyRight(fc.record({ name: text, sort: fc.nat({ max: 900 }) }));
const stage = mostlyRight(
  fc.record({ name: text, sort: fc.nat({ max: 900 }), color: fc.constantFrom('#fffeb2', '#d6eaff') }),
);
const pipeline = mostlyRight(
  fc.record({
    name: text,
    sort: fc.nat({ max: 90 }),
    is_main: fc.boolean(),
    is_unsorted_on: fc.boolean(),
    _embedded: fc.record({ statuses: fc.array(stage, { minLength: 1, maxLength: 2 }) }),
  }),
);
const pipelineChange = mostlyRight(
  fc.record(
    { name: text, sort: fc.nat({ max: 90 }), is_main: fc.boolean(), is_unsorted_on: fc.boolean() },
    { requiredKeys: [] },
  ),
);
const letter = fc.constantFrom('A', 'G', 'M', 'D');
const rights = fc.record({
  leads: fc.record({ view: letter, edit: letter, add: fc.constantFrom('A', 'D') }),
});
const method = fc.constantFrom('GET', 'PATCH', 'DELETE');

const fields: fc.Arbitrary<Step>[] = [
  fc.tuple(owner, asList(field)).map(
    ([type, body]): Step =>
      () =>
        call('POST', `${type}/custom_fields`, body),
  ),
  fc.tuple(owner, pick, method, field).map(([type, n, verb, body]): Step => (world) => {
    const id = world.at(world.account.fields.keys(), n);
    return call(verb, `${type}/custom_fields/${id}`, verb === 'PATCH' ? body : undefined);
  }),
  fc.tuple(owner, asList(place)).map(
    ([type, body]): Step =>
      () =>
        call('POST', `${type}/custom_fields/groups`, body),
  ),
  fc.tuple(owner, pick, method, place).map(([type, n, verb, body]): Step => (world) => {
    const uids = [...world.account.fieldGroups.keys()];
    const path = `${type}/custom_fields/groups/${uids[n % uids.length] ?? 'x'}`;
    return call(verb, path, verb === 'PATCH' ? body : undefined);
  }),
];

const pipelines: fc.Arbitrary<Step>[] = [
  asList(pipeline).map(
    (body): Step =>
      () =>
        call('POST', 'leads/pipelines', body),
  ),
  fc.tuple(pick, method, pipelineChange).map(([n, verb, body]): Step => (world) => {
    const id = world.at(world.account.pipelines.keys(), n);
    return call(verb, `leads/pipelines/${id}`, verb === 'PATCH' ? body : undefined);
  }),
  fc.tuple(pick, asList(stage)).map(
    ([n, body]): Step =>
      (world) =>
        call('POST', `leads/pipelines/${world.at(world.account.pipelines.keys(), n)}/statuses`, body),
  ),
  fc.tuple(pick, method, stage).map(([n, verb, body]): Step => (world) => {
    const { pipeline_id, status_id } = world.stages()[n % world.stages().length] ?? {};
    const path = `leads/pipelines/${pipeline_id}/statuses/${status_id}`;
    return call(verb, path, verb === 'PATCH' ? body : undefined);
  }),
  asList(place).map(
    (body): Step =>
      () =>
        call('POST', 'leads/loss_reasons', body),
  ),
  fc.tuple(pick, method, place).map(([n, verb, body]): Step => (world) => {
    const id = world.at(world.account.lossReasons.keys(), n);
    return call(verb, `leads/loss_reasons/${id}`, verb === 'PATCH' ? body : undefined);
  }),
];

const people: fc.Arbitrary<Step>[] = [
  asList(mostlyRight(fc.record({ name: text, email: fc.emailAddress() }))).map(
    (body): Step =>
      () =>
        call('POST', 'users', body),
  ),
  asList(mostlyRight(fc.record({ name: text, rights }))).map(
    (body): Step =>
      () =>
        call('POST', 'roles', body),
  ),
  fc.tuple(pick, method, mostlyRight(fc.record({ name: text, rights }))).map(([n, verb, body]): Step => {
    return (world) =>
      call(verb, `roles/${world.at(world.account.roles.keys(), n)}`, verb === 'PATCH' ? body : undefined);
  }),
];

const rest: fc.Arbitrary<Step>[] = [
  fc.tuple(owner, asList(mostlyRight(fc.record({ name: text })))).map(
    ([type, body]): Step =>
      () =>
        call('POST', `${type}/tags`, body),
  ),
  fc
    .tuple(
      mostlyRight(
        fc.record({
          destination: fc.constantFrom('http://127.0.0.1:9/1', 'http://127.0.0.1:9/2', 'нет'),
          settings: fc.subarray(['add_lead', 'note_lead', 'update_task', 'nothing']),
        }),
      ),
      fc.constantFrom('POST', 'DELETE'),
    )
    .map(([body, verb]): Step => {
      return () => call(verb, 'webhooks', verb === 'POST' ? body : { destination: body.destination });
    }),
  fc
    .tuple(pick, fc.constantFrom('run', 'stop'), pick, junk, fc.boolean())
    .map(([n, deed, m, wrong, isRight]) => {
      const step: Step = (world) => {
        const id = world.at(world.account.bots.keys(), n);
        const on = { entity_id: world.card('leads', m), entity_type: 'leads' };
        return call('POST', `bots/${id}/${deed}`, isRight ? on : wrong);
      };
      return step;
    }),
  fc.tuple(pick, junk).map(([n, wrong]): Step => {
    return (world) => {
      const body =
        n % 3 === 0
          ? wrong
          : [
              {
                url: 'http://a.test',
                metadata: { entity_type: 'contacts', entity_id: world.card('contacts', n) },
              },
            ];
      return call('POST', 'short_links', body);
    };
  }),
];

/** Calls that write configuration. */
export const configurationSteps: fc.Arbitrary<Step> = fc.oneof(...fields, ...pipelines, ...people, ...rest);

const lists =
  'account leads contacts companies tasks events leads/notes contacts/notes companies/notes leads/unsorted leads/unsorted/summary leads/pipelines leads/custom_fields contacts/custom_fields companies/custom_fields leads/custom_fields/groups leads/loss_reasons leads/tags contacts/tags users roles webhooks bots events/types contacts/links catalogs sources'.split(
    ' ',
  );
const queries = fc.constantFrom(
  '',
  '?limit=2&page=2',
  '?page=-1&limit=x',
  '?with=contacts,leads,companies,loss_reason,only_deleted,users,role,group',
  '?filter[id][]=1&filter[type]=x&filter=2',
  '?filter[id][a][b]=1&order[id]=desc',
  '?order[sort]=1&order[updated_at]=desc&query=%D0%90',
  '?filter[entity]=lead&filter[updated_at][from]=5',
);

/** Every list the account answers, to be compared. */
export const everyList: readonly string[] = lists.map((path) => `/api/v4/${path}`);

/** Calls that read. */
export const readSteps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constantFrom(...lists), queries).map(
    ([path, query]): Step =>
      () =>
        call('GET', path + query),
  ),
  fc.tuple(owner, pick, queries).map(
    ([type, n, query]): Step =>
      (world) =>
        call('GET', `${type}/${world.card(type, n)}${query}`),
  ),
);
