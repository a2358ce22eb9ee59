import { ApiProblem } from '../http/problem.js';
import { queryList, queryText, type QueryTree } from '../http/query.js';
import type { AccountEvent } from '../state/event.js';
import { sinceRange } from './since-filter.js';

type Test = (event: AccountEvent) => boolean;

interface Refusal {
  path: string;
  detail: string;
}

/** One value, a PHP list, or a comma list as old clients send it. */
function words(query: QueryTree, ...path: string[]): string[] | undefined {
  return queryList(query, 'filter', ...path)?.flatMap((one) => one.split(',').map((word) => word.trim()));
}

const fieldEvent = /^custom_field_(\d+)_value_changed$/;
const linkEvent = /^(lead|contact|company|customer)_(linked|unlinked)$/;

type Bag = Partial<Record<string, unknown>>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null;

/** Elements of value_after and value_before are objects with one key. */
function inner(values: readonly unknown[], key: string): Bag[] {
  return values.map((value) => (isBag(value) ? value[key] : undefined)).filter(isBag);
}

function isLinkTo(event: AccountEvent, word: string, deed: string): boolean {
  if (event.type !== `entity_${deed}`) return false;
  const key = deed === 'linked' ? 'link' : 'unlink';
  return inner(event.value_after, key).some(({ entity }) => isBag(entity) && entity.type === word);
}

function isChangeOf(event: AccountEvent, fieldId: number): boolean {
  if (event.type !== 'custom_field_value_changed') return false;
  const values = [...event.value_after, ...event.value_before];
  return inner(values, 'custom_field_value').some((one) => one.field_id === fieldId);
}

/** One word of `filter[type]`; `lead_linked` and the like look at the far end of `entity_linked` rows. */
function typeTest(type: string): Test {
  const field = fieldEvent.exec(type);
  if (field) return (event) => event.type === type || isChangeOf(event, Number(field[1]));
  const [, word = '', deed = ''] = linkEvent.exec(type) ?? [];
  return (event) =>
    event.type === type ||
    (word !== '' && isLinkTo(event, word, deed)) ||
    (type === 'custom_field_value_changed' && fieldEvent.test(event.type));
}

function typeTests(types: readonly string[] | undefined): Test[] {
  if (!types) return [];
  if (types.length > 1 && types.some((type) => fieldEvent.test(type)))
    refuse({ path: 'filter.type', detail: 'A custom field type must be the only type in a request.' });
  const tests = types.map(typeTest);
  return [(event) => tests.some((test) => test(event))];
}

function refuse({ path, detail }: Refusal): never {
  throw new ApiProblem(400, 'Request validation failed', {
    'validation-errors': [{ request_id: '0', errors: [{ code: 'InvalidChoice', path, detail }] }],
  });
}

/** `filter[value_before|value_after][…]` (entities 8.3). */
function valueTests(query: QueryTree, side: 'value_before' | 'value_after'): Test[] {
  const tests: Test[] = [];
  const filter = query.filter;
  const node = typeof filter === 'object' ? filter[side] : undefined;
  if (typeof node !== 'object') return tests;
  const stages = node.leads_statuses;
  if (typeof stages === 'object') {
    const pairs = Object.keys(stages).map((index) => {
      const at = (key: string): number =>
        Number(queryText(query, 'filter', side, 'leads_statuses', index, key));
      return { pipeline_id: at('pipeline_id'), id: at('status_id') };
    });
    tests.push((event) =>
      inner(event[side], 'lead_status').some((one) =>
        pairs.some((pair) => pair.id === one.id && pair.pipeline_id === one.pipeline_id),
      ),
    );
  }
  // Rows of customers are never there.
  if (node.customers_statuses !== undefined) tests.push(() => false);
  const users = words(query, side, 'responsible_user_id')?.map(Number);
  if (users)
    tests.push((event) =>
      inner(event[side], 'responsible_user').some((one) => users.includes(Number(one.id))),
    );
  const enums = words(query, side, 'custom_field_values')?.map(Number);
  if (enums)
    tests.push((event) =>
      inner(event[side], 'custom_field_value').some((one) => enums.includes(Number(one.enum_id))),
    );
  const texts = queryList(query, 'filter', side, 'value');
  if (texts) tests.push((event) => plainValues(event[side]).some((one) => texts.includes(one)));
  return tests;
}

/** The texts that `value` is compared with: price, name and field values. */
function plainValues(values: readonly unknown[]): string[] {
  return [
    ...inner(values, 'sale_field_value').map((one) => String(one.sale)),
    ...inner(values, 'name_field_value').map((one) => String(one.name)),
    ...inner(values, 'custom_field_value').map((one) => String(one.text)),
  ];
}

const maxIds = 10;

function checkCounts(query: QueryTree): void {
  const entities = words(query, 'entity');
  const ids = words(query, 'entity_id');
  if (ids && entities?.length !== 1)
    refuse({ path: 'filter.entity', detail: 'Exactly one entity is needed with entity_id.' });
  for (const key of ['entity_id', 'created_by']) {
    if ((words(query, key)?.length ?? 0) > maxIds)
      refuse({ path: `filter.${key}`, detail: `No more than ${maxIds} values are allowed.` });
  }
}

/** Messages on a lead are found by the contact of their talk too (entities 8.4). */
function entityTest(entities: readonly string[], ids: readonly string[] | undefined): Test {
  const isWanted = (type: string, id: number): boolean =>
    entities.includes(type) && (!ids || ids.includes(String(id)));
  return ({ entity_type, entity_id, linked_talk_contact_id: talker }) =>
    isWanted(entity_type, entity_id) || (talker !== undefined && isWanted('contact', talker));
}

/** The test `filter` makes (entities 8.1); 400 for combinations that amoCRM does not take. */
export function eventTest(query: QueryTree): Test {
  if (query.filter === undefined) return () => true;
  checkCounts(query);
  const tests = typeTests(words(query, 'type'));
  const choice = (key: 'id' | 'created_by', wanted: string[] | undefined): void => {
    if (wanted) tests.push((event) => wanted.includes(String(event[key])));
  };
  choice('id', words(query, 'id'));
  choice('created_by', words(query, 'created_by'));
  const entities = words(query, 'entity');
  if (entities) tests.push(entityTest(entities, words(query, 'entity_id')));
  const since = sinceRange(query, 'created_at');
  if (since) tests.push((event) => event.created_at >= since.from && event.created_at <= since.to);
  tests.push(...valueTests(query, 'value_before'), ...valueTests(query, 'value_after'));
  return (event) => tests.every((test) => test(event));
}
